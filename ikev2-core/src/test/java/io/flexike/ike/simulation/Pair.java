package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalBuilder;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PreSharedKeys;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Alice, who initiates, and Bob, who responds, in one simulation. */
public final class Pair {
    static final InetAddress ALICE = new InetSocketAddress("192.0.2.1", 0).getAddress();
    static final InetAddress BOB = new InetSocketAddress("192.0.2.2", 0).getAddress();
    static final InetAddress INSIDE_ALICE = new InetSocketAddress("10.1.0.1", 0).getAddress();
    static final InetAddress INSIDE_BOB = new InetSocketAddress("10.2.0.1", 0).getAddress();
    static final Duration LONG = Duration.ofMinutes(10);

    /** So many tries that 30 % of loss in both directions do not end a handshake in any of many thousand runs. */
    static final RetransmissionSchedule PATIENT =
            new RetransmissionSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(4), 40);

    final Simulation simulation;
    final SimulatedEndpoint alice;
    final SimulatedEndpoint bob;
    final PeerProfile toBob;
    private final ProtocolOptions options;

    Pair(Simulation simulation, NetworkSegment aliceSegment, NetworkSegment bobSegment) {
        this(simulation, Algorithms.DEFAULT, aliceSegment, bobSegment, ALICE, BOB);
    }

    Pair(
            Simulation simulation,
            Algorithms algorithms,
            NetworkSegment aliceSegment,
            NetworkSegment bobSegment,
            InetAddress aliceAddress,
            InetAddress bobAddress) {
        this(simulation, algorithms, ProtocolOptions.DEFAULT, aliceSegment, bobSegment, aliceAddress, bobAddress);
    }

    Pair(
            Simulation simulation,
            Algorithms algorithms,
            ProtocolOptions options,
            NetworkSegment aliceSegment,
            NetworkSegment bobSegment,
            InetAddress aliceAddress,
            InetAddress bobAddress) {
        this.simulation = simulation;
        this.options = options;
        toBob = toBob(algorithms);
        alice = simulation.endpoint(
                "alice", settings("alice", algorithms), aliceSegment, IkePorts.STANDARD, List.of(aliceAddress));
        bob = simulation.endpoint(
                "bob",
                settings("bob", algorithms, toAlice(algorithms)),
                bobSegment,
                IkePorts.STANDARD,
                List.of(bobAddress));
    }

    /**
     * What the ends propose and accept may differ.
     *
     * @param ofBob his profiles, {@link #toAlice} among them
     */
    Pair(Simulation simulation, Algorithms ofAlice, PeerProfile... ofBob) {
        this(simulation, ofAlice, ofAlice, ofBob);
    }

    /** Each end with a provider of its own. */
    Pair(Simulation simulation, Algorithms ofAlice, Algorithms ofBob) {
        this(simulation, ofAlice, ofBob, toAlice(ofBob));
    }

    private Pair(Simulation simulation, Algorithms ofAlice, Algorithms ofBob, PeerProfile... profilesOfBob) {
        this.simulation = simulation;
        this.options = ProtocolOptions.DEFAULT;
        toBob = toBob(ofAlice);
        alice = simulation.endpoint("alice", settings("alice", ofAlice), ALICE);
        bob = simulation.endpoint("bob", settings("bob", ofBob, profilesOfBob), BOB);
    }

    private static PeerProfile toBob(Algorithms algorithms) {
        return profile("to-bob", "alice.example", "bob.example", "10.1.0.0/16", "10.2.0.0/16", algorithms);
    }

    static PeerProfile toAlice(Algorithms algorithms) {
        return profile("to-alice", "bob.example", "alice.example", "10.2.0.0/16", "10.1.0.0/16", algorithms);
    }

    Pair(
            Simulation simulation,
            ProtocolOptions options,
            NetworkSegment aliceSegment,
            NetworkSegment bobSegment,
            InetAddress aliceAddress,
            InetAddress bobAddress) {
        this(simulation, Algorithms.DEFAULT, options, aliceSegment, bobSegment, aliceAddress, bobAddress);
    }

    /** Without MOBIKE, say. */
    static Pair of(long seed, ProtocolOptions options) {
        Simulation simulation = new Simulation(seed);
        return new Pair(simulation, options, simulation.network(), simulation.network(), ALICE, BOB);
    }

    /** What both ends propose and accept. */
    record Algorithms(CryptoProvider crypto, List<Proposal> ike, List<Proposal> esp) {
        /** One key exchange and two ways to encrypt, so that the messages are the same whatever the defaults become. */
        static final Algorithms DEFAULT = new Algorithms(
                CryptoProvider.standard(),
                List.of(
                        Proposal.ike()
                                .encryption(EncryptionAlgorithm.AES_GCM_16, 256)
                                .prf(PrfAlgorithm.HMAC_SHA2_512)
                                .keyExchange(KeyExchangeMethod.CURVE25519)
                                .keyExchange(KeyExchangeMethod.ECP_256)
                                .keyExchange(KeyExchangeMethod.MODP_2048)
                                .build(),
                        Proposal.ike()
                                .encryption(EncryptionAlgorithm.AES_CBC, 256)
                                .integrity(IntegrityAlgorithm.HMAC_SHA2_512_256)
                                .prf(PrfAlgorithm.HMAC_SHA2_512)
                                .keyExchange(KeyExchangeMethod.CURVE25519)
                                .keyExchange(KeyExchangeMethod.ECP_256)
                                .keyExchange(KeyExchangeMethod.MODP_2048)
                                .build()),
                DefaultProposals.esp());

        /** As cheap as a handshake can be. */
        static final Algorithms QUICK = quick(List.of(KeyExchangeMethod.CURVE25519), List.of());

        /** As {@link #QUICK}, with an additional key exchange for whatever CREATE_CHILD_SA makes (RFC 9370). */
        static final Algorithms IN_SERIES = quick(
                        List.of(KeyExchangeMethod.CURVE25519), List.of(KeyExchangeMethod.CURVE25519))
                .with(KeyExchangeMethod.ECP_256);

        /** The same with these additional key exchanges in every proposal. */
        Algorithms with(KeyExchangeMethod... further) {
            return new Algorithms(crypto, with(ike, further), with(esp, further));
        }

        private static List<Proposal> with(List<Proposal> proposals, KeyExchangeMethod... further) {
            return proposals.stream().map(each -> with(each, further)).toList();
        }

        private static Proposal with(Proposal proposal, KeyExchangeMethod... further) {
            List<Transform> transforms = new ArrayList<>(proposal.transforms());
            for (int number = 1; number <= further.length; number++) {
                transforms.add(Transform.additionalKeyExchange(number, further[number - 1]));
            }
            return new Proposal(proposal.protocol(), transforms);
        }

        /** What either is content with, this one most. */
        Algorithms or(Algorithms other) {
            return new Algorithms(crypto, both(ike, other.ike), both(esp, other.esp));
        }

        private static List<Proposal> both(List<Proposal> first, List<Proposal> second) {
            return Stream.concat(first.stream(), second.stream()).toList();
        }

        /** As {@link #QUICK}, with these groups for the IKE SA and for Child SAs, most preferred first. */
        static Algorithms quick(List<KeyExchangeMethod> ike, List<KeyExchangeMethod> esp) {
            ProposalBuilder ikeProposal = Proposal.ike()
                    .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                    .prf(PrfAlgorithm.HMAC_SHA2_256);
            ike.forEach(ikeProposal::keyExchange);
            ProposalBuilder espProposal = Proposal.esp()
                    .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                    .sequenceNumbers(SequenceNumbers.STANDARD);
            esp.forEach(espProposal::keyExchange);
            return new Algorithms(new RehearsalCrypto(), List.of(ikeProposal.build()), List.of(espProposal.build()));
        }

        /** As {@link #QUICK}, with so many additional key exchanges, of which the second has long public values. */
        static Algorithms additional(int count) {
            List<KeyExchangeMethod> methods = List.of(
                    KeyExchangeMethod.ECP_256,
                    KeyExchangeMethod.ML_KEM_1024,
                    KeyExchangeMethod.ECP_384,
                    KeyExchangeMethod.ECP_521,
                    KeyExchangeMethod.MODP_2048,
                    KeyExchangeMethod.MODP_3072,
                    KeyExchangeMethod.MODP_4096);
            ProposalBuilder ikeProposal = Proposal.ike()
                    .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                    .prf(PrfAlgorithm.HMAC_SHA2_256)
                    .keyExchange(KeyExchangeMethod.CURVE25519);
            for (int n = 1; n <= count; n++) {
                ikeProposal.additionalKeyExchange(n, methods.get(n - 1));
            }
            return new Algorithms(QUICK.crypto(), List.of(ikeProposal.build()), QUICK.esp());
        }

        static final Algorithms CBC = new Algorithms(
                CryptoProvider.standard(),
                List.of(Proposal.ike()
                        .encryption(EncryptionAlgorithm.AES_CBC, 256)
                        .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                        .prf(PrfAlgorithm.HMAC_SHA2_256)
                        .keyExchange(KeyExchangeMethod.CURVE25519)
                        .build()),
                List.of(Proposal.esp()
                        .encryption(EncryptionAlgorithm.AES_CBC, 128)
                        .integrity(IntegrityAlgorithm.HMAC_SHA2_512_256)
                        .sequenceNumbers(SequenceNumbers.STANDARD)
                        .build()));
    }

    static Pair of(long seed, Algorithms algorithms) {
        Simulation simulation = new Simulation(seed);
        return new Pair(simulation, algorithms, simulation.network(), simulation.network(), ALICE, BOB);
    }

    static Pair of(long seed) {
        Simulation simulation = new Simulation(seed);
        return new Pair(simulation, simulation.network(), simulation.network());
    }

    private EngineSettings settings(String name, Algorithms algorithms, PeerProfile... profiles) {
        return EngineSettings.of(algorithms.crypto(), simulation.random(name), List.of(profiles))
                .with(PATIENT)
                .with(options)
                .withTracing(true, true);
    }

    public static PeerProfile profile(String name, String local, String remote, String localNet, String remoteNet) {
        return profile(name, local, remote, localNet, remoteNet, Algorithms.DEFAULT);
    }

    static PeerProfile profile(
            String name, String local, String remote, String localNet, String remoteNet, Algorithms algorithms) {
        AuthenticationMethod key =
                new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8("a shared secret")));
        return new PeerProfile(
                name,
                Identity.fqdn(local),
                IdentityMatcher.exactly(Identity.fqdn(remote)),
                Optional.of(Identity.fqdn(remote)),
                key,
                key,
                algorithms.ike(),
                algorithms.esp(),
                List.of(AddressSelector.subnet(localNet)),
                List.of(AddressSelector.subnet(remoteNet)),
                List.of(),
                IkeSaPolicy.DEFAULT,
                ChildSaPolicy.DEFAULT);
    }

    Pair initiate() {
        alice.initiate(toBob, bob.address());
        return this;
    }

    boolean isUp() {
        return isEstablished(alice) && isEstablished(bob);
    }

    private static boolean isEstablished(SimulatedEndpoint endpoint) {
        return endpoint.sessions().stream().anyMatch(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED)
                && !endpoint.dataPlane().installed().isEmpty();
    }

    boolean isGone() {
        return alice.sessions().isEmpty() && bob.sessions().isEmpty();
    }

    Pair comesUp() {
        assertThat(simulation.runUntil(this::isUp, LONG)).as(this::story).isTrue();
        return this;
    }

    /** Everything that both ends must have in common when they are up. */
    Pair agrees() {
        assertThat(alice.dataPlane().differencesTo(bob.dataPlane()))
                .as(this::story)
                .isEmpty();
        assertThat(alice.dataPlane().installed()).as(this::story).hasSize(1);
        IkeSaSnapshot ofAlice = alice.sessions().get(0);
        IkeSaSnapshot ofBob = bob.sessions().stream()
                .filter(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED)
                .findFirst()
                .orElseThrow();
        assertThat(ofBob.remoteSpi()).as(this::story).isEqualTo(ofAlice.localSpi());
        assertThat(ofAlice.remoteSpi()).as(this::story).isEqualTo(ofBob.localSpi());
        assertThat(ofAlice.suite()).as(this::story).isEqualTo(ofBob.suite());
        return this;
    }

    Pair deletedBy(SimulatedEndpoint one) {
        one.sessions().stream()
                .filter(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED)
                .forEach(sa -> one.input(new IkeInput.DeleteIkeSa(sa.localSpi())));
        assertThat(simulation.runUntil(this::isGone, LONG)).as(this::story).isTrue();
        assertThat(alice.dataPlane().installed()).as(this::story).isEmpty();
        assertThat(alice.dataPlane().expected()).as(this::story).isEmpty();
        assertThat(bob.dataPlane().installed()).as(this::story).isEmpty();
        return this;
    }

    /** No engine has stumbled over itself. */
    Pair isWithoutInternalError() {
        for (SimulatedEndpoint end : List.of(alice, bob)) {
            assertThat(end.events(IkeEvent.IkeSaClosed.class))
                    .as(this::story)
                    .noneMatch(closed -> closed.reason().kind() == CloseReason.Kind.INTERNAL_ERROR);
            assertThat(end.events(IkeEvent.DatagramRefused.class))
                    .as(this::story)
                    .noneMatch(refused -> refused.reason().contains("error of this implementation"));
        }
        return this;
    }

    String story() {
        return simulation.ladder(alice, bob).render()
                + alice.events(IkeEvent.IkeSaClosed.class)
                + bob.events(IkeEvent.IkeSaClosed.class)
                + alice.sessions()
                + bob.sessions();
    }
}
