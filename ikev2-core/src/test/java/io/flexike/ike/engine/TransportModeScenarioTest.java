package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.VendorId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GRE from host to host in transport mode, with and without NATs (RFC 7296 1.3.1, 2.23.1). */
class TransportModeScenarioTest {
    private static final int GRE = 47;
    private static final InetAddress ALICE = Peers.A500.getAddress();
    private static final InetAddress BOB = Peers.B500.getAddress();
    private static final InetAddress ALICE_OUTSIDE = new InetSocketAddress("198.51.100.9", 0).getAddress();
    private static final InetAddress BOB_INSIDE = new InetSocketAddress("192.168.7.7", 0).getAddress();
    private static final ChildSaPolicy TUNNEL = ChildSaPolicy.DEFAULT.withLifetime(SaLifetime.ENDLESS);
    private static final ChildSaPolicy TRANSPORT = TUNNEL.withMode(ChildSaMode.TRANSPORT);

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));

    /** How far NATs are between them. */
    private InetAddress aliceSeenAs = ALICE;

    private InetAddress bobHasAddress = BOB;

    private static AddressSelector gre(InetAddress host) {
        return AddressSelector.host(host).withProtocol(GRE);
    }

    private static PeerProfile toBob(ChildSaPolicy policy) {
        return Peers.alice().selectors(gre(ALICE), gre(BOB)).policy(policy).build();
    }

    private Peers.End bob(ChildSaPolicy policy) {
        return peers.new End(Peers.settings(
                2,
                Peers.bob()
                        .selectors(gre(bobHasAddress), gre(aliceSeenAs))
                        .policy(policy)
                        .build()));
    }

    private Flow flow(Flow.Transport transport) {
        return new Flow(List.of(gre(bobHasAddress)), List.of(gre(aliceSeenAs)), transport);
    }

    /** Carries datagrams as the NATs rewrite them, port 500 to 40500 and 4500 to 44500 on alice's side. */
    private void settle(Peers.End bob) {
        while (!alice.sent.isEmpty() || !bob.sent.isEmpty()) {
            if (!alice.sent.isEmpty()) {
                IkeOutput.Transmit sent = alice.sent.remove();
                Path path = sent.path();
                int port = path.local().getPort();
                bob.step(new IkeInput.DatagramReceived(
                        new Path(
                                new InetSocketAddress(
                                        bobHasAddress, path.remote().getPort()),
                                new InetSocketAddress(aliceSeenAs, mapped(port)),
                                path.natTraversal()),
                        sent.octets().clone()));
            } else {
                IkeOutput.Transmit sent = bob.sent.remove();
                Path path = sent.path();
                int port = path.remote().getPort();
                alice.step(new IkeInput.DatagramReceived(
                        new Path(
                                        new InetSocketAddress(BOB, path.local().getPort()),
                                        new InetSocketAddress(ALICE, port > 40_000 ? port - 40_000 : port),
                                        path.natTraversal())
                                .reversed(),
                        sent.octets().clone()));
            }
        }
    }

    private int mapped(int port) {
        return aliceSeenAs.equals(ALICE) ? port : 40_000 + port;
    }

    private static long spi(Peers.End end) {
        return end.engine.snapshots().get(0).localSpi();
    }

    private static ChildSaSnapshot child(Peers.End end) {
        List<ChildSaSnapshot> children = end.engine.snapshots().get(0).children();
        assertThat(children).hasSize(1);
        return children.get(0);
    }

    private static boolean saysTransport(Peers.End end) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .flatMap(message -> message.payloads().stream())
                .anyMatch(payload -> payload instanceof NotifyPayload notify
                        && notify.notifyType().equals(NotifyType.USE_TRANSPORT_MODE));
    }

    private void assertTransport(Peers.End bob) {
        assertThat(child(alice).mode()).isEqualTo(ChildSaMode.TRANSPORT);
        assertThat(child(alice).local()).containsExactly(gre(ALICE));
        assertThat(child(alice).remote()).containsExactly(gre(BOB));
        assertThat(child(bob).mode()).isEqualTo(ChildSaMode.TRANSPORT);
        assertThat(child(bob).local()).containsExactly(gre(bobHasAddress));
        assertThat(child(bob).remote()).containsExactly(gre(aliceSeenAs));
        assertThat(child(alice).inboundSpi()).isEqualTo(child(bob).outboundSpi());
    }

    /** The whole scenario of RFC 7296 2.23.1 and its simplifications; each end rekeys, the other one responds. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void gre_goes_in_transport_mode_whatever_nats_are_there(boolean aliceBehindNat, boolean bobBehindNat) {
        aliceSeenAs = aliceBehindNat ? ALICE_OUTSIDE : ALICE;
        bobHasAddress = bobBehindNat ? BOB_INSIDE : BOB;
        Peers.End bob = bob(TRANSPORT);
        alice.step(Peers.initiate(toBob(TRANSPORT)));
        settle(bob);
        assertTransport(bob);
        assertThat(child(bob).udpEncapsulation()).isEqualTo(aliceBehindNat || bobBehindNat);
        for (Peers.End end : List.of(alice, bob)) {
            int before = child(end).inboundSpi();
            end.step(new IkeInput.RekeyChildSa(spi(end), before));
            settle(bob);
            assertThat(child(end).inboundSpi()).isNotEqualTo(before);
            assertTransport(bob);
        }
        bob.step(new IkeInput.RekeyIkeSa(spi(bob)));
        settle(bob);
        bob.step(new IkeInput.RekeyChildSa(spi(bob), child(bob).inboundSpi()));
        settle(bob);
        assertTransport(bob);
    }

    @Test
    void a_wildcard_policy_of_a_responder_is_narrowed_to_the_addresses_that_it_sees() {
        aliceSeenAs = ALICE_OUTSIDE;
        bobHasAddress = BOB_INSIDE;
        Peers.End bob = bob(TRANSPORT);
        bob.authorizer = Peers.grant(
                new Flow(List.of(AddressSelector.any4()), List.of(AddressSelector.any4()), Flow.Transport.BY_PROFILE));
        alice.step(Peers.initiate(toBob(TRANSPORT)));
        settle(bob);
        assertTransport(bob);
    }

    /** RFC 7296 2.23.1: without an entry for transport mode the selectors count as they were sent. */
    @Test
    void behind_a_nat_tunnel_mode_keeps_the_addresses_in_the_selectors() {
        aliceSeenAs = ALICE_OUTSIDE;
        Peers.End bob = bob(TUNNEL);
        bob.authorizer = Peers.grant(flow(Flow.Transport.FORBIDDEN), new Flow(List.of(gre(BOB)), List.of(gre(ALICE))));
        alice.step(Peers.initiate(toBob(TRANSPORT)));
        settle(bob);
        assertThat(child(bob).mode()).isEqualTo(ChildSaMode.TUNNEL);
        assertThat(child(bob).remote()).containsExactly(gre(ALICE));
        assertThat(child(alice).mode()).isEqualTo(ChildSaMode.TUNNEL);
        assertThat(saysTransport(bob)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    void the_authorization_learns_what_is_asked_for_and_by_whom(boolean transport, boolean router) {
        Peers.End spoke = peers.new End(Peers.settings(1)
                .with(ProtocolOptions.DEFAULT.withVendorIds(
                        router ? List.of(VendorId.FLEXVPN_SUPPORTED, VendorId.STRONGSWAN) : List.of())));
        Peers.End bob = bob(TRANSPORT);
        List<PeerRequest> asked = new ArrayList<>();
        bob.authorizer = request -> {
            asked.add(request);
            return Peers.grant(flow(Flow.Transport.GRANTED)).apply(request);
        };
        spoke.step(Peers.initiate(toBob(transport ? TRANSPORT : TUNNEL)));
        Peers.settle(spoke, bob);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).transportAsked()).isEqualTo(transport);
        assertThat(asked.get(0).vendorIds())
                .isEqualTo(router ? List.of(VendorId.FLEXVPN_SUPPORTED, VendorId.STRONGSWAN) : List.of());
        assertThat(asked.get(0).initiatorSelectors()).isEqualTo(List.of(gre(ALICE)));
        assertThat(asked.get(0).responderSelectors()).isEqualTo(List.of(gre(BOB)));
        assertThat(bob.engine.snapshots().get(0).vendorIds())
                .isEqualTo(asked.get(0).vendorIds());
    }

    @Test
    void a_granted_flow_has_transport_mode_although_the_profile_says_tunnel_mode() {
        Peers.End bob = bob(TUNNEL);
        bob.authorizer = Peers.grant(flow(Flow.Transport.GRANTED));
        alice.step(Peers.initiate(toBob(TRANSPORT)));
        settle(bob);
        assertTransport(bob);
    }

    @Test
    void a_forbidding_flow_has_tunnel_mode_although_the_profile_says_transport_mode() {
        Peers.End bob = bob(TRANSPORT);
        bob.authorizer = Peers.grant(flow(Flow.Transport.FORBIDDEN));
        alice.step(Peers.initiate(toBob(TRANSPORT)));
        settle(bob);
        assertThat(child(bob).mode()).isEqualTo(ChildSaMode.TUNNEL);
        assertThat(child(alice).mode()).isEqualTo(ChildSaMode.TUNNEL);
    }

    @Test
    void a_responder_that_requires_transport_mode_refuses_who_does_not_ask_for_it() {
        Peers.End bob = bob(TUNNEL);
        bob.authorizer = Peers.grant(flow(Flow.Transport.REQUIRED));
        alice.step(Peers.initiate(toBob(TUNNEL)));
        settle(bob);
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).reason().kind())
                .isEqualTo(CloseReason.Kind.NO_PROPOSAL_CHOSEN);
        assertThat(bob.only(IkeEvent.ChildSaRefused.class).reason().explanation())
                .contains("transport mode is required");
        assertThat(bob.installed).isEmpty();
    }

    @Test
    void an_initiator_that_requires_transport_mode_deletes_what_it_gets_in_tunnel_mode() {
        Peers.End bob = bob(TUNNEL);
        alice.step(Peers.initiate(toBob(TUNNEL.requiringTransport())));
        // <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}     HDR, SK {D}  -->     <--  HDR, SK {D}
        settle(bob);
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).reason().explanation())
                .contains("transport mode");
        assertThat(alice.events(IkeEvent.ChildSaEstablished.class)).isEmpty();
        assertThat(alice.engine.snapshots().get(0).children()).isEmpty();
        assertThat(bob.engine.snapshots().get(0).children()).isEmpty();
        assertThat(bob.removed).hasSize(1);
    }

    @Test
    void the_same_holds_for_a_further_child_sa() {
        Peers.End bob = bob(TUNNEL);
        alice.step(Peers.initiate(toBob(TUNNEL)));
        settle(bob);
        alice.step(new IkeInput.CreateChildSa(
                spi(alice), new Flow(List.of(gre(ALICE)), List.of(gre(BOB)), Flow.Transport.REQUIRED)));
        settle(bob);
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).reason().explanation())
                .contains("transport mode");
        assertThat(child(alice).mode()).isEqualTo(ChildSaMode.TUNNEL);
        assertThat(child(bob).inboundSpi()).isEqualTo(bob.installed.get(0).inboundSpi());
    }

    @Test
    void an_initiator_that_only_likes_transport_mode_is_content_with_tunnel_mode() {
        Peers.End bob = bob(TUNNEL);
        alice.step(Peers.initiate(toBob(TRANSPORT)));
        settle(bob);
        ChildSaParameters ofAlice = alice.installed.get(0);
        assertThat(ofAlice.mode()).isEqualTo(ChildSaMode.TUNNEL);
        assertThat(alice.events(IkeEvent.ChildSaRefused.class)).isEmpty();
    }
}
