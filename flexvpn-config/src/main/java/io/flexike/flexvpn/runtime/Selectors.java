package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.PeerRequest;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What Child SAs of an interface protect. */
final class Selectors {
    private Selectors() {}

    /** RFC 2784: the protocol number of GRE. */
    private static final int GRE = 47;

    /** What a peer of a tunnel may have Child SAs for: pairs, never one side of one flow with the other of another. */
    static List<Flow> ofTunnel(StaticTunnel tunnel, PeerRequest request) {
        if (tunnel.mode() == TunnelMode.GRE) {
            return greWith(request);
        }
        if (!tunnel.flows().isEmpty()) {
            return ofFlows(tunnel);
        }
        return List.of(new Flow(tunnel.localSelectors(), tunnel.remoteSelectors()));
    }

    /** What we propose as the side that connects, from and to these outer addresses. */
    static List<Flow> proposed(StaticTunnel tunnel, InetAddress local, InetAddress remote) {
        if (tunnel.mode() == TunnelMode.GRE) {
            return List.of(gre(local, remote));
        }
        if (!tunnel.flows().isEmpty()) {
            return ofFlows(tunnel);
        }
        return List.of(new Flow(tunnel.localSelectors(), tunnel.remoteSelectors()));
    }

    private static List<Flow> ofFlows(StaticTunnel tunnel) {
        return tunnel.flows().stream()
                .map(flow -> new Flow(List.of(flow.local()), List.of(flow.remote())))
                .toList();
    }

    private static Flow gre(InetAddress local, InetAddress remote) {
        return new Flow(
                List.of(AddressSelector.host(local).withProtocol(GRE)),
                List.of(AddressSelector.host(remote).withProtocol(GRE)));
    }

    /** Whether a peer proposes GRE and nothing else. */
    static boolean isGre(PeerRequest request) {
        return !request.initiatorSelectors().isEmpty()
                && request.initiatorSelectors().stream()
                        .allMatch(selector -> selector instanceof AddressSelector network && network.protocol() == GRE);
    }

    /**
     * GRE between both ends. Behind a NAT, an end does not call itself what it is seen as: in tunnel mode, where
     * nothing changes the addresses inside, those that the peer says hold (RFC 7296 2.23.1).
     */
    static List<Flow> greWith(PeerRequest request) {
        List<Flow> flows = new ArrayList<>();
        flows.add(
                gre(request.path().local().getAddress(), request.path().remote().getAddress()));
        Optional<InetAddress> local = onlyHost(request.responderSelectors());
        Optional<InetAddress> remote = onlyHost(request.initiatorSelectors());
        if (local.isPresent() && remote.isPresent()) {
            Flow said = gre(local.get(), remote.get());
            if (!said.equals(flows.get(0))) {
                flows.add(said.with(Flow.Transport.FORBIDDEN));
            }
        }
        return flows;
    }

    private static Optional<InetAddress> onlyHost(List<TrafficSelector> selectors) {
        Set<InetAddress> hosts = new HashSet<>();
        for (TrafficSelector selector : selectors) {
            if (!(selector instanceof AddressSelector host)
                    || host.protocol() != GRE
                    || !host.start().equals(host.end())) {
                return Optional.empty();
            }
            hosts.add(host.start());
        }
        return hosts.size() == 1 ? hosts.stream().findFirst() : Optional.empty();
    }

    /** All packets of the families that the interfaces of a template have. */
    static List<AddressSelector> everything(VirtualTemplate template) {
        if (template.mode() == TunnelMode.IPSEC_DUAL_OVERLAY) {
            return List.of(AddressSelector.any4(), AddressSelector.any6());
        }
        if (template.mode() == TunnelMode.IPSEC_IPV4) {
            return List.of(AddressSelector.any4());
        }
        if (template.mode() == TunnelMode.IPSEC_IPV6) {
            return List.of(AddressSelector.any6());
        }
        return template.unnumbered().stream()
                .map(own -> own instanceof Inet4Address ? AddressSelector.any4() : AddressSelector.any6())
                .distinct()
                .toList();
    }
}
