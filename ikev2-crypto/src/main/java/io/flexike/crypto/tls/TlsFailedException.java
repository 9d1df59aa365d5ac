package io.flexike.crypto.tls;

/** A TLS connection has come to an untimely end. An alert for the other end may wait among the records to be sent. */
public final class TlsFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param reason a sentence without its full stop
     */
    public TlsFailedException(String reason) {
        super(reason);
    }

    /**
     * Says why, and what the TLS library said.
     *
     * @param reason a sentence without its full stop
     * @param cause for whoever looks for a bug
     */
    public TlsFailedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
