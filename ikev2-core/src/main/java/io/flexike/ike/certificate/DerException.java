package io.flexike.ike.certificate;

/** Octets that are not the DER that was expected. */
final class DerException extends Exception {
    private static final long serialVersionUID = 1L;

    DerException(String what) {
        super(what, null, false, false);
    }
}
