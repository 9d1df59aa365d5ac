package io.flexike.ike.session;

import java.time.Duration;

/**
 * Which extensions an engine speaks, and how.
 *
 * @param windowSize requests that the peer may have outstanding (RFC 7296 2.3), 1 to 65,535
 * @param fragmentOctets most octets of an IP packet with a message of ours before it is sent in fragments (RFC 7383); 0
 *     for no fragmentation
 * @param mobike whether both ends may change their addresses (RFC 4555)
 * @param natKeepalive silence of ours after which a NAT in front of us is reminded of us (RFC 3948 4), zero for never
 */
public record ProtocolOptions(
        int windowSize, int fragmentOctets, NatTraversal natTraversal, boolean mobike, Duration natKeepalive) {
    /**
     * Our choice: window 5, fragments from 1,280 octets on, NAT traversal where needed, MOBIKE, keepalives after 20 s.
     */
    public static final ProtocolOptions DEFAULT =
            new ProtocolOptions(5, 1280, NatTraversal.AUTO, true, Duration.ofSeconds(20));

    private static final int MAX_WINDOW = 65_535;

    /** RFC 791: every IPv4 host takes packets of that length. */
    private static final int MIN_FRAGMENT_OCTETS = 576;

    public ProtocolOptions {
        if (windowSize < 1 || windowSize > MAX_WINDOW) {
            throw new IllegalArgumentException("a window of " + windowSize + " is not from 1 to " + MAX_WINDOW);
        }
        if (fragmentOctets != 0 && fragmentOctets < MIN_FRAGMENT_OCTETS) {
            throw new IllegalArgumentException(
                    "fragments of " + fragmentOctets + " octets; it takes " + MIN_FRAGMENT_OCTETS + " or 0 for none");
        }
        if (natKeepalive.isNegative()) {
            throw new IllegalArgumentException("a NAT keepalive after " + natKeepalive);
        }
    }

    public ProtocolOptions withNatKeepalive(Duration silence) {
        return new ProtocolOptions(windowSize, fragmentOctets, natTraversal, mobike, silence);
    }

    public ProtocolOptions withWindowSize(int size) {
        return new ProtocolOptions(size, fragmentOctets, natTraversal, mobike, natKeepalive);
    }

    public ProtocolOptions withFragmentOctets(int octets) {
        return new ProtocolOptions(windowSize, octets, natTraversal, mobike, natKeepalive);
    }

    public ProtocolOptions withNatTraversal(NatTraversal newNatTraversal) {
        return new ProtocolOptions(windowSize, fragmentOctets, newNatTraversal, mobike, natKeepalive);
    }

    public ProtocolOptions withMobike(boolean spoken) {
        return new ProtocolOptions(windowSize, fragmentOctets, natTraversal, spoken, natKeepalive);
    }
}
