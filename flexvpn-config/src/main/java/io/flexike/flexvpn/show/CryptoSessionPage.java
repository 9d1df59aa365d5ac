package io.flexike.flexvpn.show;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.Traffic;
import io.flexike.flexvpn.session.TunnelSnapshot;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.IkeSaDetails;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code show crypto session}. */
final class CryptoSessionPage {
    private static final List<String> LEGEND = List.of(
            "Code: C - IKE Configuration mode, D - Dead Peer Detection     ",
            "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     ",
            "X - IKE Extended Authentication, F - IKE Fragmentation",
            "R - IKE Auto Reconnect, U - IKE Dynamic Route Update",
            "S - SIP VPN");

    private final Page page = new Page();
    private final ShownState state;
    private final boolean detailed;

    private CryptoSessionPage(ShownState state, boolean detailed) {
        this.state = state;
        this.detailed = detailed;
    }

    static String sessions(ShownState state, boolean detailed) {
        CryptoSessionPage page = new CryptoSessionPage(state, detailed);
        page.print();
        return page.page.toString();
    }

    private void print() {
        page.line("Crypto session current status").blank();
        if (detailed) {
            LEGEND.forEach(page::line);
            page.blank();
        }
        List<ShownSa> all = ShownSa.all(state);
        for (ShownSa sa : all) {
            sa.session().ifPresent(session -> up(sa, session));
        }
        for (TunnelSnapshot tunnel : state.gateway().tunnels()) {
            if (all.stream().noneMatch(sa -> isOf(tunnel, sa))) {
                down(tunnel, all);
            }
        }
    }

    private static boolean isOf(TunnelSnapshot tunnel, ShownSa sa) {
        return sa.session()
                .filter(session -> session.interfaceName().equals(tunnel.name()))
                .isPresent();
    }

    private void up(ShownSa sa, SessionSnapshot session) {
        page.line("Interface: %s", session.interfaceName());
        page.line("Profile: %s", session.profile());
        if (detailed) {
            page.line("Uptime: %s", uptime(session.uptime()));
        }
        if (!session.initiator()) {
            session.assigned()
                    .addresses()
                    .forEach(address -> page.line("Assigned address: %s", Places.address(address)));
        }
        page.line("Session status: %s     ", session.children().isEmpty() ? "UP-IDLE" : "UP-ACTIVE");
        peer(
                Places.address(sa.remote().getAddress()),
                sa.remote().getPort(),
                sa.frontDoorVrf(state),
                sa.innerVrf(state),
                sa.peer());
        page.line("  Session ID: %d  ", sa.number());
        page.line("  IKEv2 SA: local %s remote %s Active ", Places.withPort(sa.local()), Places.withPort(sa.remote()));
        if (detailed) {
            long left = Math.max(0, sa.lifetimeSeconds(state) - sa.activeSeconds(state));
            page.line(
                    "          Capabilities:%s connid:%d lifetime:%s",
                    capabilities(sa, session), sa.number(), clock(Duration.ofSeconds(left)));
        }
        session.children().forEach(child -> flow(sa, child));
        page.blank();
    }

    private void peer(String address, int port, Optional<String> outer, Optional<String> inner, String identity) {
        if (!detailed) {
            page.line("Peer: %s port %d ", address, port);
            return;
        }
        page.line("Peer: %s port %d fvrf: %s ivrf: %s", address, port, outer.orElse("(none)"), inner.orElse("(none)"));
        page.line("      Phase1_id: %s", identity);
        page.line("      Desc: (none)");
    }

    private static String capabilities(ShownSa sa, SessionSnapshot session) {
        StringBuilder letters = new StringBuilder();
        Optional<IkeSaDetails> details = sa.details();
        if (details.filter(each -> !each.liveness().equals(SaLifetime.FOREVER)).isPresent()) {
            letters.append('D');
        }
        if (session.behindNat() || session.peerBehindNat()) {
            letters.append('N');
        }
        if (details.filter(each -> each.fragmentOctets() > 0).isPresent()) {
            letters.append('F');
        }
        if (details.filter(IkeSaPage::takesRoutes).isPresent()) {
            letters.append('U');
        }
        return letters.isEmpty() ? "(none)" : letters.toString();
    }

    private void flow(ShownSa sa, ChildSnapshot child) {
        for (AddressSelector local : child.local()) {
            for (AddressSelector remote : child.remote()) {
                if (local.isIpv4() == remote.isIpv4()) {
                    page.line("  IPSEC FLOW: %s ", Places.flow(local, remote));
                    page.line("        Active SAs: 2, origin: crypto map");
                    if (detailed) {
                        traffic("Inbound:  #pkts dec'ed", child.received(), left(sa, child, child.received()));
                        traffic("Outbound: #pkts enc'ed", child.sent(), left(sa, child, child.sent()));
                    }
                }
            }
        }
    }

    private void traffic(String direction, Traffic traffic, String left) {
        page.line("        %s %d drop 0 life (KB/Sec) %s", direction, traffic.packets(), left);
    }

    private String left(ShownSa sa, ChildSnapshot child, Traffic traffic) {
        IpsecLifetime lifetime = IpsecLifetime.of(state, sa.iface(state));
        long seconds = Math.max(0, lifetime.time().minus(child.age()).toSeconds());
        return lifetime.kilobytes().isEmpty()
                ? "KB Vol Rekey Disabled/" + seconds
                : lifetime.kilobytesLeft(traffic.octets()) + "/" + seconds;
    }

    private void down(TunnelSnapshot tunnel, List<ShownSa> all) {
        Optional<Block> iface = state.configuration().block("interface", tunnel.name());
        String peer = iface.flatMap(block -> block.text("tunnel destination", "address"))
                .orElse("0.0.0.0");
        boolean negotiating = all.stream()
                .anyMatch(sa -> sa.session().isEmpty()
                        && Places.address(sa.remote().getAddress()).equalsIgnoreCase(peer));
        page.line("Interface: %s", tunnel.name());
        iface.flatMap(block -> IpsecLifetime.profile(state, block))
                .flatMap(block -> block.text("set ikev2-profile", "profile"))
                .ifPresent(profile -> page.line("Profile: %s", profile));
        page.line("Session status: %s", negotiating ? "DOWN-NEGOTIATING" : "DOWN");
        peer(
                peer,
                500,
                iface.flatMap(block -> block.text("tunnel vrf", "vrf")),
                iface.flatMap(block -> block.text("vrf forwarding", "vrf")),
                "(none)");
        page.blank();
    }

    /** Such as {@code 00:27:42}, {@code 6d00h} or {@code 2w3d}. */
    static String uptime(Duration time) {
        long days = time.toDays();
        if (days >= 7) {
            return days / 7 + "w" + days % 7 + "d";
        }
        return days > 0 ? String.format(Locale.ROOT, "%dd%02dh", days, time.toHoursPart()) : clock(time);
    }

    private static String clock(Duration time) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
