package io.flexike.examples.run;

/** A command line that is not understood. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says in one sentence what is wrong. */
    public UsageException(String message) {
        super(message);
    }
}
