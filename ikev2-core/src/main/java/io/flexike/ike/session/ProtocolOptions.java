package io.flexike.ike.session;

import java.util.List;

/**
 * Which extensions an engine speaks, and how.
 *
 * @param windowSize requests that the peer may have outstanding (RFC 7296 2.3), 1 to 65,535
 * @param fragmentOctets most octets of an IP packet with a message of ours before it is sent in fragments (RFC 7383); 0
 *     for no fragmentation
 * @param mobike whether both ends may change their addresses (RFC 4555)
 * @param vendorIds what we call ourselves in IKE_SA_INIT
 * @param redirects whether and how initiators are sent to other gateways (RFC 5685)
 */
public record ProtocolOptions(
        int windowSize,
        int fragmentOctets,
        NatTraversal natTraversal,
        boolean mobike,
        RedirectPolicy redirects,
        List<VendorId> vendorIds) {
    /** Our choice: window 5, fragments from 1,280 octets on, NAT traversal where needed, MOBIKE. */
    public static final ProtocolOptions DEFAULT =
            new ProtocolOptions(5, 1280, NatTraversal.AUTO, true, RedirectPolicy.DEFAULT, List.of());

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
    }

    public ProtocolOptions withWindowSize(int size) {
        return new ProtocolOptions(size, fragmentOctets, natTraversal, mobike, redirects, vendorIds);
    }

    public ProtocolOptions withFragmentOctets(int octets) {
        return new ProtocolOptions(windowSize, octets, natTraversal, mobike, redirects, vendorIds);
    }

    public ProtocolOptions withNatTraversal(NatTraversal newNatTraversal) {
        return new ProtocolOptions(windowSize, fragmentOctets, newNatTraversal, mobike, redirects, vendorIds);
    }

    public ProtocolOptions withMobike(boolean spoken) {
        return new ProtocolOptions(windowSize, fragmentOctets, natTraversal, spoken, redirects, vendorIds);
    }

    public ProtocolOptions with(RedirectPolicy newRedirects) {
        return new ProtocolOptions(windowSize, fragmentOctets, natTraversal, mobike, newRedirects, vendorIds);
    }

    public ProtocolOptions withVendorIds(List<VendorId> own) {
        return new ProtocolOptions(windowSize, fragmentOctets, natTraversal, mobike, redirects, own);
    }
}
