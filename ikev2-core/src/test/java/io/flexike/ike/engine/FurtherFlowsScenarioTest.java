package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An initiator whose profile has more than one flow. */
class FurtherFlowsScenarioTest {
    private static final Flow SECOND = flow("10.1.2.0/24", "10.2.2.0/24");
    private static final Flow THIRD = flow("10.1.3.0/24", "10.2.3.0/24");
    private static final PeerProfile TO_BOB = Peers.alice()
            .selectors(net("10.1.1.0/24"), net("10.2.1.0/24"))
            .build()
            .withFurtherFlows(List.of(SECOND, THIRD));

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));

    private Peers.End bob(int window) {
        return peers
        .new End(Peers.settings(2, Peers.bob().build()).with(ProtocolOptions.DEFAULT.withWindowSize(window)));
    }

    private static AddressSelector net(String prefix) {
        return AddressSelector.subnet(prefix);
    }

    private static Flow flow(String local, String remote) {
        return new Flow(List.of(net(local)), List.of(net(remote)));
    }

    /** As the other end sees it. */
    private static Flow mirrored(Flow flow) {
        return new Flow(/* local= */ flow.remote(), /* remote= */ flow.local());
    }

    private static long spi(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0).localSpi();
    }

    private static List<String> localSides(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0).children().stream()
                .map(ChildSaSnapshot::local)
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void each_flow_gets_its_child_sa_after_ike_auth(int window) {
        Peers.End bob = bob(window);
        alice.step(Peers.initiate(TO_BOB));
        // IKE_AUTH for the first one, then CREATE_CHILD_SA for each of the others
        Peers.settle(alice, bob);
        assertThat(localSides(alice)).containsExactly("[10.1.1.0/24]", "[10.1.2.0/24]", "[10.1.3.0/24]");
        assertThat(localSides(bob)).containsExactly("[10.2.1.0/24]", "[10.2.2.0/24]", "[10.2.3.0/24]");
        assertThat(alice.events(IkeEvent.ChildSaEstablished.class)).hasSize(3);
    }

    @Test
    void a_refused_flow_is_named_and_does_not_harm_the_others() {
        Peers.End bob = bob(5);
        bob.authorizer = Peers.grant(mirrored(TO_BOB.firstFlow()), mirrored(THIRD));
        alice.step(Peers.initiate(TO_BOB));
        Peers.settle(alice, bob);
        assertThat(localSides(alice)).containsExactly("[10.1.1.0/24]", "[10.1.3.0/24]");
        IkeEvent.ChildSaRefused refused = alice.only(IkeEvent.ChildSaRefused.class);
        assertThat(refused.flow()).contains(SECOND);
        assertThat(refused.reason().kind()).isEqualTo(CloseReason.Kind.TS_UNACCEPTABLE);
    }

    @Test
    void the_others_come_although_the_first_one_is_refused() {
        Peers.End bob = bob(5);
        bob.authorizer = Peers.grant(mirrored(SECOND), mirrored(THIRD));
        alice.step(Peers.initiate(TO_BOB));
        Peers.settle(alice, bob);
        assertThat(localSides(alice)).containsExactly("[10.1.2.0/24]", "[10.1.3.0/24]");
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).flow()).contains(TO_BOB.firstFlow());
        assertThat(bob.only(IkeEvent.ChildSaRefused.class).flow()).isEmpty();
    }

    @Test
    void a_new_authentication_makes_each_of_them_once_and_keeps_what_was_made_beside_them() {
        Peers.End bob = bob(5);
        alice.step(Peers.initiate(TO_BOB));
        Peers.settle(alice, bob);
        alice.step(new IkeInput.CreateChildSa(spi(alice), List.of(net("10.1.9.0/24")), List.of(net("10.2.9.0/24"))));
        Peers.settle(alice, bob);
        long before = spi(alice);
        alice.step(new IkeInput.Reauthenticate(before));
        Peers.settle(alice, bob);
        assertThat(spi(alice)).isNotEqualTo(before);
        assertThat(localSides(alice))
                .containsExactly("[10.1.1.0/24]", "[10.1.2.0/24]", "[10.1.3.0/24]", "[10.1.9.0/24]");
        assertThat(localSides(bob)).hasSize(4);
        assertThat(alice.events(IkeEvent.ChildSaRefused.class)).isEmpty();
    }

    @Test
    void the_responder_may_rekey_them() {
        Peers.End bob = bob(5);
        alice.step(Peers.initiate(TO_BOB));
        Peers.settle(alice, bob);
        for (ChildSaSnapshot child : bob.engine.snapshots().get(0).children()) {
            bob.step(new IkeInput.RekeyChildSa(spi(bob), child.inboundSpi()));
            Peers.settle(alice, bob);
        }
        assertThat(localSides(bob)).containsExactlyInAnyOrder("[10.2.1.0/24]", "[10.2.2.0/24]", "[10.2.3.0/24]");
        assertThat(alice.events(IkeEvent.ChildSaRekeyed.class)).hasSize(3);
    }

    @Test
    void too_many_flows_are_the_callers_fault() {
        Assertions.assertThatThrownBy(() -> TO_BOB.withFurtherFlows(Collections.nCopies(257, SECOND)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to-bob");
    }
}
