package io.flexike.flexvpn.runtime;

import io.flexike.esp.OuterHeaderPolicy;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.TrafficHiding;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.util.OptionalInt;

/**
 * What an interface's configuration says of its packets.
 *
 * @param replayWindow of the SAs, in packets
 * @param outerHeader before protected packets
 * @param hiding of how long packets are and when there are any
 * @param queuesWithOwnSa for how many queues of the device there is to be a Child SA of its own
 * @param tcpMss the largest segment of TCP connections of IPv4
 * @param ipv6TcpMss the largest segment of TCP connections of IPv6
 */
record PacketRules(
        int replayWindow,
        OuterHeaderPolicy outerHeader,
        TrafficHiding hiding,
        int queuesWithOwnSa,
        OptionalInt tcpMss,
        OptionalInt ipv6TcpMss) {
    /** What holds where nothing is said. */
    static final PacketRules STANDARD = of(IpsecProfile.defaults(), OptionalInt.empty(), OptionalInt.empty());

    static PacketRules of(StaticTunnel tunnel) {
        return of(tunnel.ipsec(), tunnel.tcpMss(), tunnel.ipv6TcpMss());
    }

    static PacketRules of(VirtualTemplate template) {
        return of(template.ipsec(), template.tcpMss(), template.ipv6TcpMss());
    }

    private static PacketRules of(IpsecProfile ipsec, OptionalInt tcpMss, OptionalInt ipv6TcpMss) {
        return new PacketRules(
                ipsec.replayWindow(),
                ipsec.outerHeader(),
                ipsec.hiding(),
                ipsec.policy().resources(),
                tcpMss,
                ipv6TcpMss);
    }
}
