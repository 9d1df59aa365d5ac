package io.flexike.ike.engine;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.eap.EapOfInitiator;
import io.flexike.ike.eap.EapOfResponder;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapUsers;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PreSharedKeys;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** Certificates, users and the methods of authentication that tests make of them. */
final class Proofs {
    static final CertificateAuthority ROOT = CertificateAuthority.root("CN=Root");
    static final CertificateAuthority STRANGER = CertificateAuthority.root("CN=Stranger");
    static final Issued ALICE = ROOT.issue("CN=alice", each -> each.dns("alice.example"));
    static final Issued BOB = ROOT.issue("CN=bob", each -> each.dns("bob.example"));
    static final SecretBytes PASSWORD = SecretBytes.ofUtf8("a password");
    static final Map<String, SecretBytes> USERS = Map.of("ana", PASSWORD, "alice.example", PASSWORD);
    static final AuthenticationMethod SHARED =
            new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8("a shared key")));

    private Proofs() {}

    static Trustpoint trustpoint(CertificateAuthority authority, Issued issued) {
        return Trustpoint.of("own", List.of(authority.certificate()), List.of(issued.own()));
    }

    static AuthenticationMethod own(Issued issued) {
        return new AuthenticationMethod.Certificates(trustpoint(ROOT, issued));
    }

    static AuthenticationMethod own(Issued issued, SigningKey key) {
        return new AuthenticationMethod.Certificates(
                Trustpoint.of("own", List.of(), List.of(new OwnCertificate(issued.chain(), key))));
    }

    static AuthenticationMethod trusting(CertificateAuthority authority) {
        return new AuthenticationMethod.TrustedCertificates(
                new PkixTrust(List.of(authority.certificate()), () -> NOW, PkixSettings.DEFAULTS));
    }

    static AuthenticationMethod answering(String user, SecretBytes password, EapMethodType... methods) {
        return new AuthenticationMethod.Eap(new EapOfInitiator(
                EapPeerSettings.user(user).password(password).methods(methods).build(),
                CryptoProvider.standard(),
                Peers.random(7)));
    }

    static AuthenticationMethod asking(boolean identity, EapMethodType... methods) {
        return new AuthenticationMethod.Eap(new EapOfResponder(
                EapAuthenticatorSettings.users(EapUsers.of(USERS))
                        .methods(methods)
                        .build(),
                identity,
                CryptoProvider.standard(),
                Peers.random(8)));
    }

    /** The proof is in the EAP of the other direction. */
    static AuthenticationMethod onlyEap() {
        return new AuthenticationMethod.Eap((spi, initiator, path) -> {
            throw new AssertionError("nobody begins it");
        });
    }

    /** The key of a certificate, not in memory. */
    static SigningKey elsewhere(Issued issued) {
        SigningKey key = issued.own().key();
        return new Elsewhere(key, key.verificationKey());
    }

    /** A key that is not in memory, or says so. */
    record Elsewhere(SigningKey key, VerificationKey verificationKey) implements SigningKey {
        @Override
        public byte[] sign(SignatureScheme scheme, byte[] octets, SecureRandom random) throws SigningFailedException {
            return key.sign(scheme, octets, random);
        }
    }
}
