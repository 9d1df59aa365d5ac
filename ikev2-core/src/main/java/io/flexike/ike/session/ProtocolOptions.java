package io.flexike.ike.session;

import java.time.Duration;
import java.util.List;

/**
 * Which extensions an engine speaks, and how.
 *
 * @param windowSize requests that the peer may have outstanding (RFC 7296 2.3), 1 to 65,535
 * @param fragmentOctets most octets of an IP packet with a message of ours before it is sent in fragments (RFC 7383); 0
 *     for no fragmentation
 * @param natKeepalive silence of ours after which a NAT in front of us is reminded of us (RFC 3948 4), zero for never
 * @param mobike whether both ends may change their addresses (RFC 4555)
 * @param tcp when an initiator that knows a path over TCP uses it (RFC 9329)
 * @param crashDetection whether a peer's token is believed that it has lost all its IKE SAs (RFC 6290)
 * @param redirects whether and how initiators are sent to other gateways (RFC 5685)
 * @param vendorIds what we call ourselves in IKE_SA_INIT
 */
public record ProtocolOptions(
        int windowSize,
        int fragmentOctets,
        NatTraversal natTraversal,
        Duration natKeepalive,
        boolean mobike,
        TcpEncapsulation tcp,
        boolean crashDetection,
        RedirectPolicy redirects,
        List<VendorId> vendorIds) {
    /** Our choice: window 5, fragments from 1,280 octets on, NAT traversal where needed, TCP as the way out. */
    public static final ProtocolOptions DEFAULT = new ProtocolOptions(
            5,
            1280,
            NatTraversal.AUTO,
            Duration.ofSeconds(20),
            true,
            TcpEncapsulation.FALLBACK,
            true,
            RedirectPolicy.DEFAULT,
            List.of());

    private static final int MAX_WINDOW = 65_535;

    /** RFC 791: every IPv4 host takes packets of that length. */
    private static final int MIN_FRAGMENT_OCTETS = 576;

    public ProtocolOptions {
        vendorIds = List.copyOf(vendorIds);
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

    public ProtocolOptions withWindowSize(int size) {
        return new ProtocolOptions(
                size, fragmentOctets, natTraversal, natKeepalive, mobike, tcp, crashDetection, redirects, vendorIds);
    }

    public ProtocolOptions withFragmentOctets(int octets) {
        return new ProtocolOptions(
                windowSize, octets, natTraversal, natKeepalive, mobike, tcp, crashDetection, redirects, vendorIds);
    }

    public ProtocolOptions withNatTraversal(NatTraversal newNatTraversal) {
        return new ProtocolOptions(
                windowSize,
                fragmentOctets,
                newNatTraversal,
                natKeepalive,
                mobike,
                tcp,
                crashDetection,
                redirects,
                vendorIds);
    }

    public ProtocolOptions withNatKeepalive(Duration silence) {
        return new ProtocolOptions(
                windowSize, fragmentOctets, natTraversal, silence, mobike, tcp, crashDetection, redirects, vendorIds);
    }

    public ProtocolOptions withMobike(boolean spoken) {
        return new ProtocolOptions(
                windowSize,
                fragmentOctets,
                natTraversal,
                natKeepalive,
                spoken,
                tcp,
                crashDetection,
                redirects,
                vendorIds);
    }

    public ProtocolOptions withTcp(TcpEncapsulation newTcp) {
        return new ProtocolOptions(
                windowSize,
                fragmentOctets,
                natTraversal,
                natKeepalive,
                mobike,
                newTcp,
                crashDetection,
                redirects,
                vendorIds);
    }

    public ProtocolOptions withCrashDetection(boolean believed) {
        return new ProtocolOptions(
                windowSize, fragmentOctets, natTraversal, natKeepalive, mobike, tcp, believed, redirects, vendorIds);
    }

    public ProtocolOptions with(RedirectPolicy newRedirects) {
        return new ProtocolOptions(
                windowSize,
                fragmentOctets,
                natTraversal,
                natKeepalive,
                mobike,
                tcp,
                crashDetection,
                newRedirects,
                vendorIds);
    }

    public ProtocolOptions withVendorIds(List<VendorId> own) {
        return new ProtocolOptions(
                windowSize, fragmentOctets, natTraversal, natKeepalive, mobike, tcp, crashDetection, redirects, own);
    }
}
