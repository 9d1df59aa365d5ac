package io.flexike.flexvpn.show;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.session.IkeSaDetails;
import io.flexike.ike.session.IkeSaSnapshot;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An IKE SA with all that is known of it.
 *
 * @param number from 1, in the order in which they came up
 * @param session what is there once it is up
 * @param details what the engine knows; empty if it is gone in between
 */
record ShownSa(int number, Optional<SessionSnapshot> session, Optional<IkeSaDetails> details) {
    /** All IKE SAs: those of sessions, then those that are still negotiated. */
    static List<ShownSa> all(ShownState state) {
        List<ShownSa> all = new ArrayList<>();
        List<SessionSnapshot> sessions = state.gateway().sessions().stream()
                .sorted(Comparator.comparing(SessionSnapshot::since).thenComparing(SessionSnapshot::localSpi))
                .toList();
        for (SessionSnapshot session : sessions) {
            all.add(new ShownSa(
                    all.size() + 1, Optional.of(session), state.ike().sa(session.localSpi())));
        }
        for (IkeSaDetails each : state.ike().sas()) {
            if (sessions.stream()
                    .noneMatch(session -> session.localSpi() == each.sa().localSpi())) {
                all.add(new ShownSa(all.size() + 1, Optional.empty(), Optional.of(each)));
            }
        }
        return all;
    }

    private <T> T either(Function<SessionSnapshot, T> ofSession, Function<IkeSaSnapshot, T> ofEngine) {
        return session.map(ofSession)
                .or(() -> details.map(IkeSaDetails::sa).map(ofEngine))
                .orElseThrow();
    }

    InetSocketAddress local() {
        return either(each -> each.path().local(), each -> each.path().local());
    }

    InetSocketAddress remote() {
        return either(each -> each.path().remote(), each -> each.path().remote());
    }

    boolean isIpv4() {
        return Places.isIpv4(remote().getAddress());
    }

    Optional<IkeSuite> suite() {
        return either(SessionSnapshot::suite, IkeSaSnapshot::suite);
    }

    long localSpi() {
        return either(SessionSnapshot::localSpi, IkeSaSnapshot::localSpi);
    }

    long remoteSpi() {
        return either(SessionSnapshot::remoteSpi, IkeSaSnapshot::remoteSpi);
    }

    boolean initiator() {
        return either(SessionSnapshot::initiator, IkeSaSnapshot::initiator);
    }

    private String profileName() {
        return either(SessionSnapshot::profile, IkeSaSnapshot::profileName);
    }

    /** The block of its IKE profile. */
    Optional<Block> profile(ShownState state) {
        return state.configuration().block("crypto ikev2 profile", profileName());
    }

    /** The block of its interface, for the interface of one peer that of the template. */
    Optional<Block> iface(ShownState state) {
        return session.flatMap(each -> state.configuration().block("interface", each.origin()));
    }

    /** The VRF of its outer addresses. */
    Optional<String> frontDoorVrf(ShownState state) {
        return iface(state).flatMap(block -> block.text("tunnel vrf", "vrf"));
    }

    /** The VRF of its inner addresses. */
    Optional<String> innerVrf(ShownState state) {
        return iface(state)
                .flatMap(block -> block.text("vrf forwarding", "vrf").or(() -> block.text("ip vrf forwarding", "vrf")))
                .or(() -> profile(state).flatMap(block -> block.text("ivrf", "vrf")));
    }

    String vrfs(ShownState state) {
        return frontDoorVrf(state).orElse("none") + "/" + innerVrf(state).orElse("none");
    }

    String status() {
        Optional<IkeSaSnapshot.Phase> phase = details.map(IkeSaDetails::sa).map(IkeSaSnapshot::phase);
        if (phase.filter(each -> each == IkeSaSnapshot.Phase.DELETING).isPresent()) {
            return "DELETE";
        }
        return session.isPresent()
                        || phase.filter(each -> each == IkeSaSnapshot.Phase.ESTABLISHED)
                                .isPresent()
                ? "READY"
                : "IN-NEG";
    }

    /** Seconds after which it ends, unless it is rekeyed. */
    long lifetimeSeconds(ShownState state) {
        return profile(state)
                .flatMap(block -> block.integer("lifetime", "seconds"))
                .orElse(86_400L);
    }

    /** Seconds since it came up or was rekeyed. */
    long activeSeconds(ShownState state) {
        return details.flatMap(IkeSaDetails::untilExpired)
                .map(left -> Math.max(0, lifetimeSeconds(state) - left.toSeconds()))
                .or(() -> details.flatMap(IkeSaDetails::age).map(Duration::toSeconds))
                .or(() -> session.map(each -> each.uptime().toSeconds()))
                .orElse(0L);
    }

    /** Who the peer has proved to be. */
    String peer() {
        Optional<Identification> peer = session.flatMap(SessionSnapshot::peer);
        boolean address = peer.filter(each -> each.type().equals(IdentificationType.IPV6_ADDR))
                .isPresent();
        String text = peer.map(Identification::toString).orElse("unknown");
        return address ? text.toUpperCase(Locale.ROOT) : text;
    }

    /** What the configuration says about probing the peer. */
    Optional<Statement> dpd(ShownState state) {
        return Stream.concat(
                        profile(state).flatMap(block -> block.statement("dpd")).stream(),
                        state.configuration().root().statement("crypto ikev2 dpd").stream())
                .findFirst();
    }
}
