package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.EapPayload;
import io.flexike.ike.payload.IdiPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an initiator proves who it is and finds out who the responder is, over as many exchanges as that takes (RFC 7296
 * 2.15, 2.16, RFC 4739, RFC 5998).
 */
public final class InitiatorAuthentication implements InitiatorProof {
    private final IkeSa sa;
    private final Handshake handshake;
    private final PeerProfile profile;
    private final AuthenticationTurns own;
    private final AuthenticationTurns peers;
    private final PpkAuthentication ppk;
    private final CertificateRequestTask wishes;
    private final MethodAnnouncementTask announcements;
    private @Nullable EapRounds eap;

    /** Whether we have proved all of ours. */
    private boolean proved;

    /** Whether the responder has proved itself in the present turn of its own. */
    private boolean peerProved;

    /** Whether it has said that another proof of its own follows. */
    private boolean peerFollows;

    /** What it has called itself last, which its AUTH payloads are about (RFC 4739 2.1). */
    private @Nullable Identification latestPeer;

    public InitiatorAuthentication(IkeSa sa, Handshake handshake) {
        this.sa = sa;
        this.handshake = handshake;
        this.profile = sa.requiredProfile();
        this.own = new AuthenticationTurns(profile, profile.localAuthentication());
        this.peers = new AuthenticationTurns(profile, profile.remoteAuthentication());
        this.ppk = new PpkAuthentication(sa, handshake);
        CertificateWish wish = CertificateWish.of(List.of(profile));
        this.wishes = new CertificateRequestTask(handshake, wish);
        this.announcements = new MethodAnnouncementTask(handshake, wish);
    }

    @Override
    public Progress<List<Payload>> first() throws IkeProtocolException {
        requireSeveralMethods();
        Optional<Identification> expected = profile.expectedRemote().map(Identity::toWire);
        List<Payload> wished = new ArrayList<>();
        wishes.buildRequest(wished);
        announcements.buildRequest(wished);
        expected.ifPresent(identity -> wished.add(new IdrPayload(identity)));
        if (isEap()) {
            if (peers.eap().isPresent()) {
                wished.add(NotifyPayload.of(NotifyType.EAP_ONLY_AUTHENTICATION));
            }
            return Progress.done(joined(List.of(new IdiPayload(own.self())), wished));
        }
        AuthenticationMethod method = chosen();
        IkeKeys keys = ppk.keysToOffer();
        OwnProof proof = new OwnProof(sa, handshake, profile, expected, own.self());
        return proof.by(method, keys)
                .then(payloads -> withPpk(method, proof, payloads))
                .then(payloads ->
                        Progress.done(joined(List.of(new IdiPayload(own.self())), wished, payloads, announcement())));
    }

    /** RFC 8784 3: who does not have the PPK can verify the other AUTH payload. */
    private Progress<List<Payload>> withPpk(AuthenticationMethod method, OwnProof proof, List<Payload> payloads)
            throws IkeProtocolException {
        List<Payload> named = new ArrayList<>(payloads);
        ppk.buildRequest(named);
        if (!ppk.authenticatesWithout()) {
            return Progress.done(named);
        }
        return proof.by(method, sa.requiredKeys()).then(without -> {
            named.add(noPpkAuth((AuthPayload) without.get(without.size() - 1)));
            return Progress.done(named);
        });
    }

    private static NotifyPayload noPpkAuth(AuthPayload auth) {
        return NotifyPayload.of(NotifyType.NO_PPK_AUTH, auth.data());
    }

    /** RFC 4739 2.1, 3.1: a responder that does not know several methods in turn says nothing of it in IKE_SA_INIT. */
    private void requireSeveralMethods() throws AuthenticationFailedException {
        AuthenticationTurns longer = own.isLast() ? peers : own;
        if (!longer.isLast() && !handshake.severalMethods()) {
            throw longer.fault(sa.peer().identity(), Fault.SEVERAL_METHODS_NOT_SUPPORTED);
        }
    }

    /** RFC 4739 3.2: beside an AUTH payload that another one follows. */
    private List<Payload> announcement() {
        return own.isLast() ? List.of() : List.of(NotifyPayload.of(NotifyType.ANOTHER_AUTH_FOLLOWS));
    }

    @Override
    public boolean isComplete() {
        return (proved || !isEap()) && own.isLast() && peers.isLast() && peerProved && !peerFollows;
    }

    @Override
    public Progress<Optional<List<Payload>>> response(ReceivedPayloads response) throws IkeProtocolException {
        if (eap != null && eap.hasSucceeded()) {
            return afterEap(eap, response);
        }
        return identified(response).then(unused -> {
            Optional<EapPayload> message = response.optional(EapPayload.class);
            if (isEap() && !proved) {
                if (message.isEmpty()) {
                    throw new InvalidSyntaxException("no EAP payload where EAP is due");
                }
                return eapMessage(message.get());
            }
            if (message.isPresent()) {
                throw new InvalidSyntaxException("an EAP payload that was not asked for");
            }
            return goOn(response);
        });
    }

    /** Verifies what the responder says of itself, if it does: it has to in the first response unless EAP is enough. */
    private Progress<Boolean> identified(ReceivedPayloads response) throws IkeProtocolException {
        Optional<Identification> said = response.optional(IdrPayload.class).map(IdrPayload::identification);
        Optional<AuthPayload> auth = response.optional(AuthPayload.class);
        boolean begins = sa.peer().identity().isEmpty();
        boolean due = begins;
        if (begins) {
            Identification peer = response.required(IdrPayload.class).identification();
            if (!profile.remoteIdentity().matches(peer, ShownCertificate.of(response.all(CertPayload.class)))) {
                throw new AuthenticationFailedException(
                        new Rejection.OtherIdentity(peer, ProfileChoice.candidate(profile)));
            }
            if (!isEap()) {
                ppk.processResponse(response);
            }
        } else if (peerFollows && auth.isPresent()) {
            peers.next();
            peerProved = false;
            peerFollows = false;
            due = true;
        }
        if (auth.isEmpty()) {
            return withoutProof(said, begins);
        }
        // RFC 7296 2.16: beside messages of EAP only in the first response.
        if (!due) {
            throw new InvalidSyntaxException("an AUTH payload where none is due");
        }
        Identification peer = said.or(() -> sa.peer().identity()).orElseThrow();
        if (!begins) {
            peers.require(peer);
        }
        return new PeerProof(sa, handshake, profile, peer)
                .check(acceptable(), response.all(CertPayload.class), auth.get())
                .then(method -> {
                    proved(peer, response);
                    return Progress.done(true);
                });
    }

    /** RFC 7296 2.16: before EAP the responder proves itself by a signature, or has proved itself before. */
    private List<AuthenticationMethod> acceptable() {
        return isEap() && own.isFirst() && peers.isFirst()
                ? peers.methods().stream()
                        .filter(AuthenticationMethod::isOfPeer)
                        .toList()
                : peers.methods();
    }

    private Progress<Boolean> withoutProof(Optional<Identification> said, boolean begins) throws IkeProtocolException {
        if (!begins) {
            return Progress.done(false);
        }
        if (!isEap() || peers.eap().isEmpty()) {
            // RFC 7296 2.16: the responder proves itself before it learns anything of us.
            throw peers.fault(said, Fault.METHOD_MISSING);
        }
        sa.peer().identity(said.orElseThrow());
        return Progress.done(false);
    }

    private void proved(Identification peer, ReceivedPayloads response) throws AuthenticationFailedException {
        peerProved = true;
        latestPeer = peer;
        peerFollows = announces(response);
        if (peerFollows && peers.isLast()) {
            throw peers.fault(Optional.of(peer), Fault.METHOD_NOT_ALLOWED);
        }
        if (sa.peer().identity().isEmpty()) {
            sa.peer().identity(peer);
        }
    }

    private Progress<Optional<List<Payload>>> eapMessage(EapPayload message) throws IkeProtocolException {
        EapRounds rounds = eap;
        if (rounds == null) {
            rounds = new EapRounds(sa, eapMethod(), own.self());
            eap = rounds;
        }
        EapRounds running = rounds;
        return running.next(Optional.of(message.message())).then(outcome -> {
            if (outcome instanceof EapOutcome.Continue goesOn) {
                return Progress.done(Optional.of(List.of(new EapPayload(goesOn.message()))));
            }
            if (outcome instanceof EapOutcome.Failed failed) {
                throw running.failed(failed.reason(), message.isFailure());
            }
            if (!peerProved && !running.isMutual()) {
                throw peers.fault(sa.peer().identity(), Fault.EAP_NOT_MUTUAL);
            }
            return Progress.done(Optional.of(proofOfEap(running)));
        });
    }

    /** RFC 5998 3: to a responder that has proved nothing goes no word by a method that does not make it do so. */
    private EapAuthentication eapMethod() throws AuthenticationFailedException {
        EapAuthentication method = own.eap().orElseThrow().authentication();
        return peerProved && !sa.peer().isAnonymous()
                ? method
                : method.alone().orElseThrow(() -> peers.fault(sa.peer().identity(), Fault.EAP_NOT_MUTUAL));
    }

    private List<Payload> proofOfEap(EapRounds finished) throws AuthenticationFailedException {
        OwnProof proof = new OwnProof(sa, handshake, profile, sa.peer().identity(), own.self());
        List<Payload> request = new ArrayList<>();
        // RFC 8784 3: a PPK counts in the AUTH payload of the initiator, which is this one.
        IkeKeys keys = own.isFirst() ? ppk.keysToOffer() : sa.requiredKeys();
        request.add(proof.afterEap(finished.msk(), keys));
        if (own.isFirst()) {
            ppk.buildRequest(request);
            if (ppk.authenticatesWithout()) {
                request.add(noPpkAuth((AuthPayload) proof.afterEap(finished.msk(), sa.requiredKeys())));
            }
        }
        request.addAll(announcement());
        return request;
    }

    private Progress<Optional<List<Payload>>> afterEap(EapRounds finished, ReceivedPayloads response)
            throws IkeProtocolException {
        if (own.isFirst()) {
            ppk.processResponse(response);
        }
        Identification peer = latestPeer == null ? sa.requiredRemoteIdentity() : latestPeer;
        new PeerProof(sa, handshake, profile, peer).checkAfterEap(finished.msk(), response.required(AuthPayload.class));
        if (!peerProved) {
            proved(peer, response);
        }
        finished.close();
        eap = null;
        return goOn(response);
    }

    /** One turn of ours is over: what comes next. */
    private Progress<Optional<List<Payload>>> goOn(ReceivedPayloads response) throws IkeProtocolException {
        peerFollows |= announces(response);
        if (peerFollows && peers.isLast()) {
            throw peers.fault(sa.peer().identity(), Fault.METHOD_NOT_ALLOWED);
        }
        if (!own.isLast()) {
            own.next();
            return nextTurn();
        }
        boolean waited = proved;
        proved = true;
        if (waited && response.all(AuthPayload.class).isEmpty()) {
            throw peers.fault(sa.peer().identity(), Fault.METHOD_MISSING);
        }
        if (peerFollows) {
            // RFC 4739 2.5: the responder's next proof needs a request to answer.
            return Progress.done(Optional.of(List.of()));
        }
        if (!peerProved || !peers.isLast()) {
            throw peers.fault(sa.peer().identity(), Fault.METHOD_MISSING);
        }
        return Progress.done(Optional.empty());
    }

    /** RFC 4739 3.2: only beside an AUTH payload. */
    private static boolean announces(ReceivedPayloads response) {
        return response.notify(NotifyType.ANOTHER_AUTH_FOLLOWS).isPresent()
                && !response.all(AuthPayload.class).isEmpty();
    }

    private Progress<Optional<List<Payload>>> nextTurn() throws IkeProtocolException {
        List<Payload> identity = List.of(new IdiPayload(own.self()));
        if (isEap()) {
            return Progress.done(Optional.of(identity));
        }
        List<Payload> announcement = announcement();
        return new OwnProof(sa, handshake, profile, sa.peer().identity(), own.self())
                .by(chosen(), sa.requiredKeys())
                .then(payloads -> Progress.done(Optional.of(joined(identity, payloads, announcement))));
    }

    private boolean isEap() {
        return chosen() instanceof AuthenticationMethod.Eap;
    }

    private AuthenticationMethod chosen() {
        return AuthenticationTurns.preferred(own.methods(), handshake.announcedMethods())
                .orElseThrow();
    }

    @SafeVarargs
    private static List<Payload> joined(List<? extends Payload>... parts) {
        List<Payload> all = new ArrayList<>();
        for (List<? extends Payload> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    @Override
    public void abandon() {
        ppk.abandon();
        if (eap != null) {
            eap.close();
            eap = null;
        }
    }
}
