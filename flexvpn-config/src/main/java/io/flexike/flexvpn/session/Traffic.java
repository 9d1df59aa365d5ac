package io.flexike.flexvpn.session;

/**
 * What went through in one direction.
 *
 * @param packets inner packets
 * @param octets of the inner packets, without ESP
 */
public record Traffic(long packets, long octets) {
    /** Nothing yet. */
    public static final Traffic NONE = new Traffic(0, 0);

    /** Both together. */
    public Traffic plus(Traffic other) {
        return new Traffic(packets + other.packets, octets + other.octets);
    }
}
