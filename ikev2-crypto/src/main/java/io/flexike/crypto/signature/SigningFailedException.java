package io.flexike.crypto.signature;

/** The key did not sign, such as one in a device that is not there any more. */
public final class SigningFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message for the operator, who reads it as it is; without anything of the key */
    public SigningFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
