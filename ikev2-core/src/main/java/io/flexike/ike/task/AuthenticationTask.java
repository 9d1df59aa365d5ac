package io.flexike.ike.task;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.crypto.suite.Selection;
import io.flexike.ike.auth.SharedKeyAuthentication;
import io.flexike.ike.auth.SignatureCheck;
import io.flexike.ike.auth.Signing;
import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.IdiPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import java.util.List;
import java.util.Optional;

/** IDi, IDr and AUTH of IKE_AUTH with a pre-shared key or a signature (RFC 7296 2.15). */
public final class AuthenticationTask extends Task {
    private final IkeSa sa;
    private final Handshake handshake;
    private final List<PeerProfile> candidates;
    private final PpkAuthentication ppk;

    /** @param candidates profiles among which a responder chooses; an initiator's IKE SA has its profile already */
    public AuthenticationTask(IkeSa sa, Handshake handshake, List<PeerProfile> candidates) {
        this.sa = sa;
        this.handshake = handshake;
        this.candidates = candidates;
        this.ppk = new PpkAuthentication(sa, handshake);
    }

    @Override
    public void buildRequest(List<Payload> request) throws AuthenticationFailedException {
        PeerProfile profile = sa.requiredProfile();
        Optional<Identification> expected = profile.expectedRemote().map(Identity::toWire);
        Identification self = profile.localIdentity().toWire();
        request.add(new IdiPayload(self));
        expected.ifPresent(identity -> request.add(new IdrPayload(identity)));
        request.add(authentication(profile, expected, self, ppk.keysToOffer()));
        ppk.buildRequest(request);
        if (ppk.authenticatesWithout()) {
            // RFC 8784 3: who does not have the PPK can verify this one.
            AuthPayload without = authentication(profile, expected, self, sa.requiredKeys());
            request.add(NotifyPayload.of(NotifyType.NO_PPK_AUTH, without.data()));
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        PeerProfile profile = sa.requiredProfile();
        Identification peer = response.required(IdrPayload.class).identification();
        if (!profile.remoteIdentity().matches(peer)) {
            throw new AuthenticationFailedException(new Rejection.OtherIdentity(peer, candidate(profile)));
        }
        ppk.processResponse(response);
        verify(profile, peer, response.required(AuthPayload.class));
        sa.peer().identity(peer);
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        Identification peer = request.required(IdiPayload.class).identification();
        sa.peer().identity(peer);
        Optional<Identification> wanted = request.optional(IdrPayload.class).map(IdrPayload::identification);
        PeerProfile profile = choose(peer, wanted);
        sa.peer().profile(profile);
        AuthPayload auth = request.optional(AuthPayload.class)
                .orElseThrow(() -> fault(
                        profile, Optional.of(peer), Optional.empty(), Rejection.Authentication.Fault.EAP_NOT_ALLOWED));
        verify(profile, peer, ppk.processRequest(profile, peer, request, auth));
    }

    @Override
    public void buildResponse(List<Payload> response) throws AuthenticationFailedException {
        PeerProfile profile = sa.requiredProfile();
        Identification self = profile.localIdentity().toWire();
        response.add(new IdrPayload(self));
        response.add(authentication(profile, Optional.of(sa.requiredRemoteIdentity()), self, sa.requiredKeys()));
        ppk.buildResponse(response);
    }

    @Override
    public void abandon() {
        ppk.abandon();
    }

    private PeerProfile choose(Identification peer, Optional<Identification> wanted)
            throws AuthenticationFailedException {
        List<PeerProfile> matching = candidates.stream()
                .filter(profile -> profile.remoteIdentity().matches(peer))
                .toList();
        List<PeerProfile> allowing = matching.stream().filter(this::allowsSuite).toList();
        if (allowing.isEmpty() && !matching.isEmpty()) {
            throw new AuthenticationFailedException(new Rejection.SuiteNotAllowed(
                    peer,
                    sa.requiredSuite(),
                    matching.stream().map(PeerProfile::name).toList()));
        }
        // RFC 7296 3.5: the initiator's IDr says which of our identities it would like to talk to; it is only a wish.
        return allowing.stream()
                .filter(profile ->
                        wanted.isPresent() && profile.localIdentity().toWire().equals(wanted.get()))
                .findFirst()
                .or(() -> allowing.stream().findFirst())
                .orElseThrow(() -> new AuthenticationFailedException(new Rejection.UnknownIdentity(
                        peer,
                        candidates.stream().map(AuthenticationTask::candidate).toList())));
    }

    /** The proposals of all profiles were acceptable until the peer said who it is. */
    private boolean allowsSuite(PeerProfile profile) {
        Proposal agreed = sa.requiredSuite().toProposal();
        return ProposalSelection.select(List.of(agreed), profile.ikeProposals()) instanceof Selection.Selected;
    }

    private static Rejection.Candidate candidate(PeerProfile profile) {
        return new Rejection.Candidate(profile.name(), profile.remoteIdentity());
    }

    private static AuthenticationFailedException fault(
            PeerProfile profile,
            Optional<Identification> peer,
            Optional<AuthMethod> method,
            Rejection.Authentication.Fault fault) {
        return new AuthenticationFailedException(new Rejection.Authentication(profile.name(), peer, method, fault));
    }

    private AuthPayload authentication(
            PeerProfile profile, Optional<Identification> peer, Identification self, IkeKeys keys)
            throws AuthenticationFailedException {
        byte[] octets = signedOctets(keys, sa.initiator(), self);
        if (profile.localAuthentication() instanceof AuthenticationMethod.PreSharedKey preShared) {
            SecretBytes mac = sharedKeyMac(preShared, profile, peer, octets);
            return new AuthPayload(AuthMethod.SHARED_KEY, mac.toByteArray(SecretAccess.granted()));
        }
        if (profile.localAuthentication() instanceof AuthenticationMethod.Signature signature) {
            return signed(signature, profile, peer, octets);
        }
        throw new AssertionError("a method without a handler: " + profile.localAuthentication());
    }

    private AuthPayload signed(
            AuthenticationMethod.Signature method, PeerProfile profile, Optional<Identification> peer, byte[] octets)
            throws AuthenticationFailedException {
        Signing signing = Signing.choose(method, handshake.signatureHashes())
                .orElseThrow(
                        () -> fault(profile, peer, Optional.empty(), Rejection.Authentication.Fault.NO_COMMON_SCHEME));
        try {
            return signing.sign(octets, sa.random());
        } catch (SigningFailedException e) {
            throw new AuthenticationFailedException(
                    Rejection.Authentication.cannotSign(profile.name(), peer, String.valueOf(e.getMessage())));
        }
    }

    private void verify(PeerProfile profile, Identification peer, AuthPayload auth)
            throws AuthenticationFailedException {
        byte[] octets = signedOctets(sa.requiredKeys(), !sa.initiator(), peer);
        Optional<Rejection.Authentication.Fault> fault;
        if (profile.remoteAuthentication() instanceof AuthenticationMethod.PreSharedKey preShared) {
            fault = sharedKeyFault(preShared, profile, peer, auth, octets);
        } else if (profile.remoteAuthentication() instanceof AuthenticationMethod.TrustedKeys trusted) {
            fault = new SignatureCheck(trusted, trusted.keys().keysFor(peer), handshake.signatureHashes())
                    .fault(auth, octets);
        } else {
            throw new AssertionError("a method without a handler: " + profile.remoteAuthentication());
        }
        if (fault.isPresent()) {
            throw fault(profile, Optional.of(peer), Optional.of(auth.method()), fault.get());
        }
    }

    private Optional<Rejection.Authentication.Fault> sharedKeyFault(
            AuthenticationMethod.PreSharedKey method,
            PeerProfile profile,
            Identification peer,
            AuthPayload auth,
            byte[] octets)
            throws AuthenticationFailedException {
        if (!auth.method().equals(AuthMethod.SHARED_KEY)) {
            return Optional.of(Rejection.Authentication.Fault.OTHER_METHOD);
        }
        SecretBytes expected = sharedKeyMac(method, profile, Optional.of(peer), octets);
        return expected.matches(auth.data()) ? Optional.empty() : Optional.of(Rejection.Authentication.Fault.MISMATCH);
    }

    private SecretBytes sharedKeyMac(
            AuthenticationMethod.PreSharedKey method, PeerProfile profile, Optional<Identification> peer, byte[] octets)
            throws AuthenticationFailedException {
        SecretBytes key = method.keys()
                .keyFor(peer, sa.configuredAddress())
                .orElseThrow(() -> fault(profile, peer, Optional.empty(), Rejection.Authentication.Fault.NO_KEY));
        return SharedKeyAuthentication.compute(prf(), key, octets);
    }

    private byte[] signedOctets(IkeKeys keys, boolean ofInitiator, Identification signer) {
        return handshake.signedOctets(prf(), keys, ofInitiator, signer);
    }

    private Prf prf() {
        return sa.crypto().prf(sa.requiredSuite().prf());
    }
}
