package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.net.Inet6Address;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Either end gets another outer address while packets pass (RFC 4555). User-space ESP of strongSwan cannot be moved:
 * strongSwan rekeys it instead, which takes a little longer.
 */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class MobilityIT {
    private static final int SECONDS = 4;
    /** Half of the time: an outage of the link, a few round trips and the starts of processes on a busy host. */
    private static final int SHORT_OUTAGE = 100 * SECONDS / 2;

    private static final String NEW_LEFT = "10.99.1.11";
    private static final String NEW_RIGHT = "10.99.1.12";

    @TempDir
    Path folder;

    private PeerNetwork network;

    @BeforeEach
    void connect() {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        network.left().withoutAddress(PeerNetwork.DEVICE, PeerNetwork.LEFT_6 + "/64");
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    /** We follow the addresses of our host, so none is named. */
    private FlexikePeer own(boolean connects) throws Exception {
        FlexVpnConfig config = Sites.own(Sites.profile(Suite.GCM_128, Sites.KEY), Suite.GCM_128.ipsec(), tunnel -> {
                    if (connects) {
                        tunnel.destination(PeerNetwork.RIGHT_4);
                    } else {
                        tunnel.responderOnly();
                    }
                })
                .build();
        return FlexikePeer.start(network.left(), config);
    }

    private StrongSwanPeer peer(boolean connects) {
        return StrongSwanPeer.start(
                network.right(),
                folder.resolve("right"),
                CharonSettings.userSpaceEsp().charon(charon -> charon.set("prefer_best_path", "yes")),
                Sites.peer(Suite.GCM_128, "%any", connects ? PeerNetwork.LEFT_4 : "%any"));
    }

    private static SessionSnapshot connected(FlexikePeer left, StrongSwanPeer right, boolean byUs) {
        if (!byUs) {
            right.initiate(Sites.SITE).orFail();
        }
        return left.awaitSession();
    }

    private PingStream pings() {
        return PingStream.start(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, SECONDS, folder);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    void our_address_changes(boolean connectedByUs, boolean newOneFirst) throws Exception {
        try (StrongSwanPeer right = peer(!connectedByUs);
                FlexikePeer left = own(connectedByUs)) {
            SessionSnapshot before = connected(left, right, connectedByUs);
            PingStream pings = pings();
            change(network.left(), PeerNetwork.LEFT_4, NEW_LEFT, newOneFirst);

            left.awaitEvent(GatewayEvent.SessionMoved.class, event -> isLocal(event.session(), NEW_LEFT));
            pings.assertLostAtMost(SHORT_OUTAGE);
            assertSameSession(before, left, right);
            assertThat(right.listSas()).contains("'own.example' @ " + NEW_LEFT);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothing_is_lost_when_we_move_while_both_addresses_are_there(boolean connectedByUs) throws Exception {
        try (StrongSwanPeer right = peer(!connectedByUs);
                FlexikePeer left = own(connectedByUs)) {
            SessionSnapshot before = connected(left, right, connectedByUs);
            network.left().address(PeerNetwork.DEVICE, NEW_LEFT + "/24");
            PingStream pings = pings();
            left.gateway().useAddresses(NEW_LEFT);

            left.awaitEvent(GatewayEvent.SessionMoved.class, event -> isLocal(event.session(), NEW_LEFT));
            left.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
            awaitOneChild(left, right);
            network.left().withoutAddress(PeerNetwork.DEVICE, PeerNetwork.LEFT_4 + "/24");
            pings.assertNothingLost();
            assertSameSession(before, left, right);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    void the_address_of_strongswan_changes(boolean connectedByUs, boolean newOneFirst) throws Exception {
        try (StrongSwanPeer right = peer(!connectedByUs);
                FlexikePeer left = own(connectedByUs)) {
            SessionSnapshot before = connected(left, right, connectedByUs);
            PingStream pings = pings();
            change(network.right(), PeerNetwork.RIGHT_4, NEW_RIGHT, newOneFirst);

            left.awaitEvent(GatewayEvent.SessionMoved.class, event -> isRemote(event.session(), NEW_RIGHT));
            pings.assertLostAtMost(SHORT_OUTAGE);
            assertSameSession(before, left, right);
        }
    }

    @Test
    void strongswan_moves_while_both_addresses_are_there() throws Exception {
        try (StrongSwanPeer right = peer(true);
                FlexikePeer left = own(false)) {
            SessionSnapshot before = connected(left, right, false);
            network.right().address(PeerNetwork.DEVICE, NEW_RIGHT + "/24");
            PingStream pings = pings();
            // it prefers the address that its host sends from now
            network.right().ip("route", "replace", "10.99.1.0/24", "dev", PeerNetwork.DEVICE, "src", NEW_RIGHT);

            left.awaitEvent(GatewayEvent.SessionMoved.class, event -> isRemote(event.session(), NEW_RIGHT));
            left.awaitEvent(GatewayEvent.SessionRekeyed.class, event -> true);
            awaitOneChild(left, right);
            network.right().withoutAddress(PeerNetwork.DEVICE, PeerNetwork.RIGHT_4 + "/24");
            // what we send to the new address before it has rekeyed finds no SA there
            pings.assertLostAtMost(SHORT_OUTAGE / 2);
            assertSameSession(before, left, right);
        }
    }

    @Test
    void the_other_ip_version_takes_over() throws Exception {
        network.left().address(PeerNetwork.DEVICE, PeerNetwork.LEFT_6 + "/64");
        try (StrongSwanPeer right = peer(false);
                FlexikePeer left = own(true)) {
            SessionSnapshot before = connected(left, right, true);
            PingStream pings = pings();
            network.left().withoutAddress(PeerNetwork.DEVICE, PeerNetwork.LEFT_4 + "/24");

            left.awaitEvent(
                    GatewayEvent.SessionMoved.class,
                    event -> event.session().path().remote().getAddress() instanceof Inet6Address);
            pings.assertLostAtMost(SHORT_OUTAGE);
            assertSameSession(before, left, right);
        }
    }

    private static void change(NetworkNamespace host, String from, String to, boolean newOneFirst) {
        if (newOneFirst) {
            host.address(PeerNetwork.DEVICE, to + "/24");
            host.withoutAddress(PeerNetwork.DEVICE, from + "/24");
        } else {
            host.withoutAddress(PeerNetwork.DEVICE, from + "/24");
            host.address(PeerNetwork.DEVICE, to + "/24");
        }
    }

    private static boolean isLocal(SessionSnapshot session, String address) {
        return session.path().local().getAddress().getHostAddress().equals(address);
    }

    private static boolean isRemote(SessionSnapshot session, String address) {
        return session.path().remote().getAddress().getHostAddress().equals(address);
    }

    private static void awaitOneChild(FlexikePeer left, StrongSwanPeer right) {
        left.awaitSession(
                session -> session.children().size() == 1 && right.listSas().split("INSTALLED", -1).length == 2);
    }

    /** It is the same IKE SA, and exchanges work in both directions. */
    private void assertSameSession(SessionSnapshot before, FlexikePeer left, StrongSwanPeer right) {
        SessionSnapshot after = left.awaitSession();
        assertThat(after.localSpi()).isEqualTo(before.localSpi());
        left.gateway().checkLiveness(after);
        int mark = right.log().length();
        right.swanctl("--rekey", "--child", Sites.SITE).orFail();
        right.awaitLog(Pattern.compile("CHILD_SA .*established with SPIs"), mark);
        Traversal.assertPingsBothWays(network.left(), network.right());
    }
}
