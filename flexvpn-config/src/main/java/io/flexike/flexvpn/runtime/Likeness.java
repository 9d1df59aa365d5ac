package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.util.List;
import java.util.function.Function;

/** Which differences between two configurations a session outlives. */
final class Likeness {
    /** Everything but routes and what the authorization policy says. */
    private static final List<Function<StaticTunnel, Object>> OF_TUNNELS = List.of(
            StaticTunnel::ipsec,
            StaticTunnel::source,
            StaticTunnel::destination,
            StaticTunnel::addresses,
            StaticTunnel::requestsIpv4Address,
            StaticTunnel::requestsIpv6Address,
            StaticTunnel::requestsDns,
            StaticTunnel::localSelectors,
            StaticTunnel::remoteSelectors,
            StaticTunnel::flows,
            StaticTunnel::mode,
            StaticTunnel::greKey,
            StaticTunnel::vrf,
            StaticTunnel::responderOnly,
            StaticTunnel::mtu,
            StaticTunnel::deviceName);

    /** Everything but the profiles. */
    private static final List<Function<VirtualTemplate, Object>> OF_TEMPLATES = List.of(
            VirtualTemplate::ipsec,
            VirtualTemplate::unnumbered,
            VirtualTemplate::mode,
            VirtualTemplate::greKey,
            VirtualTemplate::vrf,
            VirtualTemplate::devicePerPeer,
            VirtualTemplate::mtu,
            VirtualTemplate::deviceName);

    /** Everything but what the peer is given. */
    private static final List<Function<IkeProfile, Object>> OF_PROFILES = List.of(
            IkeProfile::name,
            IkeProfile::identity,
            IkeProfile::remoteMatchers,
            IkeProfile::local,
            IkeProfile::remote,
            IkeProfile::proposals,
            IkeProfile::namesProposals,
            IkeProfile::policy,
            IkeProfile::ppks,
            IkeProfile::ppkMixing,
            IkeProfile::configExchange,
            IkeProfile::localAddresses);

    private Likeness() {}

    static boolean isOutlived(StaticTunnel before, StaticTunnel after) {
        return agree(OF_TUNNELS, before, after)
                && isOutlived(before.profile().orElseThrow(), after.profile().orElseThrow());
    }

    /** Whether the interface can stay as it is; the sessions of some profiles may not. */
    static boolean isOutlived(VirtualTemplate before, VirtualTemplate after) {
        return agree(OF_TEMPLATES, before, after);
    }

    static boolean isOutlived(IkeProfile before, IkeProfile after) {
        return agree(OF_PROFILES, before, after);
    }

    private static <T> boolean agree(List<Function<T, Object>> aspects, T before, T after) {
        return aspects.stream().allMatch(aspect -> aspect.apply(before).equals(aspect.apply(after)));
    }
}
