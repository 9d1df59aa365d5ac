package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Long messages of both ends over a path that passes short packets only, and not all of them. */
class FragmentationLossTest {
    private static final ConfigurationAttribute LONG =
            new ConfigurationAttribute(new ConfigurationAttributeType(20_000), new byte[3_000]);

    private static final NetworkConditions BAD =
            new NetworkConditions(Duration.ofMillis(5), Duration.ofMillis(80), 0.1, 0.2, 0.2);

    private final List<Transit> transits = new ArrayList<>();

    private record Ends(Simulation simulation, SimulatedEndpoint alice, SimulatedEndpoint bob, PeerProfile toBob) {
        boolean areUp() {
            return isUp(alice) && isUp(bob);
        }

        private static boolean isUp(SimulatedEndpoint end) {
            return end.sessions().stream().anyMatch(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED);
        }

        String story() {
            return simulation.ladder(alice, bob).render();
        }

        void comeUp() {
            alice.initiate(toBob, bob.address());
            assertThat(simulation.runUntil(this::areUp, Pair.LONG))
                    .as(this::story)
                    .isTrue();
        }
    }

    private Ends ends(
            long seed, NetworkConditions conditions, int fragmentOctets, InetAddress ofAlice, InetAddress ofBob) {
        Simulation simulation = new Simulation(seed);
        simulation.network().conditions(conditions);
        simulation.network().onSent(transits::add);
        PeerProfile toAlice = saying(
                List.of(), Pair.profile("to-alice", "bob.example", "alice.example", "10.2.0.0/16", "10.1.0.0/16"));
        PeerProfile toBob = saying(
                List.of(LONG), Pair.profile("to-bob", "alice.example", "bob.example", "10.1.0.0/16", "10.2.0.0/16"));
        SimulatedEndpoint alice = endpoint(simulation, "alice", fragmentOctets, ofAlice);
        SimulatedEndpoint bob = endpoint(simulation, "bob", fragmentOctets, ofBob, toAlice);
        bob.authorizeWith(request -> Optional.of(
                new Authorization.Granted(List.of(LONG), toAlice.localSelectors(), toAlice.remoteSelectors())));
        return new Ends(simulation, alice, bob, toBob);
    }

    private static SimulatedEndpoint endpoint(
            Simulation simulation, String name, int fragmentOctets, InetAddress address, PeerProfile... profiles) {
        EngineSettings settings = EngineSettings.of(
                        CryptoProvider.standard(), simulation.random(name), List.of(profiles))
                .with(Pair.PATIENT)
                .with(ProtocolOptions.DEFAULT.withFragmentOctets(fragmentOctets))
                .withTracing(true, true);
        return simulation.endpoint(name, settings, simulation.network(), IkePorts.STANDARD, List.of(address));
    }

    /** Many proposals, too. */
    private static PeerProfile saying(List<ConfigurationAttribute> request, PeerProfile profile) {
        return new PeerProfile(
                profile.name(),
                profile.localIdentity(),
                profile.remoteIdentity(),
                profile.expectedRemote(),
                profile.localAuthentication(),
                profile.remoteAuthentication(),
                profile.ikeProposals(),
                Collections.nCopies(40, DefaultProposals.esp().get(1)),
                profile.localSelectors(),
                profile.remoteSelectors(),
                request,
                profile.ikePolicy(),
                profile.childPolicy());
    }

    @Test
    void long_messages_of_both_ends_pass_in_short_packets_with_loss() {
        for (long seed = 0; seed < 30; seed++) {
            Ends ends = ends(seed, BAD.withMtu(576), 576, Pair.ALICE, Pair.BOB);
            ends.comeUp();
            for (SimulatedEndpoint end : List.of(ends.alice, ends.bob)) {
                // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}
                IkeSaSnapshot sa = end.sessions().get(0);
                int before = rekeyings(end);
                end.input(new IkeInput.RekeyChildSa(
                        sa.localSpi(), sa.children().get(0).inboundSpi()));
                assertThat(ends.simulation.runUntil(() -> rekeyings(end) > before, Pair.LONG))
                        .as(ends::story)
                        .isTrue();
                ends.simulation.run(Duration.ofMinutes(2));
            }
        }
        assertThat(transits.stream().filter(Transit::lost)).hasSizeGreaterThan(30 * 3);
        assertThat(transits).noneMatch(transit -> transit.loss().equals(Optional.of(Transit.Loss.TOO_LONG)));
    }

    private static int rekeyings(SimulatedEndpoint end) {
        return end.events(IkeEvent.ChildSaRekeyed.class).size();
    }

    /** Neither end knows how little passes. */
    @ParameterizedTest
    @CsvSource({"1500,1400", "4000,1000", "1280,576"})
    void fragments_become_smaller_where_the_path_demands_it(int fragmentOctets, int mtu) {
        Ends ends = ends(1, NetworkConditions.PERFECT.withMtu(mtu), fragmentOctets, Pair.ALICE, Pair.BOB);
        ends.comeUp();
        assertThat(transits)
                .anyMatch(transit -> transit.loss().equals(Optional.of(Transit.Loss.TOO_LONG)))
                .filteredOn(transit -> !transit.lost())
                .allMatch(transit -> transit.packet().ipOctets() <= mtu);
        assertThat(ends.story()).contains(" fragments]").contains("lost: too long");
    }

    @Test
    void over_ipv6_fragments_go_down_to_1280_octets() {
        InetAddress ofAlice = new InetSocketAddress("2001:db8::1", 0).getAddress();
        InetAddress ofBob = new InetSocketAddress("2001:db8::2", 0).getAddress();
        Ends ends = ends(1, NetworkConditions.PERFECT.withMtu(1_280), 1_500, ofAlice, ofBob);
        ends.comeUp();
        assertThat(transits)
                .filteredOn(transit -> !transit.lost())
                .extracting(transit -> transit.packet().ipOctets())
                .allMatch(octets -> octets <= 1_280)
                .anyMatch(octets -> octets > 1_200);
    }

    @Test
    void without_fragments_a_long_message_does_not_pass() {
        Ends ends = ends(1, NetworkConditions.PERFECT.withMtu(1_500), 0, Pair.ALICE, Pair.BOB);
        ends.alice.initiate(ends.toBob, ends.bob.address());
        assertThat(ends.simulation.runUntil(ends::areUp, Pair.LONG)).isFalse();
    }
}
