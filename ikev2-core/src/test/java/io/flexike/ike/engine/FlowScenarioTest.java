package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.IkeEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several flows of one peer, each with its own Child SAs (RFC 7296 2.9). */
class FlowScenarioTest {
    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private final Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));

    /** As bob sees it. */
    private static Flow flow(String local, String remote) {
        return new Flow(List.of(AddressSelector.subnet(local)), List.of(AddressSelector.subnet(remote)));
    }

    private static AddressSelector net(String prefix) {
        return AddressSelector.subnet(prefix);
    }

    private void connect(String local, String remote) {
        bob.authorizer = Peers.grant(flow("10.2.1.0/24", "10.1.1.0/24"), flow("10.2.2.0/24", "10.1.2.0/24"));
        alice.step(
                Peers.initiate(Peers.alice().selectors(net(local), net(remote)).build()));
        Peers.settle(alice, bob);
    }

    private void create(List<AddressSelector> tsi, List<AddressSelector> tsr) {
        alice.step(new IkeInput.CreateChildSa(spi(alice), tsi, tsr));
        Peers.settle(alice, bob);
    }

    /** How often bob has told that there could be more Child SAs. */
    private long additionalPossible() {
        return bob.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .flatMap(message -> message.payloads().stream())
                .filter(payload -> payload instanceof NotifyPayload notify
                        && notify.notifyType().equals(NotifyType.ADDITIONAL_TS_POSSIBLE))
                .count();
    }

    private void create(String local, String remote) {
        alice.step(new IkeInput.CreateChildSa(spi(alice), List.of(net(local)), List.of(net(remote))));
        Peers.settle(alice, bob);
    }

    private static long spi(Peers.End end) {
        return end.engine.snapshots().get(0).localSpi();
    }

    private static List<ChildSaSnapshot> children(Peers.End end) {
        return end.engine.snapshots().get(0).children();
    }

    /** Of every Child SA: our side, then the peer's. */
    private static List<String> selectors(Peers.End end) {
        return children(end).stream()
                .flatMap(child -> Stream.of(child.local() + " " + child.remote()))
                .toList();
    }

    @Test
    void the_first_flow_that_fits_both_sides_is_taken_and_no_other_one_mixed_in() {
        connect("10.1.0.0/16", "10.2.0.0/16");
        assertThat(selectors(alice)).containsExactly("[10.1.1.0/24] [10.2.1.0/24]");
        assertThat(selectors(bob)).containsExactly("[10.2.1.0/24] [10.1.1.0/24]");
    }

    /** RFC 7296 2.9: the packet that made the initiator ask comes first, and has to be among what is agreed upon. */
    @Test
    void the_flow_with_the_first_selectors_of_both_sides_is_taken_before_earlier_ones() {
        connect("10.1.1.0/24", "10.2.1.0/24");
        // HDR, SK {SA, Ni, KEi, TSi(10.1.2.5, 10.1/16), TSr(10.2.2.9, 10.2/16)}  -->
        //                      <--  HDR, SK {SA, Nr, KEr, N(ADDITIONAL_TS_POSSIBLE), TSi(10.1.2/24), TSr(10.2.2/24)}
        create(List.of(net("10.1.2.5/32"), net("10.1.0.0/16")), List.of(net("10.2.2.9/32"), net("10.2.0.0/16")));
        assertThat(selectors(bob)).containsExactly("[10.2.1.0/24] [10.1.1.0/24]", "[10.2.2.0/24] [10.1.2.0/24]");
        assertThat(selectors(alice)).containsExactly("[10.1.1.0/24] [10.2.1.0/24]", "[10.1.2.0/24] [10.2.2.0/24]");
    }

    @Test
    void the_first_selector_of_one_side_counts_where_no_flow_has_both() {
        connect("10.1.1.0/24", "10.2.1.0/24");
        create(List.of(net("10.1.2.5/32"), net("10.1.0.0/16")), List.of(net("10.2.0.0/16")));
        create(List.of(net("10.1.0.0/16")), List.of(net("10.2.2.9/32"), net("10.2.0.0/16")));
        assertThat(selectors(bob).subList(1, 3))
                .containsExactly("[10.2.2.0/24] [10.1.2.0/24]", "[10.2.2.0/24] [10.1.2.0/24]");
    }

    @Test
    void the_peer_is_told_of_other_flows_only_if_what_it_asks_for_reaches_into_them() {
        connect("10.1.1.0/24", "10.2.0.0/16");
        assertThat(additionalPossible()).isZero();
        create("10.1.0.0/16", "10.2.0.0/16");
        assertThat(additionalPossible()).isEqualTo(1);
        alice.step(new IkeInput.RekeyChildSa(spi(alice), children(alice).get(1).inboundSpi()));
        Peers.settle(alice, bob);
        assertThat(children(bob)).hasSize(2);
        assertThat(additionalPossible()).isEqualTo(1);
    }

    /**
     * RFC 7296 2.19; an initiator like ours takes no more than it asked for, and the unspecified address is nothing.
     */
    @Test
    void the_unspecified_address_stands_for_the_one_that_the_peer_may_have() {
        connect("0.0.0.0/32", "10.2.0.0/16");
        assertThat(bob.installed).extracting(child -> child.remote().toString()).containsExactly("[10.1.1.0/24]");
    }

    @Test
    void sides_of_two_flows_do_not_make_a_third_one() {
        connect("10.1.1.0/24", "10.2.2.0/24");
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).reason().kind())
                .isEqualTo(CloseReason.Kind.TS_UNACCEPTABLE);
        create("10.1.2.0/24", "10.2.1.0/24");
        assertThat(alice.events(IkeEvent.ChildSaRefused.class)).hasSize(2);
        assertThat(children(alice)).isEmpty();
    }

    @Test
    void later_child_sas_find_their_flows_as_well() {
        connect("10.1.1.0/24", "10.2.0.0/16");
        create("10.1.2.0/24", "10.2.0.0/16");
        assertThat(selectors(bob)).containsExactly("[10.2.1.0/24] [10.1.1.0/24]", "[10.2.2.0/24] [10.1.2.0/24]");
    }

    @Test
    void rekeying_by_either_end_keeps_to_the_flow_also_in_a_rekeyed_ike_sa() {
        connect("10.1.2.0/24", "10.2.0.0/16");
        alice.step(new IkeInput.RekeyIkeSa(spi(alice)));
        Peers.settle(alice, bob);
        for (Peers.End end : List.of(alice, bob)) {
            int before = children(end).get(0).inboundSpi();
            end.step(new IkeInput.RekeyChildSa(spi(end), before));
            Peers.settle(alice, bob);
            assertThat(children(end).get(0).inboundSpi()).isNotEqualTo(before);
            assertThat(selectors(alice)).containsExactly("[10.1.2.0/24] [10.2.2.0/24]");
            assertThat(selectors(bob)).containsExactly("[10.2.2.0/24] [10.1.2.0/24]");
        }
    }

    /** A Child SA of our own that is outside of what we allow the peer to ask for can be rekeyed by it all the same. */
    @Test
    void the_peer_rekeys_what_only_we_could_ask_for() {
        connect("10.1.1.0/24", "10.2.1.0/24");
        alice.step(new IkeInput.CreateChildSa(spi(alice), List.of(net("10.1.2.0/24")), List.of(net("10.2.2.0/24"))));
        Peers.settle(alice, bob);
        int made = children(bob).get(1).inboundSpi();
        bob.step(new IkeInput.RekeyChildSa(spi(bob), made));
        Peers.settle(alice, bob);
        assertThat(children(bob)).extracting(ChildSaSnapshot::inboundSpi).doesNotContain(made);
        assertThat(selectors(alice)).containsExactly("[10.1.1.0/24] [10.2.1.0/24]", "[10.1.2.0/24] [10.2.2.0/24]");
    }
}
