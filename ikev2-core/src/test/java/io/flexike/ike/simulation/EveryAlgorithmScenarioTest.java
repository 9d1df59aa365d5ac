package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.engine.IkeInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A life of an IKE SA with each algorithm: it comes up, carries a packet, gets new keys, and ends. */
class EveryAlgorithmScenarioTest {
    private static final List<Integer> PRFS = List.of(1, 2, 4, 5, 6, 7, 8);
    private static final List<Integer> MACS = List.of(1, 2, 5, 8, 12, 13, 14);

    /** For ESP alone: no encryption. */
    private static final List<Integer> IN_THE_CLEAR = List.of(11, 21);

    /** Each encryption with each key length, and by turns the others with it, so that every one comes several times. */
    static Stream<Arguments> suites() {
        List<Arguments> suites = new ArrayList<>();
        for (int id : new int[] {3, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28}) {
            EncryptionAlgorithm esp = new EncryptionAlgorithm(id);
            for (int bits : esp.keyBits()) {
                int turn = suites.size() % 7;
                boolean clear = IN_THE_CLEAR.contains(id);
                EncryptionAlgorithm ike = clear ? EncryptionAlgorithm.AES_CTR : esp;
                int ikeBits = clear ? 256 : bits;
                IntegrityAlgorithm mac = new IntegrityAlgorithm(MACS.get(turn));
                suites.add(Arguments.of(
                        new IkeSuite(
                                ike,
                                ikeBits,
                                ike.isAead() ? IntegrityAlgorithm.NONE : mac,
                                new PrfAlgorithm(PRFS.get(turn)),
                                KeyExchangeMethod.CURVE25519),
                        new ChildSuite(
                                esp,
                                bits,
                                esp.isAead() ? IntegrityAlgorithm.NONE : mac,
                                KeyExchangeMethod.NONE,
                                turn % 2 == 0 ? SequenceNumbers.STANDARD : SequenceNumbers.EXTENDED)));
            }
        }
        return suites.stream();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void an_ike_sa_and_its_child_live_and_end_with_each_algorithm(IkeSuite ike, ChildSuite child) {
        List<Proposal> ikeProposals = List.of(ike.toProposal());
        List<Proposal> espProposals = List.of(child.toProposal());
        Pair pair = Pair.of(1, new Pair.Algorithms(CryptoProvider.standard(), ikeProposals, espProposals));

        // HDR, SAi1, KEi, Ni  -->    <--  HDR, SAr1, KEr, Nr
        // HDR, SK {IDi, AUTH, SAi2, TSi, TSr}  -->    <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}
        pair.initiate().comesUp().agrees();
        assertThat(pair.alice.sessions().get(0).suite()).contains(ike);
        assertThat(pair.alice.dataPlane().installed().get(0).suite()).isEqualTo(child);
        assertDelivers(pair);

        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->    <--  HDR, SK {SA, Nr, TSi, TSr}
        pair.alice.input(new IkeInput.RekeyChildSa(
                pair.alice.sessions().get(0).localSpi(),
                pair.alice.dataPlane().installed().get(0).inboundSpi()));
        pair.simulation.run(Duration.ofSeconds(5));
        // HDR, SK {SA, Ni, KEi}  -->    <--  HDR, SK {SA, Nr, KEr}
        pair.alice.input(new IkeInput.RekeyIkeSa(pair.alice.sessions().get(0).localSpi()));
        pair.simulation.run(Duration.ofSeconds(5));
        pair.agrees().isWithoutInternalError();
        assertDelivers(pair);

        // HDR, SK {D}  -->    <--  HDR, SK {}
        pair.deletedBy(pair.alice);
    }

    private static void assertDelivers(Pair pair) {
        TunnelPassage passage = pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(passage.fate()).as(pair::story).isEqualTo(TunnelPassage.Fate.DELIVERED);
    }
}
