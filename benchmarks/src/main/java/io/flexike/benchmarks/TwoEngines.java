package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PreSharedKeys;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** An initiator and a responder in one thread, whose datagrams are carried at once. */
final class TwoEngines {
    private static final InetSocketAddress LEFT = new InetSocketAddress("192.0.2.1", 500);
    private static final InetSocketAddress RIGHT = new InetSocketAddress("192.0.2.2", 500);
    private static final Identity ALICE = Identity.fqdn("alice.example");
    private static final Identity BOB = Identity.fqdn("bob.example");
    private static final AuthenticationMethod PRE_SHARED =
            new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8("a shared secret")));
    private static final List<AddressSelector> ANY = List.of(AddressSelector.any4());

    /** Every message of the last run, in order. */
    final List<byte[]> messages = new ArrayList<>();

    private final PeerProfile initiator;
    private final IkeEngine left;
    private final IkeEngine right;
    private final Queue<IkeOutput> pending = new ArrayDeque<>();
    private boolean leftActs;
    private long installed;

    TwoEngines(KeyExchangeMethod method) {
        this(method, new BothProofs(PRE_SHARED, PRE_SHARED, PRE_SHARED, PRE_SHARED));
    }

    TwoEngines(KeyExchangeMethod method, BothProofs proofs) {
        SecureRandom random = new SecureRandom();
        initiator = profile("left", ALICE, BOB, method, proofs.initiator(), proofs.responderSeenByInitiator());
        PeerProfile responder =
                profile("right", BOB, ALICE, method, proofs.responder(), proofs.initiatorSeenByResponder());
        left = new IkeEngine(EngineSettings.of(CryptoProvider.standard(), random, List.of()));
        right = new IkeEngine(EngineSettings.of(CryptoProvider.standard(), random, List.of(responder)));
    }

    /** How both ends authenticate, as each of them sees it. */
    record BothProofs(
            AuthenticationMethod initiator,
            AuthenticationMethod responderSeenByInitiator,
            AuthenticationMethod responder,
            AuthenticationMethod initiatorSeenByResponder) {}

    /** The profile of one that connects to a {@link #responder}. */
    static PeerProfile initiator(KeyExchangeMethod method) {
        return profile("left", ALICE, BOB, method, PRE_SHARED, PRE_SHARED);
    }

    /** The profile of one that lets an {@link #initiator} connect. */
    static PeerProfile responder(KeyExchangeMethod method) {
        return profile("right", BOB, ALICE, method, PRE_SHARED, PRE_SHARED);
    }

    /** The first message of an initiator. */
    static byte[] firstRequest(KeyExchangeMethod method) {
        Path path = new Path(LEFT, RIGHT, false);
        IkeEngine engine = new IkeEngine(EngineSettings.of(CryptoProvider.standard(), new SecureRandom(), List.of()));
        IkeInput initiate = new IkeInput.Initiate(1, initiator(method), path, path);
        return StrangerRequests.firstRequest(
                engine.step(initiate, Instant.EPOCH).outputs());
    }

    private static PeerProfile profile(
            String name,
            Identity local,
            Identity remote,
            KeyExchangeMethod method,
            AuthenticationMethod ours,
            AuthenticationMethod theirs) {
        Proposal ike = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(method)
                .build();
        Proposal esp = Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .sequenceNumbers(SequenceNumbers.STANDARD)
                .build();
        return new PeerProfile(
                name,
                local,
                IdentityMatcher.exactly(remote),
                Optional.of(remote),
                ours,
                theirs,
                List.of(ike),
                List.of(esp),
                ANY,
                ANY,
                List.of(),
                IkeSaPolicy.DEFAULT,
                ChildSaPolicy.DEFAULT);
    }

    /** Brings an IKE SA with its Child SA up; tells how many Child SAs were installed so far. */
    long handshake(Instant now) {
        messages.clear();
        Path path = new Path(LEFT, RIGHT, false);
        act(true, new IkeInput.Initiate(1, initiator, path, path), now);
        settle(now);
        return installed;
    }

    /** Deletes every IKE SA. */
    void delete(Instant now) {
        left.snapshots().forEach(sa -> act(true, new IkeInput.DeleteIkeSa(sa.localSpi()), now));
        settle(now);
    }

    /** Brings up one more IKE SA with its Child SA, which stays. */
    void bringUp(Instant now) {
        handshake(now);
        messages.clear();
    }

    /** Lets everything happen that is due by then. */
    void passTo(Instant now) {
        act(true, new IkeInput.DeadlineReached(), now);
        act(false, new IkeInput.DeadlineReached(), now);
        settle(now);
        messages.clear();
    }

    /** IKE SAs of both ends. */
    int sessions() {
        return left.snapshots().size() + right.snapshots().size();
    }

    private void settle(Instant now) {
        while (!pending.isEmpty()) {
            IkeOutput output = pending.remove();
            if (output instanceof IkeOutput.Transmit transmit) {
                messages.add(transmit.octets());
                Path path = transmit.path();
                act(
                        !path.local().equals(LEFT),
                        new IkeInput.DatagramReceived(
                                path.reversed(), transmit.octets().clone()),
                        now);
            } else if (output instanceof IkeOutput.Ask question) {
                boolean asking = leftActs;
                question.question()
                        .ask(Runnable::run)
                        .thenAccept(answer -> act(asking, new IkeInput.Answered(question.questionId(), answer), now));
            } else if (output instanceof IkeOutput.AuthorizePeer question) {
                act(
                        leftActs,
                        new IkeInput.Authorize(question.questionId(), new Authorization.Granted(List.of(), ANY, ANY)),
                        now);
            } else if (output instanceof IkeOutput.InstallChildSa) {
                installed++;
            }
        }
    }

    private void act(boolean byLeft, IkeInput input, Instant now) {
        leftActs = byLeft;
        pending.addAll((byLeft ? left : right).step(input, now).outputs());
    }
}
