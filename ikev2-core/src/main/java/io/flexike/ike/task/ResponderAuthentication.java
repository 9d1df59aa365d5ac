package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
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
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a responder finds out who the initiator is and proves who it is itself, over as many exchanges as that takes (RFC
 * 7296 2.15, 2.16, RFC 4739, RFC 5998).
 */
public final class ResponderAuthentication implements ResponderProof {
    private final IkeSa sa;
    private final Handshake handshake;
    private final List<PeerProfile> candidates;
    private final PpkAuthentication ppk;
    private @Nullable Parties parties;
    private @Nullable EapRounds eap;
    private @Nullable Identification later;

    /** Whether we owe the initiator our identity and the AUTH payload of our present turn. */
    private boolean owesProof = true;

    /** Whether we are going to owe it the AUTH payload that follows EAP. */
    private boolean owesProofOfEap;

    /** Who proves what to whom. */
    private record Parties(
            PeerProfile profile, AuthenticationTurns own, AuthenticationTurns peers, boolean eapIsEnough) {
        /** Whether our present turn is EAP that authenticates both ends (RFC 5998). */
        boolean provesByEap() {
            return eapIsEnough && own.isFirst();
        }
    }

    /** @param candidates profiles among which the responder chooses */
    public ResponderAuthentication(IkeSa sa, Handshake handshake, List<PeerProfile> candidates) {
        this.sa = sa;
        this.handshake = handshake;
        this.candidates = candidates;
        this.ppk = new PpkAuthentication(sa, handshake);
    }

    @Override
    public Progress<Outcome> request(ReceivedPayloads request) throws IkeProtocolException {
        Parties known = parties;
        if (known == null) {
            return begin(request);
        }
        EapRounds running = eap;
        if (running == null) {
            return nextTurn(known, request);
        }
        return running.hasSucceeded() ? afterEap(known, running, request) : eapMessage(known, running, request);
    }

    private Progress<Outcome> begin(ReceivedPayloads request) throws IkeProtocolException {
        Identification peer = request.required(IdiPayload.class).identification();
        sa.peer().identity(peer);
        new CertificateRequestTask(handshake, CertificateWish.NONE).processRequest(request);
        new MethodAnnouncementTask(handshake, CertificateWish.NONE).processRequest(request);
        PeerProfile profile;
        try {
            profile = new ProfileChoice(sa, candidates).choose(peer, request);
        } catch (AuthenticationFailedException e) {
            return new Decoy(sa, handshake, candidates).refuse(e, peer, request);
        }
        sa.peer().profile(profile);
        handshake.certificateRequest(handshake.certificateRequest().concerning(profile.localAuthentication()));
        AuthenticationTurns own = new AuthenticationTurns(profile, profile.localAuthentication());
        AuthenticationTurns peers = new AuthenticationTurns(profile, profile.remoteAuthentication());
        Optional<AuthPayload> auth = request.optional(AuthPayload.class);
        boolean eapIsEnough = auth.isEmpty()
                && own.eap().isPresent()
                && request.notify(NotifyType.EAP_ONLY_AUTHENTICATION).isPresent();
        Parties known = new Parties(profile, own, peers, eapIsEnough);
        parties = known;
        if (auth.isEmpty()) {
            return beginEap(known, peer);
        }
        AuthPayload counts = ppk.processRequest(profile, peer, request, auth.get());
        return check(known, peer, counts, request);
    }

    private Progress<Outcome> check(Parties known, Identification peer, AuthPayload auth, ReceivedPayloads request)
            throws IkeProtocolException {
        boolean follows = follows(request);
        return new PeerProof(sa, handshake, known.profile, peer)
                .check(known.peers.methods(), request.all(CertPayload.class), auth)
                .then(method -> goOn(known, follows));
    }

    private Progress<Outcome> beginEap(Parties known, Identification peer) throws IkeProtocolException {
        AuthenticationMethod.Eap method =
                known.peers.eap().orElseThrow(() -> known.peers.fault(Optional.of(peer), Fault.EAP_NOT_ALLOWED));
        EapAuthentication authentication = authentication(known, method);
        // RFC 7296 2.16: we prove ourselves before a password is asked for.
        Progress<List<Payload>> proof =
                known.provesByEap() ? Progress.done(List.of(new IdrPayload(known.own.self()))) : dueProof(known, true);
        return proof.then(payloads -> {
            owesProof = false;
            owesProofOfEap = true;
            EapRounds rounds = new EapRounds(sa, authentication, peer);
            eap = rounds;
            return rounds.next(Optional.empty()).then(outcome -> answered(known, rounds, outcome, payloads));
        });
    }

    /** RFC 5998 4: where EAP is to prove both ends, only by methods that do so. */
    private EapAuthentication authentication(Parties known, AuthenticationMethod.Eap method) {
        return known.provesByEap()
                ? method.authentication().alone().orElse(method.authentication())
                : method.authentication();
    }

    private Progress<Outcome> eapMessage(Parties known, EapRounds running, ReceivedPayloads request)
            throws IkeProtocolException {
        byte[] message = request.required(EapPayload.class).message();
        return running.next(Optional.of(message))
                .then(outcome -> outcome instanceof EapOutcome.Failed
                        ? answered(known, running, outcome, List.of())
                        : dueProof(known, false).then(payloads -> answered(known, running, outcome, payloads)));
    }

    private Progress<Outcome> answered(
            Parties known, EapRounds running, EapOutcome outcome, List<? extends Payload> before)
            throws AuthenticationFailedException {
        List<Payload> response = new ArrayList<>(before);
        if (outcome instanceof EapOutcome.Continue goesOn) {
            response.add(new EapPayload(goesOn.message()));
            announceNext(known, response);
            return Progress.done(new Outcome.GoesOn(response));
        }
        if (outcome instanceof EapOutcome.Failed failed) {
            response.add(new EapPayload(failed.message()));
            return Progress.done(new Outcome.Failed(response, running.failed(failed.reason())));
        }
        if (known.eapIsEnough && known.peers.isFirst() && !running.isMutual()) {
            return Progress.done(new Outcome.Failed(
                    List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)),
                    known.peers.fault(sa.peer().identity(), Fault.EAP_NOT_MUTUAL)));
        }
        // What follows our proof is announced beside the AUTH payload that comes next.
        response.add(new EapPayload(((EapOutcome.Succeeded) outcome).message()));
        return Progress.done(new Outcome.GoesOn(response));
    }

    private Progress<Outcome> afterEap(Parties known, EapRounds finished, ReceivedPayloads request)
            throws IkeProtocolException {
        AuthPayload auth = request.required(AuthPayload.class);
        Identification peer = known.peers.isFirst() ? sa.requiredRemoteIdentity() : laterIdentity(known);
        if (known.peers.isFirst()) {
            auth = ppk.processRequest(known.profile, peer, request, auth);
        }
        new PeerProof(sa, handshake, known.profile, peer).checkAfterEap(finished.msk(), auth);
        return goOn(known, follows(request));
    }

    private Identification laterIdentity(Parties known) {
        return IkeSa.invariant(later, "no identity in a later turn of profile " + known.profile.name());
    }

    /** The initiator's next method, or a request for our own next proof. */
    private Progress<Outcome> nextTurn(Parties known, ReceivedPayloads request) throws IkeProtocolException {
        if (known.peers.isLast()) {
            return conclude(known);
        }
        known.peers.next();
        Identification peer = request.required(IdiPayload.class).identification();
        known.peers.require(peer);
        later = peer;
        Optional<AuthPayload> auth = request.optional(AuthPayload.class);
        return auth.isEmpty() ? beginEap(known, peer) : check(known, peer, auth.get(), request);
    }

    /** RFC 4739 3.2: beside an AUTH payload. */
    private static boolean follows(ReceivedPayloads request) {
        return request.notify(NotifyType.ANOTHER_AUTH_FOLLOWS).isPresent();
    }

    /**
     * One turn of the initiator is over: what comes next.
     *
     * @param follows whether the initiator has announced another one
     */
    private Progress<Outcome> goOn(Parties known, boolean follows) throws IkeProtocolException {
        if (follows && known.peers.isLast()) {
            throw known.peers.fault(sa.peer().identity(), Fault.METHOD_NOT_ALLOWED);
        }
        if (!follows && !known.peers.isLast()) {
            throw known.peers.fault(
                    sa.peer().identity(),
                    handshake.severalMethods() ? Fault.METHOD_MISSING : Fault.SEVERAL_METHODS_NOT_SUPPORTED);
        }
        return follows ? goOnWith(known) : conclude(known);
    }

    private Progress<Outcome> conclude(Parties known) throws IkeProtocolException {
        return known.own.isLast() ? Progress.done(new Outcome.Proved()) : goOnWith(known);
    }

    private Progress<Outcome> goOnWith(Parties known) throws IkeProtocolException {
        return owed(known).then(payloads -> {
            List<Payload> response = new ArrayList<>(payloads);
            announceNext(known, response);
            return Progress.done(new Outcome.GoesOn(response));
        });
    }

    /**
     * RFC 4739 2.1, 3.2: beside each AUTH payload of ours that another one follows; our next response has that one. To
     * an initiator that knows nothing of it nothing can be proved that way.
     */
    private void announceNext(Parties known, List<Payload> response) throws AuthenticationFailedException {
        if (known.own.isLast() || response.stream().noneMatch(AuthPayload.class::isInstance)) {
            return;
        }
        if (!handshake.severalMethods()) {
            throw known.own.fault(sa.peer().identity(), Fault.SEVERAL_METHODS_NOT_SUPPORTED);
        }
        response.add(NotifyPayload.of(NotifyType.ANOTHER_AUTH_FOLLOWS));
        known.own.next();
        owesProof = true;
    }

    @Override
    public Progress<List<Payload>> conclusion() throws IkeProtocolException {
        return owed(IkeSa.invariant(parties, "a conclusion before the beginning"));
    }

    /** What we still owe the initiator; the conversation of EAP before it is over. */
    private Progress<List<Payload>> owed(Parties known) throws IkeProtocolException {
        boolean owes = owesProof || owesProofOfEap;
        Progress<List<Payload>> proof =
                owesProofOfEap ? Progress.done(List.of(proofOfEap(known))) : dueProof(known, false);
        owesProofOfEap = false;
        endEap();
        return proof.then(payloads -> {
            List<Payload> all = new ArrayList<>(payloads);
            if (owes && known.peers.isFirst()) {
                ppk.buildResponse(all);
            }
            return Progress.done(all);
        });
    }

    private Payload proofOfEap(Parties known) {
        EapRounds finished = IkeSa.invariant(eap, "a proof of EAP without EAP");
        return proof(known).afterEap(finished.msk(), sa.requiredKeys());
    }

    /**
     * The proof of our present turn, unless it has gone out already.
     *
     * @param beforeEap whether the initiator is about to prove itself by EAP
     */
    private Progress<List<Payload>> dueProof(Parties known, boolean beforeEap) throws IkeProtocolException {
        if (!owesProof) {
            return Progress.done(List.of());
        }
        owesProof = false;
        // RFC 7296 2.16: to who is going to use EAP by a signature.
        boolean signs = beforeEap && known.own.isFirst() && known.peers.isFirst();
        List<AuthenticationMethod> possible = known.own.methods().stream()
                .filter(each -> signs ? each.isOfOurs() : !(each instanceof AuthenticationMethod.Eap))
                .toList();
        AuthenticationMethod method = AuthenticationTurns.preferred(possible, handshake.announcedMethods())
                .orElseThrow(() -> known.own.fault(sa.peer().identity(), Fault.EAP_NOT_MUTUAL));
        return proof(known).by(method, sa.requiredKeys()).then(payloads -> {
            List<Payload> identified = new ArrayList<>();
            identified.add(new IdrPayload(known.own.self()));
            identified.addAll(payloads);
            return Progress.done(identified);
        });
    }

    private OwnProof proof(Parties known) {
        return new OwnProof(sa, handshake, known.profile, sa.peer().identity(), known.own.self());
    }

    private void endEap() {
        if (eap != null) {
            eap.close();
            eap = null;
        }
    }

    @Override
    public void abandon() {
        ppk.abandon();
        endEap();
    }
}
