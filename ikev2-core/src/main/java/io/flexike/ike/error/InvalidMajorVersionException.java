package io.flexike.ike.error;

/**
 * A message of another major version than 2 (RFC 7296 2.5). The answer has no data: the version that we support stands
 * in its header. Versions below 2 should be ignored rather than answered.
 */
public final class InvalidMajorVersionException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    private final int majorVersion;

    /**
     * A message of another version.
     *
     * @param majorVersion what the peer's header says, 0 to 15
     */
    public InvalidMajorVersionException(int majorVersion) {
        super("The message has the major version " + majorVersion + " instead of 2.");
        this.majorVersion = majorVersion;
    }

    /** What the peer's header says, 0 to 15. */
    public int majorVersion() {
        return majorVersion;
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.INVALID_MAJOR_VERSION;
    }
}
