package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.PreSharedKeys;
import io.flexike.ike.session.SaLifetime;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Two engines whose datagrams a test carries by hand. */
final class Peers {
    static final InetSocketAddress A500 = new InetSocketAddress("192.0.2.1", 500);
    static final InetSocketAddress A4500 = new InetSocketAddress("192.0.2.1", 4500);
    static final InetSocketAddress B500 = new InetSocketAddress("192.0.2.2", 500);
    static final InetSocketAddress B4500 = new InetSocketAddress("192.0.2.2", 4500);
    static final Identity ALICE = Identity.fqdn("alice.example");
    static final Identity BOB = Identity.fqdn("bob.example");

    Instant now = Instant.EPOCH;

    /** One end: its engine and all that it has put out. */
    final class End {
        final IkeEngine engine;
        final Deque<IkeOutput.Transmit> sent = new ArrayDeque<>();
        final List<IkeEvent> events = new ArrayList<>();
        final List<ChildSaParameters> installed = new ArrayList<>();
        final List<IkeOutput.RemoveChildSa> removed = new ArrayList<>();
        final List<IkeOutput.MoveChildSa> moved = new ArrayList<>();
        final Deque<IkeOutput.ResolveGateway> lookups = new ArrayDeque<>();
        final List<IkeKeyLogEntry> keys = new ArrayList<>();
        final List<IkeOutput.SkipSequenceNumbers> skipped = new ArrayList<>();
        final List<Long> initiated = new ArrayList<>();
        Function<PeerRequest, Optional<Authorization>> authorizer = request -> Optional.of(new Authorization.Granted(
                List.of(),
                profileOf(request).localSelectors(),
                profileOf(request).remoteSelectors()));
        private final List<PeerProfile> profiles;
        Instant deadline = Instant.MAX;
        long lastQuestion;
        long lastAsked;
        final List<Long> withdrawn = new ArrayList<>();

        /** Does what is to be done for the answers to questions. */
        Executor worker = Runnable::run;

        End(EngineSettings settings) {
            engine = new IkeEngine(settings);
            profiles = settings.responderProfiles();
        }

        private PeerProfile profileOf(PeerRequest request) {
            return profiles.stream()
                    .filter(profile -> profile.name().equals(request.profileName()))
                    .findFirst()
                    .orElseThrow();
        }

        void step(IkeInput input) {
            StepResult result = engine.step(input, now);
            deadline = result.nextDeadline().orElse(Instant.MAX);
            for (IkeOutput output : result.outputs()) {
                if (output instanceof IkeOutput.Transmit transmit) {
                    sent.add(transmit);
                } else if (output instanceof IkeOutput.Event event) {
                    events.add(event.event());
                } else if (output instanceof IkeOutput.InstallChildSa install) {
                    installed.add(install.child());
                } else if (output instanceof IkeOutput.RemoveChildSa remove) {
                    removed.add(remove);
                } else if (output instanceof IkeOutput.MoveChildSa move) {
                    moved.add(move);
                } else if (output instanceof IkeOutput.LogKeys log) {
                    keys.add(log.entry());
                } else if (output instanceof IkeOutput.SkipSequenceNumbers skip) {
                    skipped.add(skip);
                } else if (output instanceof IkeOutput.Initiated done) {
                    initiated.add(done.ikeSpi());
                } else if (output instanceof IkeOutput.ResolveGateway question) {
                    lookups.add(question);
                } else if (output instanceof IkeOutput.Ask question) {
                    lastAsked = question.questionId();
                    var unused = question.question()
                            .ask(worker)
                            .thenAccept(answer -> step(new IkeInput.Answered(question.questionId(), answer)));
                } else if (output instanceof IkeOutput.WithdrawQuestion question) {
                    withdrawn.add(question.questionId());
                } else if (output instanceof IkeOutput.AuthorizePeer question) {
                    lastQuestion = question.questionId();
                    authorizer
                            .apply(question.request())
                            .ifPresent(answer -> step(new IkeInput.Authorize(question.questionId(), answer)));
                }
            }
        }

        /** The datagram sent last goes to the other end as it is. */
        void deliverTo(End other) {
            IkeOutput.Transmit datagram = sent.remove();
            other.receive(datagram);
        }

        void receive(IkeOutput.Transmit datagram) {
            Path path = datagram.path();
            step(new IkeInput.DatagramReceived(
                    path.reversed(), datagram.octets().clone()));
        }

        <E extends IkeEvent> List<E> events(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        <E extends IkeEvent> E only(Class<E> kind) {
            List<E> found = events(kind);
            if (found.size() != 1) {
                throw new AssertionError("expected one " + kind.getSimpleName() + " in " + events);
            }
            return found.get(0);
        }

        void waitForDeadline() {
            now = deadline;
            step(new IkeInput.DeadlineReached());
        }
    }

    /** Carries datagrams until neither end has one to send. */
    static void settle(End first, End second) {
        while (!first.sent.isEmpty() || !second.sent.isEmpty()) {
            if (!first.sent.isEmpty()) {
                first.deliverTo(second);
            } else {
                second.deliverTo(first);
            }
        }
    }

    static EngineSettings settings(long seed, PeerProfile... responderProfiles) {
        return EngineSettings.of(CryptoProvider.standard(), random(seed), List.of(responderProfiles))
                .withTracing(true, false);
    }

    static SecureRandom random(long seed) {
        java.util.Random source = new java.util.Random(seed);
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] octets) {
                source.nextBytes(octets);
            }

            @Override
            public int nextInt() {
                return source.nextInt();
            }

            @Override
            public long nextLong() {
                return source.nextLong();
            }
        };
    }

    static Function<PeerRequest, Optional<Authorization>> grant(Flow... flows) {
        return request -> Optional.of(new Authorization.Granted(List.of(), List.of(flows)));
    }

    static Function<PeerRequest, Optional<Authorization>> grant(PeerProfile profile) {
        return request ->
                Optional.of(new Authorization.Granted(List.of(), profile.localSelectors(), profile.remoteSelectors()));
    }

    static IkeInput.Initiate initiate(PeerProfile profile) {
        return new IkeInput.Initiate(1, profile, new Path(A500, B500, false), new Path(A4500, B4500, true));
    }

    static Draft alice() {
        return new Draft("to-bob", ALICE, BOB, "10.1.0.0/16", "10.2.0.0/16");
    }

    static Draft bob() {
        return new Draft("to-alice", BOB, ALICE, "10.2.0.0/16", "10.1.0.0/16");
    }

    /** A profile in the making. */
    static final class Draft {
        private final Identity local;
        private String name;
        private Identity remote;
        private AuthenticationMethod localMethod = sharedKey("a shared secret");
        private AuthenticationMethod remoteMethod = sharedKey("a shared secret");
        private List<Proposal> ike = List.of(
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
                        .build());
        private List<Proposal> esp = DefaultProposals.esp();
        private List<AddressSelector> localSelectors;
        private List<AddressSelector> remoteSelectors;
        private List<ConfigurationAttribute> request = List.of();
        private IkeSaPolicy ikePolicy = IkeSaPolicy.DEFAULT.withLifetime(SaLifetime.ENDLESS);
        private ChildSaPolicy childPolicy = ChildSaPolicy.DEFAULT.withLifetime(SaLifetime.ENDLESS);

        private Draft(String name, Identity local, Identity remote, String localNet, String remoteNet) {
            this.name = name;
            this.local = local;
            this.remote = remote;
            this.localSelectors = List.of(AddressSelector.subnet(localNet));
            this.remoteSelectors = List.of(AddressSelector.subnet(remoteNet));
        }

        Draft peer(String profileName, Identity expected) {
            name = profileName;
            remote = expected;
            return this;
        }

        Draft key(String text) {
            return local(sharedKey(text)).remote(sharedKey(text));
        }

        private static AuthenticationMethod sharedKey(String text) {
            return new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8(text)));
        }

        Draft local(AuthenticationMethod method) {
            localMethod = method;
            return this;
        }

        Draft remote(AuthenticationMethod method) {
            remoteMethod = method;
            return this;
        }

        Draft ike(Proposal... proposals) {
            ike = List.of(proposals);
            return this;
        }

        Draft esp(Proposal... proposals) {
            esp = List.of(proposals);
            return this;
        }

        Draft selectors(AddressSelector localSide, AddressSelector remoteSide) {
            localSelectors = List.of(localSide);
            remoteSelectors = List.of(remoteSide);
            return this;
        }

        Draft request(ConfigurationAttribute... attributes) {
            request = List.of(attributes);
            return this;
        }

        Draft liveness(java.time.Duration interval) {
            return policy(ikePolicy.withLiveness(interval, IkeSaPolicy.LivenessMode.PERIODIC));
        }

        Draft policy(IkeSaPolicy policy) {
            ikePolicy = policy;
            return this;
        }

        Draft policy(ChildSaPolicy policy) {
            childPolicy = policy;
            return this;
        }

        PeerProfile build() {
            return new PeerProfile(
                    name,
                    local,
                    IdentityMatcher.exactly(remote),
                    Optional.of(remote),
                    localMethod,
                    remoteMethod,
                    ike,
                    esp,
                    localSelectors,
                    remoteSelectors,
                    request,
                    ikePolicy,
                    childPolicy);
        }
    }
}
