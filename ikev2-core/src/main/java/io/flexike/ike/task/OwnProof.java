package io.flexike.ike.task;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.ike.auth.SharedKeyAuthentication;
import io.flexike.ike.auth.Signing;
import io.flexike.ike.certificate.OcspResponses;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.OcspResponseRequest;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import io.flexike.ike.session.SignatureRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The CERT and AUTH payloads by which we prove who we are (RFC 7296 2.15, RFC 7427, RFC 7619). */
final class OwnProof {
    /** Our choice: a larger one costs more than what the peer would have to fetch. */
    private static final int MOST_OCSP_OCTETS = 16 * 1024;

    private final IkeSa sa;
    private final Handshake handshake;
    private final PeerProfile profile;
    private final Optional<Identification> peer;
    private final Identification self;

    /** @param peer as far as it is known */
    OwnProof(IkeSa sa, Handshake handshake, PeerProfile profile, Optional<Identification> peer, Identification self) {
        this.sa = sa;
        this.handshake = handshake;
        this.profile = profile;
        this.peer = peer;
        this.self = self;
    }

    /**
     * The payloads of one method, CERT before AUTH.
     *
     * @param keys those whose SK_pi or SK_pr counts
     */
    Progress<List<Payload>> by(AuthenticationMethod method, IkeKeys keys) throws IkeProtocolException {
        if (method instanceof AuthenticationMethod.PreSharedKey preShared) {
            SecretBytes key =
                    preShared.keys().keyFor(peer, sa.configuredAddress()).orElseThrow(() -> fault(Fault.NO_KEY));
            return Progress.done(List.of(byKey(AuthMethod.SHARED_KEY, key, keys)));
        }
        if (method instanceof AuthenticationMethod.Null) {
            return Progress.done(List.of(byKey(AuthMethod.NULL, sessionKey(keys), keys)));
        }
        if (method instanceof AuthenticationMethod.Signature signature) {
            Signing signing = Signing.choose(
                            signature.key(),
                            announced().announcedFirst(signature.schemes()),
                            handshake.signatureHashes())
                    .orElseThrow(() -> fault(Fault.NO_COMMON_SCHEME));
            return signed(signing, List.of(), keys);
        }
        if (method instanceof AuthenticationMethod.Certificates certificates) {
            return certified(certificates, keys);
        }
        throw new AssertionError("a method without a handler: " + method);
    }

    /**
     * After EAP (RFC 7296 2.16).
     *
     * @param msk empty if the method makes none
     */
    Payload afterEap(Optional<SecretBytes> msk, IkeKeys keys) {
        return byKey(AuthMethod.SHARED_KEY, msk.orElseGet(() -> sessionKey(keys)), keys);
    }

    private AuthPayload byKey(AuthMethod method, SecretBytes key, IkeKeys keys) {
        SecretBytes mac = SharedKeyAuthentication.compute(prf(), key, octets(keys));
        sa.peer().localAuthentication(method);
        return new AuthPayload(method, mac.toByteArray(SecretAccess.granted()));
    }

    /** RFC 7619 2.1, RFC 7296 2.16: where there is no other secret. */
    private SecretBytes sessionKey(IkeKeys keys) {
        return sa.initiator() ? keys.skPi() : keys.skPr();
    }

    private Progress<List<Payload>> certified(AuthenticationMethod.Certificates method, IkeKeys keys)
            throws IkeProtocolException {
        for (OwnCertificate certificate : inOrderOfTheWish(method)) {
            Optional<Signing> signing = Signing.choose(
                    certificate.key(), announced().announcedFirst(certificate, method), handshake.signatureHashes());
            if (signing.isPresent()) {
                Signing chosen = signing.get();
                return ocspResponse(certificate, method).then(response -> {
                    List<CertPayload> payloads = new ArrayList<>(shown(certificate, method));
                    response.ifPresent(
                            octets -> payloads.add(new CertPayload(CertificateEncoding.OCSP_CONTENT, octets)));
                    return signed(chosen, payloads, keys);
                });
            }
        }
        throw fault(Fault.NO_COMMON_SCHEME);
    }

    private List<OwnCertificate> inOrderOfTheWish(AuthenticationMethod.Certificates method) {
        List<OwnCertificate> all = new ArrayList<>(method.own());
        OwnCertificate.choose(
                        method.own(),
                        handshake.certificateRequest().authorities(),
                        method.trustpoints().stream()
                                .flatMap(trustpoint -> trustpoint.anchors().stream())
                                .toList())
                .ifPresent(first -> {
                    all.remove(first);
                    all.add(0, first);
                });
        all.sort(Comparator.comparing(each -> !announced().allow(each, method)));
        return all;
    }

    private AnnouncedMethods announced() {
        return handshake.announcedMethods();
    }

    /** RFC 4806 3.2: the peer has asked for it, and would rather have the certificate alone than nothing. */
    private Progress<Optional<byte[]>> ocspResponse(
            OwnCertificate certificate, AuthenticationMethod.Certificates method) {
        if (!handshake.certificateRequest().ocsp() || method.ocspResponses().equals(OcspResponses.NONE)) {
            return Progress.done(Optional.empty());
        }
        Trustpoint trustpoint = method.trustpoints().stream()
                .filter(each -> each.own().contains(certificate))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a certificate of no trustpoint"));
        return Progress.ask(
                new OcspResponseRequest(method.ocspResponses(), trustpoint, certificate),
                answer -> Progress.done(
                        answer instanceof Answer.OcspResponse found
                                ? found.response()
                                        .filter(octets -> octets.length > 0 && octets.length <= MOST_OCSP_OCTETS)
                                : Optional.empty()));
    }

    /** RFC 7296 3.6: the first certificate by its URL, or all by that of their bundle, if the peer looks it up. */
    private List<CertPayload> shown(OwnCertificate certificate, AuthenticationMethod.Certificates method) {
        if (!handshake.certificateRequest().byUrl()) {
            return certificate.payloads();
        }
        return method.trustpoints().stream()
                .filter(trustpoint -> trustpoint.own().indexOf(certificate) == 0)
                .findFirst()
                .flatMap(trustpoint -> trustpoint
                        .hashAndUrl()
                        .map(certificate::payloads)
                        .or(() -> trustpoint.bundleUrl().map(certificate::bundlePayloads)))
                .orElseGet(certificate::payloads);
    }

    private Progress<List<Payload>> signed(Signing signing, List<CertPayload> certificates, IkeKeys keys)
            throws IkeProtocolException {
        return signature(signing, octets(keys)).then(auth -> {
            sa.peer().localAuthentication(auth.method());
            List<Payload> payloads = new ArrayList<>(certificates);
            payloads.add(auth);
            return Progress.done(List.copyOf(payloads));
        });
    }

    private Progress<AuthPayload> signature(Signing signing, byte[] octets) throws AuthenticationFailedException {
        if (signing.key().isImmediate()) {
            try {
                return Progress.done(signing.sign(octets, sa.random()));
            } catch (SigningFailedException e) {
                throw cannotSign(String.valueOf(e.getMessage()));
            }
        }
        return Progress.ask(new SignatureRequest(signing.key(), signing.scheme(), octets, sa.random()), answer -> {
            if (answer instanceof Answer.Signed signed) {
                return Progress.done(signing.payload(signed.signature()));
            }
            throw cannotSign(answer instanceof Answer.Unanswered unanswered ? unanswered.reason() : "another answer");
        });
    }

    private AuthenticationFailedException cannotSign(String reason) {
        return new AuthenticationFailedException(Rejection.Authentication.cannotSign(profile.name(), peer, reason));
    }

    private AuthenticationFailedException fault(Fault fault) {
        return new AuthenticationFailedException(
                new Rejection.Authentication(profile.name(), peer, Optional.empty(), fault));
    }

    private byte[] octets(IkeKeys keys) {
        return handshake.signedOctets(prf(), keys, sa.initiator(), self);
    }

    private Prf prf() {
        return sa.crypto().prf(sa.requiredSuite().prf());
    }
}
