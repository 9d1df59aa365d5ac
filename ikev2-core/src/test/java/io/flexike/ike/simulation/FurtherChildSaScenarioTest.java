package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Child SAs that the peer adds beside one that carries the same: which of them sends. */
class FurtherChildSaScenarioTest {
    private static final InetAddress ELSEWHERE_ALICE = new InetSocketAddress("10.1.2.1", 0).getAddress();

    private final Pair pair = Pair.of(1, Pair.Algorithms.QUICK).initiate().comesUp();

    private void create(String ofAlice) {
        // HDR, SK {SA, Ni, TSi, TSr}  -->    <--  HDR, SK {SA, Nr, TSi, TSr}
        pair.alice.input(new IkeInput.CreateChildSa(
                pair.alice.sessions().get(0).localSpi(),
                List.of(AddressSelector.subnet(ofAlice)),
                List.of(AddressSelector.subnet("10.2.0.0/16"))));
        pair.simulation.run(Duration.ofSeconds(1));
    }

    private void deleteFirst() {
        // HDR, SK {D}  -->    <--  HDR, SK {D}
        ChildSaSnapshot first = pair.alice.sessions().get(0).children().get(0);
        pair.alice.input(new IkeInput.DeleteChildSa(pair.alice.sessions().get(0).localSpi(), first.inboundSpi()));
        pair.simulation.run(Duration.ofSeconds(1));
    }

    private void assertBobReaches(InetAddress ofAlice) {
        TunnelPassage passage = pair.bob.ping(Pair.INSIDE_BOB, ofAlice);
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(passage.fate()).as(pair::story).isEqualTo(TunnelPassage.Fate.DELIVERED);
    }

    @Test
    void the_one_that_was_there_sends_until_the_peer_uses_the_new_one() {
        int first = pair.bob.sessions().get(0).children().get(0).inboundSpi();
        create("10.1.0.0/16");
        int second = pair.bob.sessions().get(0).children().get(1).inboundSpi();
        assertThat(pair.bob.dataPlane().isSending(first)).isTrue();
        assertThat(pair.bob.dataPlane().isSending(second)).isFalse();
        assertBobReaches(Pair.INSIDE_ALICE);
        pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(pair.bob.dataPlane().isSending(second)).isTrue();
        assertBobReaches(Pair.INSIDE_ALICE);
    }

    @Test
    void the_new_one_sends_when_the_peer_deletes_the_one_that_was_there() {
        create("10.1.0.0/16");
        deleteFirst();
        assertBobReaches(Pair.INSIDE_ALICE);
    }

    @Test
    void all_that_waited_for_a_wide_one_send_when_that_is_gone() {
        create("10.1.0.0/24");
        create("10.1.2.0/24");
        deleteFirst();
        assertBobReaches(Pair.INSIDE_ALICE);
        assertBobReaches(ELSEWHERE_ALICE);
    }
}
