package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RekeyScenarioTest {
    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private final Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));

    @BeforeEach
    void handshake() {
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
    }

    private static IkeSaSnapshot session(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_is_rekeyed_by_either_end(boolean byInitiator) {
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        int old = one.installed.get(0).inboundSpi();
        one.step(new IkeInput.RekeyChildSa(session(one).localSpi(), old));
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->   <--  HDR, SK {SA, Nr, TSi, TSr}
        // HDR, SK {D}  -->   <--  HDR, SK {D}
        Peers.settle(one, other);
        assertThat(session(one).children()).hasSize(1);
        assertThat(session(other).children()).hasSize(1);
        assertThat(session(one).children().get(0).inboundSpi()).isNotEqualTo(old);
        assertThat(session(one).children().get(0).inboundSpi())
                .isEqualTo(session(other).children().get(0).outboundSpi());
        assertThat(one.only(IkeEvent.ChildSaRekeyed.class).oldInboundSpi()).isEqualTo(old);
        assertThat(other.only(IkeEvent.ChildSaRekeyed.class).child())
                .isEqualTo(session(other).children().get(0));
        assertThat(one.only(IkeEvent.ChildSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REKEYED);
        assertThat(other.only(IkeEvent.ChildSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REKEYED);
        assertThat(one.removed).isEmpty();
        one.waitForDeadline();
        other.waitForDeadline();
        assertThat(one.removed).hasSize(1);
        assertThat(other.removed).hasSize(1);
        assertThat(one.installed.get(1).keys().inboundEncryption())
                .isEqualTo(other.installed.get(1).keys().outboundEncryption());
    }

    @Test
    void another_response_to_a_request_that_was_answered_is_dropped() {
        alice.step(new IkeInput.RekeyChildSa(
                session(alice).localSpi(), alice.installed.get(0).inboundSpi()));
        alice.deliverTo(bob);
        IkeOutput.Transmit response = bob.sent.peek();
        Peers.settle(alice, bob);
        IkeSaSnapshot before = session(alice);
        alice.receive(response);
        assertThat(session(alice)).isEqualTo(before);
        assertThat(alice.events(IkeEvent.DatagramRefused.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_ike_sa_is_rekeyed_by_either_end_and_keeps_its_child_sas(boolean byInitiator) {
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        IkeSaSnapshot before = session(one);
        one.step(new IkeInput.RekeyIkeSa(before.localSpi()));
        // HDR, SK {SA, Ni, KEi}  -->   <--  HDR, SK {SA, Nr, KEr}
        // HDR, SK {D}  -->   <--  HDR, SK {}
        Peers.settle(one, other);
        assertThat(session(one).localSpi()).isNotEqualTo(before.localSpi());
        assertThat(session(one).initiator()).isTrue();
        assertThat(session(other).initiator()).isFalse();
        assertThat(session(one).remoteSpi()).isEqualTo(session(other).localSpi());
        assertThat(session(one).children()).isEqualTo(before.children());
        assertThat(session(other).children()).hasSize(1);
        assertThat(one.removed).isEmpty();
        assertThat(one.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(other.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(one.only(IkeEvent.IkeSaRekeyed.class).oldIkeSpi()).isEqualTo(before.localSpi());
        // The new one works both ways, and commands to the old one reach it.
        other.step(new IkeInput.RekeyChildSa(
                session(other).localSpi(), session(other).children().get(0).inboundSpi()));
        Peers.settle(one, other);
        one.step(new IkeInput.DeleteIkeSa(before.localSpi()));
        Peers.settle(one, other);
        assertThat(one.engine.snapshots()).isEmpty();
        assertThat(other.engine.snapshots()).isEmpty();
        assertThat(one.removed).hasSize(2);
        assertThat(other.removed).hasSize(2);
    }

    @Test
    void a_further_child_sa_is_made_within_what_the_responder_allows() {
        alice.step(new IkeInput.CreateChildSa(
                session(alice).localSpi(),
                List.of(AddressSelector.subnet("10.1.7.0/24")),
                List.of(AddressSelector.subnet("10.0.0.0/8"))));
        // HDR, SK {SA, Ni, TSi, TSr}  -->   <--  HDR, SK {SA, Nr, TSi, TSr}
        Peers.settle(alice, bob);
        assertThat(session(alice).children()).hasSize(2);
        assertThat(session(alice).children().get(1).local()).containsExactly(AddressSelector.subnet("10.1.7.0/24"));
        assertThat(session(alice).children().get(1).remote()).containsExactly(AddressSelector.subnet("10.2.0.0/16"));
        assertThat(session(bob).children()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_ends_rekey_a_child_sa_at_once(boolean aliceFirst) {
        alice.step(new IkeInput.RekeyChildSa(
                session(alice).localSpi(), alice.installed.get(0).inboundSpi()));
        bob.step(new IkeInput.RekeyChildSa(
                session(bob).localSpi(), bob.installed.get(0).inboundSpi()));
        Peers.settle(aliceFirst ? alice : bob, aliceFirst ? bob : alice);
        assertThat(session(alice).children()).hasSize(1);
        assertThat(session(bob).children()).hasSize(1);
        assertThat(session(alice).children().get(0).inboundSpi())
                .isEqualTo(session(bob).children().get(0).outboundSpi());
        assertThat(alice.events(IkeEvent.ChildSaRekeyed.class)).hasSize(1);
        assertThat(bob.events(IkeEvent.ChildSaRekeyed.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_ends_rekey_the_ike_sa_at_once(boolean aliceFirst) {
        alice.step(new IkeInput.RekeyIkeSa(session(alice).localSpi()));
        bob.step(new IkeInput.RekeyIkeSa(session(bob).localSpi()));
        Peers.settle(aliceFirst ? alice : bob, aliceFirst ? bob : alice);
        assertThat(session(alice).children()).hasSize(1);
        assertThat(session(bob).children()).hasSize(1);
        assertThat(session(alice).localSpi()).isEqualTo(session(bob).remoteSpi());
        assertThat(alice.events(IkeEvent.IkeSaRekeyed.class)).hasSize(1);
        assertThat(bob.events(IkeEvent.IkeSaRekeyed.class)).hasSize(1);
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
    }

    @Test
    void reauthentication_makes_the_new_ike_sa_before_it_breaks_the_old_one() {
        long old = session(alice).localSpi();
        alice.step(new IkeInput.CreateChildSa(
                old, List.of(AddressSelector.subnet("10.1.7.0/24")), List.of(AddressSelector.subnet("10.2.7.0/24"))));
        Peers.settle(alice, bob);
        alice.step(new IkeInput.Reauthenticate(old));
        Peers.settle(alice, bob);
        assertThat(session(alice).localSpi()).isNotEqualTo(old);
        assertThat(session(alice).children()).hasSize(2);
        assertThat(session(bob).children()).hasSize(2);
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REAUTHENTICATED);
        assertThat(alice.removed).hasSize(2);
    }
}
