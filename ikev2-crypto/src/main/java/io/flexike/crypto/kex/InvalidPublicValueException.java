package io.flexike.crypto.kex;

/** The peer's public value has the wrong length or fails the checks of RFC 6989 or RFC 7748. */
public final class InvalidPublicValueException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidPublicValueException(String message) {
        super(message);
    }
}
