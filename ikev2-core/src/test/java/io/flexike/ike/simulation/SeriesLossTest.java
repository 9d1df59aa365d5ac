package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.engine.EngineMemory;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.ProtocolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Additional key exchanges with long public values, over a path that passes short packets only and loses some. */
class SeriesLossTest {
    private static final int SEEDS = 25;
    private static final NetworkConditions BAD =
            new NetworkConditions(Duration.ofMillis(5), Duration.ofMillis(80), 0.1, 0.2, 0.2).withMtu(576);

    private final List<Transit> transits = new ArrayList<>();

    private static Pair.Algorithms longValues() {
        Proposal ike = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .build();
        Proposal esp = Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .build();
        return new Pair.Algorithms(CryptoProvider.standard(), List.of(ike), List.of(esp))
                .with(KeyExchangeMethod.ML_KEM_768, KeyExchangeMethod.ECP_256);
    }

    private Pair pair(long seed) {
        Simulation simulation = new Simulation(seed);
        simulation.network().onSent(transits::add);
        return new Pair(
                simulation,
                longValues(),
                ProtocolOptions.DEFAULT.withFragmentOctets(576),
                simulation.network(),
                simulation.network(),
                Pair.ALICE,
                Pair.BOB);
    }

    private static int rekeyings(SimulatedEndpoint end) {
        return end.events(IkeEvent.ChildSaRekeyed.class).size()
                + end.events(IkeEvent.IkeSaRekeyed.class).size();
    }

    @Test
    void long_public_values_pass_in_short_packets_with_loss() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Pair pair = pair(seed).initiate().comesUp();
            pair.simulation.network().conditions(BAD);
            for (SimulatedEndpoint end : List.of(pair.alice, pair.bob)) {
                for (Act rekeying : List.of(Act.REKEY_CHILD, Act.REKEY_IKE)) {
                    int before = rekeyings(pair.alice);
                    // HDR, SKF {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)} in three fragments, answered in as many
                    rekeying.by(end);
                    assertThat(pair.simulation.runUntil(() -> rekeyings(pair.alice) > before, Pair.LONG))
                            .as(pair::story)
                            .isTrue();
                    pair.simulation.run(Duration.ofMinutes(1));
                    assertThat(SaAgreement.differences(pair.alice, pair.bob))
                            .as(pair::story)
                            .isEmpty();
                }
            }
            pair.simulation.network().conditions(NetworkConditions.PERFECT);
            pair.deletedBy(pair.bob).isWithoutInternalError();
            pair.simulation.run(Duration.ofMinutes(2));
            assertThat(pair.alice.memory()).as(pair::story).isEqualTo(EngineMemory.NOTHING);
            assertThat(pair.bob.memory()).as(pair::story).isEqualTo(EngineMemory.NOTHING);
        }
        assertThat(transits.stream().filter(Transit::lost)).hasSizeGreaterThan(SEEDS * 3);
        assertThat(transits.stream().filter(Transit::duplicated)).hasSizeGreaterThan(SEEDS * 3);
        assertThat(transits).noneMatch(transit -> transit.loss().equals(Optional.of(Transit.Loss.TOO_LONG)));
    }

    @Test
    void a_long_public_value_goes_in_fragments() {
        Pair pair = pair(1).initiate().comesUp();
        Act.REKEY_CHILD.by(pair.bob);
        pair.simulation.run(Duration.ofSeconds(10));
        assertThat(pair.bob.events(IkeEvent.MessageTraced.class).stream()
                        .filter(message -> message.header().exchange().equals(ExchangeType.IKE_FOLLOWUP_KE)))
                .extracting(IkeEvent.MessageTraced::datagrams)
                .containsExactly(3, 3, 1, 1);
    }
}
