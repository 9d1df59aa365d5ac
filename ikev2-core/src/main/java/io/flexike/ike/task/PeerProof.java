package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.auth.SharedKeyAuthentication;
import io.flexike.ike.auth.SignatureCheck;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.CertificateCheck;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.util.List;
import java.util.Optional;

/** Whether the CERT and AUTH payloads of the peer prove who it is (RFC 7296 2.15, RFC 7427, RFC 7619). */
final class PeerProof {
    private final IkeSa sa;
    private final Handshake handshake;
    private final PeerProfile profile;
    private final Identification peer;

    PeerProof(IkeSa sa, Handshake handshake, PeerProfile profile, Identification peer) {
        this.sa = sa;
        this.handshake = handshake;
        this.profile = profile;
        this.peer = peer;
    }

    /** Of some methods the one for an AUTH payload; empty if there is none for it. */
    static Optional<AuthenticationMethod> methodFor(
            AuthPayload auth, boolean withCertificate, List<AuthenticationMethod> methods) {
        if (auth.method().equals(AuthMethod.SHARED_KEY)) {
            return first(methods, AuthenticationMethod.PreSharedKey.class);
        }
        if (auth.method().equals(AuthMethod.NULL)) {
            return first(methods, AuthenticationMethod.Null.class);
        }
        if (!SignatureCheck.isSignature(auth.method())) {
            return Optional.empty();
        }
        Optional<AuthenticationMethod> certificates = first(methods, AuthenticationMethod.TrustedCertificates.class);
        Optional<AuthenticationMethod> keys = first(methods, AuthenticationMethod.TrustedKeys.class);
        return withCertificate ? certificates.or(() -> keys) : keys.or(() -> certificates);
    }

    private static Optional<AuthenticationMethod> first(
            List<AuthenticationMethod> methods, Class<? extends AuthenticationMethod> kind) {
        for (AuthenticationMethod method : methods) {
            if (kind.isInstance(method)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /**
     * Verifies.
     *
     * @param methods one of which it has to be
     * @param certificates the CERT payloads beside the AUTH payload
     * @return the method that it was
     * @throws AuthenticationFailedException if nothing is proved, also by what follows from the progress
     */
    Progress<AuthenticationMethod> check(
            List<AuthenticationMethod> methods, List<CertPayload> certificates, AuthPayload auth)
            throws IkeProtocolException {
        byte[] octets = octets();
        AuthenticationMethod method = methodFor(auth, !certificates.isEmpty(), methods)
                .orElseThrow(() -> spendingTime(auth, octets, unexpected(methods)));
        if (method instanceof AuthenticationMethod.PreSharedKey preShared) {
            SecretBytes key = preShared
                    .keys()
                    .keyFor(Optional.of(peer), sa.configuredAddress())
                    .orElseThrow(() -> spendingTime(auth, octets, Fault.NO_KEY));
            return proved(method, auth, sharedKeyFault(key, auth, octets));
        }
        if (method instanceof AuthenticationMethod.Null) {
            return proved(method, auth, sharedKeyFault(sessionKey(), auth, octets));
        }
        if (method instanceof AuthenticationMethod.TrustedKeys trusted) {
            return proved(
                    method,
                    auth,
                    signatureFault(trusted.schemes(), trusted.keys().keysFor(peer), auth, octets));
        }
        if (method instanceof AuthenticationMethod.TrustedCertificates trusted) {
            return certified(trusted, certificates)
                    .then(key -> proved(method, auth, signatureFault(trusted.schemes(), List.of(key), auth, octets)));
        }
        throw new AssertionError("a method without a handler: " + method);
    }

    /**
     * After EAP (RFC 7296 2.16).
     *
     * @param msk empty if the method makes none
     */
    void checkAfterEap(Optional<SecretBytes> msk, AuthPayload auth) throws AuthenticationFailedException {
        if (!auth.method().equals(AuthMethod.SHARED_KEY)) {
            throw fault(auth, Fault.METHOD_NOT_ALLOWED);
        }
        Optional<Fault> fault = sharedKeyFault(msk.orElseGet(this::sessionKey), auth, octets());
        if (fault.isPresent()) {
            throw fault(auth, fault.get());
        }
        sa.peer().remoteAuthentication(auth.method());
    }

    /** Takes as long as a wrong key does, so that nobody learns whom we know and by what. */
    private AuthenticationFailedException spendingTime(AuthPayload auth, byte[] octets, Fault fault) {
        SharedKeyAuthentication.compute(prf(), sessionKey(), octets).destroy();
        return fault(auth, fault);
    }

    private static Fault unexpected(List<AuthenticationMethod> methods) {
        if (methods.isEmpty()) {
            return Fault.METHOD_NOT_ALLOWED;
        }
        if (methods.stream().allMatch(AuthenticationMethod.PreSharedKey.class::isInstance)) {
            return Fault.OTHER_METHOD;
        }
        return methods.stream().allMatch(AuthenticationMethod::isOfPeer)
                ? Fault.SIGNATURE_EXPECTED
                : Fault.METHOD_NOT_ALLOWED;
    }

    private Progress<AuthenticationMethod> proved(AuthenticationMethod method, AuthPayload auth, Optional<Fault> fault)
            throws AuthenticationFailedException {
        if (fault.isPresent()) {
            throw fault(auth, fault.get());
        }
        sa.peer().remoteAuthentication(auth.method());
        return Progress.done(method);
    }

    private Optional<Fault> sharedKeyFault(SecretBytes key, AuthPayload auth, byte[] octets) {
        SecretBytes expected = SharedKeyAuthentication.compute(prf(), key, octets);
        return expected.matches(auth.data()) ? Optional.empty() : Optional.of(Fault.MISMATCH);
    }

    private Optional<Fault> signatureFault(
            List<SignatureScheme> schemes, List<VerificationKey> keys, AuthPayload auth, byte[] octets) {
        return new SignatureCheck(schemes, keys, handshake.signatureHashes()).fault(auth, octets);
    }

    private Progress<VerificationKey> certified(
            AuthenticationMethod.TrustedCertificates method, List<CertPayload> certificates) {
        CertificateUsage usage = sa.initiator() ? CertificateUsage.RESPONDER : CertificateUsage.INITIATOR;
        CertificateQuestion question = new CertificateQuestion(peer, usage, certificates);
        return Progress.ask(new CertificateCheck(method.trust(), question), answer -> {
            if (!(answer instanceof Answer.Checked checked)) {
                throw notAnswered(answer);
            }
            if (checked.verdict() instanceof CertificateVerdict.Refused refused) {
                throw new AuthenticationFailedException(
                        new Rejection.Certificate(profile.name(), peer, refused.reason(), refused.text()));
            }
            CertificateVerdict.Trusted trusted = (CertificateVerdict.Trusted) checked.verdict();
            if (peer.equals(sa.peer().identity().orElse(peer))) {
                sa.peer().certificate(trusted, method.trust());
            }
            return Progress.done(trusted.key());
        });
    }

    private AuthenticationFailedException notAnswered(Answer answer) {
        String reason = answer instanceof Answer.Unanswered unanswered ? unanswered.reason() : "another answer";
        return new AuthenticationFailedException(new Rejection.Authentication(
                profile.name(), Optional.of(peer), Optional.empty(), Fault.NOT_ANSWERED, Optional.of(reason)));
    }

    private AuthenticationFailedException fault(AuthPayload auth, Fault fault) {
        return new AuthenticationFailedException(
                new Rejection.Authentication(profile.name(), Optional.of(peer), Optional.of(auth.method()), fault));
    }

    /** RFC 7619 2.1, RFC 7296 2.16: where there is no other secret. */
    private SecretBytes sessionKey() {
        IkeKeys keys = sa.requiredKeys();
        return sa.initiator() ? keys.skPr() : keys.skPi();
    }

    private byte[] octets() {
        return handshake.signedOctets(prf(), sa.requiredKeys(), !sa.initiator(), peer);
    }

    private Prf prf() {
        return sa.crypto().prf(sa.requiredSuite().prf());
    }
}
