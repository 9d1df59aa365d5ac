package io.flexike.benchmarks;

import io.flexike.benchmarks.TwoEngines.BothProofs;
import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapOfInitiator;
import io.flexike.ike.eap.EapOfResponder;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapUsers;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PreSharedKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How two ends authenticate; with certificates straight below one authority. */
enum AuthenticationKind {
    PSK("", 0),
    RSA_2048("RSA", 2048),
    RSA_3072("RSA", 3072),
    ECDSA_P256("EC", 256),
    ECDSA_P384("EC", 384),
    ECDSA_P521("EC", 521),
    ED25519("Ed25519", 0),
    /** The responder by a certificate for ECDSA on P-256. */
    EAP_MSCHAPV2("EC", 256);

    private static final SecretBytes PASSWORD = SecretBytes.ofUtf8("a password");

    private final String algorithm;
    private final int bits;

    AuthenticationKind(String algorithm, int bits) {
        this.algorithm = algorithm;
        this.bits = bits;
    }

    KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    BothProofs proofs() {
        if (this == PSK) {
            AuthenticationMethod shared =
                    new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8("a shared secret")));
            return new BothProofs(shared, shared, shared, shared);
        }
        KeyPair authority = keys();
        X509Certificate root = Issuing.certificate("authority", authority.getPublic(), authority.getPrivate(), true);
        AuthenticationMethod trusting = new AuthenticationMethod.TrustedCertificates(
                new PkixTrust(List.of(root), Instant::now, PkixSettings.DEFAULTS));
        AuthenticationMethod responder = own("bob.example", authority, root);
        if (this == EAP_MSCHAPV2) {
            return new BothProofs(user(), trusting, responder, users());
        }
        return new BothProofs(own("alice.example", authority, root), trusting, responder, trusting);
    }

    private AuthenticationMethod own(String name, KeyPair authority, X509Certificate root) {
        KeyPair keys = keys();
        X509Certificate certificate = Issuing.certificate(name, keys.getPublic(), authority.getPrivate(), false);
        OwnCertificate own =
                new OwnCertificate(List.of(certificate), SigningKey.of(keys.getPrivate(), keys.getPublic()));
        return new AuthenticationMethod.Certificates(Trustpoint.of("own", List.of(root), List.of(own)));
    }

    private static AuthenticationMethod user() {
        return new AuthenticationMethod.Eap(new EapOfInitiator(
                EapPeerSettings.user("ana").password(PASSWORD).build(), CryptoProvider.standard(), new SecureRandom()));
    }

    private static AuthenticationMethod users() {
        return new AuthenticationMethod.Eap(new EapOfResponder(
                EapAuthenticatorSettings.users(EapUsers.of(Map.of("ana", PASSWORD)))
                        .build(),
                true,
                CryptoProvider.standard(),
                new SecureRandom()));
    }
}
