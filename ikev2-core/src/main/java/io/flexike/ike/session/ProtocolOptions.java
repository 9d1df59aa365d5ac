package io.flexike.ike.session;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

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
 * @param revocationRecheck how often it is asked whether the certificates of a peer were revoked while there is an IKE
 *     SA, which ends then; a minute to 365 days, zero for never
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
        Duration revocationRecheck,
        List<VendorId> vendorIds) {
    /** Our choice: others are asked for each of them. They stand before the first options that are checked by them. */
    private static final Duration SHORTEST_RECHECK = Duration.ofMinutes(1);

    private static final Duration LONGEST_RECHECK = Duration.ofDays(365);

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
            Duration.ZERO,
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
        boolean usual =
                revocationRecheck.compareTo(SHORTEST_RECHECK) >= 0 && revocationRecheck.compareTo(LONGEST_RECHECK) <= 0;
        if (!revocationRecheck.isZero() && !usual) {
            throw new IllegalArgumentException("revoked peers are looked for every " + revocationRecheck + "; it takes "
                    + SHORTEST_RECHECK + " to " + LONGEST_RECHECK + ", or 0 for never");
        }
    }

    public ProtocolOptions withWindowSize(int size) {
        return changed(draft -> draft.windowSize = size);
    }

    public ProtocolOptions withFragmentOctets(int octets) {
        return changed(draft -> draft.fragmentOctets = octets);
    }

    public ProtocolOptions withNatTraversal(NatTraversal newNatTraversal) {
        return changed(draft -> draft.natTraversal = newNatTraversal);
    }

    public ProtocolOptions withNatKeepalive(Duration silence) {
        return changed(draft -> draft.natKeepalive = silence);
    }

    public ProtocolOptions withMobike(boolean spoken) {
        return changed(draft -> draft.mobike = spoken);
    }

    public ProtocolOptions withTcp(TcpEncapsulation newTcp) {
        return changed(draft -> draft.tcp = newTcp);
    }

    public ProtocolOptions withCrashDetection(boolean believed) {
        return changed(draft -> draft.crashDetection = believed);
    }

    public ProtocolOptions with(RedirectPolicy newRedirects) {
        return changed(draft -> draft.redirects = newRedirects);
    }

    public ProtocolOptions withRevocationRecheck(Duration interval) {
        return changed(draft -> draft.revocationRecheck = interval);
    }

    public ProtocolOptions withVendorIds(List<VendorId> own) {
        return changed(draft -> draft.vendorIds = own);
    }

    private ProtocolOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settled();
    }

    /** The same in a form in which one component can be changed. */
    private static final class Draft {
        private int windowSize;
        private int fragmentOctets;
        private NatTraversal natTraversal;
        private Duration natKeepalive;
        private boolean mobike;
        private TcpEncapsulation tcp;
        private boolean crashDetection;
        private RedirectPolicy redirects;
        private Duration revocationRecheck;
        private List<VendorId> vendorIds;

        Draft(ProtocolOptions from) {
            windowSize = from.windowSize;
            fragmentOctets = from.fragmentOctets;
            natTraversal = from.natTraversal;
            natKeepalive = from.natKeepalive;
            mobike = from.mobike;
            tcp = from.tcp;
            crashDetection = from.crashDetection;
            redirects = from.redirects;
            revocationRecheck = from.revocationRecheck;
            vendorIds = from.vendorIds;
        }

        ProtocolOptions settled() {
            return new ProtocolOptions(
                    windowSize,
                    fragmentOctets,
                    natTraversal,
                    natKeepalive,
                    mobike,
                    tcp,
                    crashDetection,
                    redirects,
                    revocationRecheck,
                    vendorIds);
        }
    }
}
