package io.flexike.ike.task;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.IdiPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.ResumableSession;
import java.util.List;
import java.util.Optional;

/** IDi, IDr and AUTH of the IKE_AUTH that follows IKE_SESSION_RESUME (RFC 5723 4.3.3). */
public final class ResumedAuthentication implements InitiatorProof, ResponderProof {
    private final IkeSa sa;
    private final Handshake handshake;
    private final Resumption resumption;
    private final List<PeerProfile> candidates;

    /** @param candidates profiles of a responder, one of which is that of the ticket */
    public ResumedAuthentication(IkeSa sa, Handshake handshake, Resumption resumption, List<PeerProfile> candidates) {
        this.sa = sa;
        this.handshake = handshake;
        this.resumption = resumption;
        this.candidates = candidates;
    }

    @Override
    public Progress<List<Payload>> first() {
        ResumableSession session = resumption.session();
        return Progress.done(
                List.of(new IdiPayload(session.initiator()), new IdrPayload(session.responder()), proof(true)));
    }

    @Override
    public Progress<Outcome> request(ReceivedPayloads request) throws IkeProtocolException {
        ResumableSession session = resumption.session();
        requireNoCertificate(request);
        // RFC 5723 4.3.3: both identities are those of the ticket.
        require(session.initiator(), request.required(IdiPayload.class).identification());
        Optional<IdrPayload> wanted = request.optional(IdrPayload.class);
        if (wanted.isPresent()) {
            require(session.responder(), wanted.get().identification());
        }
        verify(request, true);
        PeerProfile profile = candidates.stream()
                .filter(candidate -> candidate.name().equals(session.profileName()))
                .findFirst()
                .orElseThrow(() -> new AuthenticationFailedException(
                        new Rejection.UnknownIdentity(session.initiator(), List.of())));
        sa.peer().profile(profile);
        sa.peer().identity(session.initiator());
        sa.continuity().authenticatedAt(session.authenticatedAt());
        return Progress.done(new Outcome.Proved());
    }

    @Override
    public Progress<List<Payload>> conclusion() throws AuthenticationFailedException {
        ResumableSession session = resumption.session();
        // RFC 5723 4.3.1: used only when an IKE SA is made with it, and once.
        if (resumption instanceof Resumption.ByPeer byPeer
                && !sa.effects().tickets().use(byPeer.id(), sa.effects().now())) {
            throw new AuthenticationFailedException(
                    new Rejection.Ticket(session.initiator(), Rejection.Ticket.Flaw.USED));
        }
        // RFC 5723 4.3.4: an old IKE SA that is still here goes without a word.
        sa.effects().closeResumed(session.responderSpi(), session.initiatorSpi());
        return Progress.done(List.of(new IdrPayload(session.responder()), proof(false)));
    }

    @Override
    public Progress<Optional<List<Payload>>> response(ReceivedPayloads response) throws IkeProtocolException {
        ResumableSession session = resumption.session();
        requireNoCertificate(response);
        require(session.responder(), response.required(IdrPayload.class).identification());
        verify(response, false);
        sa.peer().identity(session.responder());
        sa.continuity().authenticatedAt(session.authenticatedAt());
        sa.effects().closeResumed(session.initiatorSpi(), session.responderSpi());
        return Progress.done(Optional.empty());
    }

    @Override
    public boolean isComplete() {
        return false;
    }

    @Override
    public void abandon() {
        // The keys are those of the IKE SA.
    }

    private AuthPayload proof(boolean ofInitiator) {
        return new AuthPayload(AuthMethod.SHARED_KEY, mac(ofInitiator).toByteArray(SecretAccess.granted()));
    }

    /** RFC 5723 4.3.3: nothing can be proved by a certificate here. */
    private static void requireNoCertificate(ReceivedPayloads message) throws InvalidSyntaxException {
        if (!message.all(CertPayload.class).isEmpty()) {
            throw new InvalidSyntaxException("a CERT payload where an IKE SA is resumed");
        }
    }

    private static void require(Identification expected, Identification said) throws AuthenticationFailedException {
        if (!expected.equals(said)) {
            throw new AuthenticationFailedException(
                    new Rejection.Ticket(expected, Rejection.Ticket.Flaw.OTHER_IDENTITY));
        }
    }

    private void verify(ReceivedPayloads message, boolean ofInitiator) throws IkeProtocolException {
        AuthPayload auth = message.optional(AuthPayload.class)
                .orElseThrow(() -> new AuthenticationFailedException(
                        new Rejection.Ticket(signer(ofInitiator), Rejection.Ticket.Flaw.NO_PROOF)));
        if (!auth.method().equals(AuthMethod.SHARED_KEY) || !mac(ofInitiator).matches(auth.data())) {
            throw new AuthenticationFailedException(
                    new Rejection.Ticket(signer(ofInitiator), Rejection.Ticket.Flaw.MISMATCH));
        }
    }

    private Identification signer(boolean initiator) {
        return initiator
                ? resumption.session().initiator()
                : resumption.session().responder();
    }

    /** RFC 5723 4.3.3: {@code prf(SK_px, <message octets>)}, without the key pad of a pre-shared key. */
    private SecretBytes mac(boolean ofInitiator) {
        Prf prf = sa.crypto().prf(sa.requiredSuite().prf());
        SecretBytes skP =
                ofInitiator ? sa.requiredKeys().skPi() : sa.requiredKeys().skPr();
        byte[] octets = handshake.signedOctets(prf, sa.requiredKeys(), ofInitiator, signer(ofInitiator));
        return prf.compute(skP, octets);
    }
}
