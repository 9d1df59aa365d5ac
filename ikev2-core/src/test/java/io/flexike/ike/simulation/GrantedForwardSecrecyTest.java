package io.flexike.ike.simulation;

import static io.flexike.crypto.transform.KeyExchangeMethod.CURVE25519;
import static io.flexike.crypto.transform.KeyExchangeMethod.ECP_256;
import static io.flexike.crypto.transform.KeyExchangeMethod.ECP_384;
import static io.flexike.crypto.transform.KeyExchangeMethod.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.ChildSaSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Perfect forward secrecy of Child SAs where only one end asks for it. */
class GrantedForwardSecrecyTest {
    private static Pair pair(List<KeyExchangeMethod> ofAlice, List<KeyExchangeMethod> ofBob) {
        List<KeyExchangeMethod> ike = List.of(CURVE25519, ECP_256);
        return new Pair(
                        new Simulation(1),
                        Pair.Algorithms.quick(ike, ofAlice),
                        Pair.toAlice(Pair.Algorithms.quick(ike, ofBob)))
                .initiate()
                .comesUp();
    }

    private static ChildSaSnapshot child(SimulatedEndpoint end) {
        return end.sessions().get(0).children().get(0);
    }

    private static void rekey(Pair pair, SimulatedEndpoint end) {
        // HDR, SK {N(REKEY_SA), SA, Ni, [KEi], TSi, TSr}  -->    <--  HDR, SK {SA, Nr, [KEr], TSi, TSr}
        end.input(new IkeInput.RekeyChildSa(
                end.sessions().get(0).localSpi(), child(end).inboundSpi()));
        pair.simulation.run(Duration.ofSeconds(5));
        assertThat(pair.bob.sessions().get(0).children()).hasSize(1);
    }

    private static void assertBothHave(Pair pair, KeyExchangeMethod method) {
        assertThat(child(pair.alice).suite().keyExchange()).as(pair::story).isEqualTo(method);
        assertThat(child(pair.bob).suite().keyExchange()).isEqualTo(method);
        TunnelPassage passage = pair.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(passage.fate()).as(pair::story).isEqualTo(TunnelPassage.Fate.DELIVERED);
    }

    @Test
    void it_is_granted_to_a_peer_that_asks_for_it() {
        Pair pair = pair(List.of(ECP_256), List.of());
        rekey(pair, pair.alice);
        assertBothHave(pair, ECP_256);
    }

    @Test
    void it_is_offered_again_once_it_was_granted() {
        Pair pair = pair(List.of(ECP_256), List.of());
        rekey(pair, pair.alice);
        rekey(pair, pair.bob);
        assertBothHave(pair, ECP_256);
    }

    @Test
    void it_is_granted_with_another_group_if_the_peer_has_one_that_is_allowed() {
        Pair pair = pair(List.of(ECP_384, CURVE25519), List.of());
        rekey(pair, pair.alice);
        assertBothHave(pair, CURVE25519);
    }

    @Test
    void it_is_offered_again_with_its_additional_key_exchanges() {
        Pair.Algorithms series = Pair.Algorithms.IN_SERIES;
        Pair pair = new Pair(
                        new Simulation(1),
                        series,
                        Pair.toAlice(new Pair.Algorithms(series.crypto(), series.ike(), Pair.Algorithms.QUICK.esp())))
                .initiate()
                .comesUp();
        rekey(pair, pair.alice);
        int granted = child(pair.bob).inboundSpi();
        rekey(pair, pair.bob);
        assertThat(child(pair.bob).inboundSpi()).isNotEqualTo(granted);
        assertBothHave(pair, CURVE25519);
        assertThat(child(pair.bob).suite().additionalKeyExchanges()).containsExactly(ECP_256);
    }

    @Test
    void it_is_refused_with_a_group_that_the_ike_sa_may_not_have() {
        Pair pair = pair(List.of(ECP_384), List.of());
        int before = child(pair.bob).inboundSpi();
        rekey(pair, pair.alice);
        assertThat(child(pair.bob).inboundSpi()).isEqualTo(before);
    }

    @Test
    void without_it_there_is_none_for_an_end_that_demands_it() {
        Pair pair = pair(List.of(), List.of(ECP_256));
        int before = child(pair.bob).inboundSpi();
        rekey(pair, pair.alice);
        assertThat(child(pair.bob).inboundSpi()).isEqualTo(before);
        assertBothHave(pair, NONE);
    }
}
