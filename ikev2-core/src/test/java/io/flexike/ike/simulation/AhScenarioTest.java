package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.ProtocolOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Child SAs of AH. */
class AhScenarioTest {
    private static final InetAddress ALICE_INSIDE = new InetSocketAddress("10.0.0.2", 0).getAddress();
    private static final InetAddress ALICE_OUTSIDE = new InetSocketAddress("198.51.100.1", 0).getAddress();
    private static final Proposal AH = Proposal.ah()
            .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .build();
    private static final Proposal ESP = DefaultProposals.esp().get(0);

    private static Pair.Algorithms algorithms(Proposal... children) {
        return new Pair.Algorithms(CryptoProvider.standard(), DefaultProposals.ike(), List.of(children));
    }

    private static ChildSaSnapshot child(SimulatedEndpoint end) {
        assertThat(end.sessions()).hasSize(1);
        assertThat(end.sessions().get(0).children()).hasSize(1);
        return end.sessions().get(0).children().get(0);
    }

    @Test
    void an_sa_of_ah_has_keys_for_integrity_only() {
        Pair pair = Pair.of(1, algorithms(AH)).initiate().comesUp().agrees();
        ChildSaParameters installed = pair.alice.dataPlane().installed().get(0);
        assertThat(installed.suite().protocol()).isEqualTo(SecurityProtocol.AH);
        assertThat(installed.keys().inboundEncryption().length()).isZero();
        assertThat(installed.keys().inboundIntegrity().length()).isEqualTo(32);
        assertThat(installed.udpEncapsulation()).isFalse();
        pair.deletedBy(pair.bob).isWithoutInternalError();
    }

    // RFC 7296 1.3.3, 1.4.1: REKEY_SA and Delete name the protocol
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_sa_of_ah_is_rekeyed_and_deleted_by_either_end(boolean byAlice) {
        Pair pair = Pair.of(2, algorithms(AH)).initiate().comesUp().agrees();
        SimulatedEndpoint one = byAlice ? pair.alice : pair.bob;
        ChildSaSnapshot before = child(one);
        // HDR, SK {N(REKEY_SA), SA, Ni, KEi, TSi, TSr}  -->    <--  HDR, SK {SA, Nr, KEr, TSi, TSr}
        // HDR, SK {D}  -->    <--  HDR, SK {D}
        one.input(new IkeInput.RekeyChildSa(one.sessions().get(0).localSpi(), before.inboundSpi()));
        pair.simulation.run(Duration.ofSeconds(10));
        ChildSaSnapshot after = child(one);
        assertThat(after.inboundSpi()).isNotEqualTo(before.inboundSpi());
        assertThat(after.suite().protocol()).isEqualTo(SecurityProtocol.AH);
        assertThat(after.suite().keyExchange()).isEqualTo(KeyExchangeMethod.CURVE25519);
        pair.agrees();

        one.input(new IkeInput.DeleteChildSa(one.sessions().get(0).localSpi(), after.inboundSpi()));
        pair.simulation.run(Duration.ofSeconds(10));
        assertThat(pair.alice.dataPlane().installed()).as(pair.story()).isEmpty();
        assertThat(pair.bob.dataPlane().installed()).as(pair.story()).isEmpty();
        pair.isWithoutInternalError();
    }

    // RFC 4302 3.3.3.1.1.1: the addresses are protected
    @Test
    void ah_is_refused_behind_a_nat_and_the_reason_is_told() {
        Simulation simulation = new Simulation(3);
        SimulatedNat nat = new SimulatedNat(simulation.network(), ALICE_OUTSIDE, NatBehaviour.HOME_ROUTER);
        Pair pair = new Pair(simulation, algorithms(AH), nat, simulation.network(), ALICE_INSIDE, Pair.BOB);
        pair.initiate();
        simulation.run(Duration.ofSeconds(30));
        assertThat(pair.alice.dataPlane().installed()).isEmpty();
        assertThat(pair.alice.events(IkeEvent.IkeSaClosed.class))
                .as(pair::story)
                .anyMatch(closed -> closed.reason().explanation().contains("can neither cross a NAT"));
        pair.isWithoutInternalError();
    }

    @Test
    void ah_is_refused_where_udp_is_forced() {
        Simulation simulation = new Simulation(4);
        Pair pair = new Pair(
                simulation,
                algorithms(AH),
                ProtocolOptions.DEFAULT.withNatTraversal(NatTraversal.FORCED),
                simulation.network(),
                simulation.network(),
                Pair.ALICE,
                Pair.BOB);
        pair.initiate();
        simulation.run(Duration.ofSeconds(30));
        assertThat(pair.alice.dataPlane().installed()).isEmpty();
        pair.isWithoutInternalError();
    }

    @Test
    void behind_a_nat_esp_is_taken_where_both_are_configured() {
        Simulation simulation = new Simulation(5);
        SimulatedNat nat = new SimulatedNat(simulation.network(), ALICE_OUTSIDE, NatBehaviour.HOME_ROUTER);
        Pair pair = new Pair(simulation, algorithms(AH, ESP), nat, simulation.network(), ALICE_INSIDE, Pair.BOB);
        pair.initiate().comesUp().agrees();
        assertThat(child(pair.alice).suite().protocol()).isEqualTo(SecurityProtocol.ESP);
        assertThat(child(pair.alice).udpEncapsulation()).isTrue();
    }
}
