package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.SaLifetime;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final Path PATH = new Path(
            new InetSocketAddress(IpPrefix.parseAddress("198.51.100.1"), 4500),
            new InetSocketAddress(IpPrefix.parseAddress("203.0.113.7"), 4500),
            true);

    private final InMemoryTun device = InMemoryTun.open(TunSettings.named("tun0"));

    private static IkeSaSnapshot ikeSa(boolean initiator, Path path, boolean behindNat) {
        return ikeSa(1, initiator, path, behindNat);
    }

    private static IkeSaSnapshot ikeSa(long localSpi, boolean initiator, Path path, boolean behindNat) {
        return new IkeSaSnapshot(
                localSpi,
                2,
                initiator,
                IkeSaSnapshot.Phase.ESTABLISHED,
                "profile",
                path,
                behindNat,
                false,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                List.of(),
                List.of());
    }

    private Session session(boolean initiator, Assignment assignment) {
        TunnelInterface tunnel = new TunnelInterface(
                "Tunnel0",
                "Tunnel0",
                TunSettings.named("tun0"),
                new RouteTable(Optional.empty(), InstantSource.system()),
                Optional.empty());
        tunnel.opened(device);
        Placement placement = Placement.onTunnel(tunnel, SessionTerms.NONE, false);
        NetworkGuard guard = new NetworkGuard(List::of, new HostNetworks(false));
        return new Session(placement, "Tunnel0", ikeSa(initiator, PATH, false), assignment, guard);
    }

    private static ChildSaParameters child(int spi, List<AddressSelector> remote) {
        ChildSuite suite = ChildSuite.of(Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .sequenceNumbers(SequenceNumbers.STANDARD)
                .build());
        ChildSaParameters.Keys keys = new ChildSaParameters.Keys(
                SecretBytes.empty(), SecretBytes.empty(), SecretBytes.empty(), SecretBytes.empty());
        return new ChildSaParameters(
                1,
                "profile",
                spi,
                spi + 1,
                suite,
                keys,
                List.of(AddressSelector.any4()),
                remote,
                PATH,
                true,
                ChildSaMode.TUNNEL,
                SaLifetime.ENDLESS,
                false,
                false,
                OptionalInt.empty());
    }

    private static Assignment assignment(String address, String... subnets) {
        return new Assignment(
                List.of(IpPrefix.parseAddress(address)),
                List.of(),
                List.of(subnets).stream().map(IpPrefix::parse).toList(),
                List.of());
    }

    @Test
    void it_is_known_by_its_first_ike_sa_whatever_replaces_that() {
        Session session = session(true, assignment("10.255.0.2"));
        session.rekeyed(ikeSa(7, true, PATH, false));

        assertThat(session.ikeSpi()).isEqualTo(7);
        assertThat(session.firstIkeSpi()).isEqualTo(1);
    }

    @Test
    void a_whole_address_family_is_never_routed_by_itself() {
        Session session = session(true, assignment("10.255.0.2", "0.0.0.0/0"));
        session.add(child(256, List.of(AddressSelector.any4(), AddressSelector.any6())));

        assertThat(device.hostEnd().routes()).isEmpty();
    }

    @Test
    void of_a_whole_address_family_the_networks_that_the_peer_names_are_routed() {
        Session session = session(true, assignment("10.255.0.2", "10.1.0.0/16", "192.168.0.0/16"));
        session.add(child(
                256,
                List.of(AddressSelector.range(
                        IpPrefix.parseAddress("0.0.0.0"), IpPrefix.parseAddress("255.255.255.255")))));

        assertThat(device.hostEnd().routes())
                .containsExactlyInAnyOrder(TunPrefix.parse("10.1.0.0/16"), TunPrefix.parse("192.168.0.0/16"));
    }

    @Test
    void a_responder_does_not_route_what_it_has_sent_itself() {
        Session session = session(false, assignment("10.255.0.2", "10.0.0.0/8"));
        session.add(child(256, List.of(AddressSelector.subnet("10.255.0.2/32"))));

        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("10.255.0.2/32"));
    }

    @Test
    void the_end_takes_everything_back() {
        Session session = session(true, assignment("10.255.0.2", "10.1.0.0/16"));
        session.takeAssignedAddresses();
        session.add(child(256, List.of(AddressSelector.subnet("10.0.0.0/8"))));
        session.add(child(512, List.of(AddressSelector.subnet("10.0.0.0/8"))));
        session.remove(256, Optional.empty());
        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("10.0.0.0/8"));
        assertThat(device.hostEnd().addresses()).containsExactly(TunPrefix.parse("10.255.0.2/32"));

        session.end();
        assertThat(device.hostEnd().routes()).isEmpty();
        assertThat(device.hostEnd().addresses()).isEmpty();
    }

    @Test
    void when_the_peer_has_moved_its_new_outer_address_is_not_routed_into_the_tunnel_and_the_old_one_is() {
        Session session = session(false, Assignment.NONE);
        session.add(child(256, List.of(AddressSelector.subnet("203.0.113.6/31"))));
        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("203.0.113.6/32"));

        session.moved(
                ikeSa(false, PATH.withRemote(new InetSocketAddress(IpPrefix.parseAddress("203.0.113.6"), 4500)), true));

        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("203.0.113.7/32"));
        assertThat(session.sa().behindNat()).isTrue();
        session.end();
        assertThat(device.hostEnd().routes()).isEmpty();
    }

    @Test
    void odd_ranges_cannot_fill_the_table_of_routes() {
        List<AddressSelector> odd = IntStream.range(0, 255)
                .mapToObj(i -> AddressSelector.range(
                        IpPrefix.parseAddress("2001:db8:" + Integer.toHexString(i) + "::1"),
                        IpPrefix.parseAddress("2001:db8:" + Integer.toHexString(i) + ":ffff:ffff:ffff:ffff:fffe")))
                .toList();
        Session session = session(false, Assignment.NONE);
        session.add(child(256, odd));

        assertThat(device.hostEnd().routes()).hasSizeLessThanOrEqualTo(ProtectedRoutes.MOST_OF_A_SESSION);
        session.end();
        assertThat(device.hostEnd().routes()).isEmpty();
    }
}
