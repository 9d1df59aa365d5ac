package io.flexike.ike.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.auth.Signers;
import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Certificates, CRLs, OCSP responses and algorithm identifiers. Runs only by the command in README, "Fuzzing". */
class CertificateFuzz {
    private static final CertificateAuthority ROOT = CertificateAuthority.root("CN=Root");
    private static final byte[] GENUINE =
            ROOT.issue("CN=alice", each -> each.dns("alice.example")).encoded();
    private static final PkixTrust TRUST =
            new PkixTrust(List.of(ROOT.certificate()), () -> CertificateAuthority.NOW, PkixSettings.DEFAULTS);

    /** The input is one CERT payload, or the genuine certificate with some octets changed. */
    @FuzzTest(maxDuration = "10m")
    void every_certificate_gets_a_verdict(byte[] input) {
        if (input.length < 3) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 2, input.length);
        List<CertPayload> received = new ArrayList<>();
        if ((input[0] & 1) == 0) {
            received.add(new CertPayload(new CertificateEncoding(input[1] & 0xff), rest));
        } else {
            received.add(new CertPayload(CertificateEncoding.X509_SIGNATURE, changed(rest)));
            received.add(new CertPayload(new CertificateEncoding(input[1] & 0xff), rest));
        }
        assertThat(TRUST.check(new CertificateQuestion(
                        Identity.fqdn("alice.example").toWire(), CertificateUsage.INITIATOR, received)))
                .isNotNull();
    }

    private static byte[] changed(byte[] changes) {
        return changed(GENUINE, changes);
    }

    private static byte[] changed(byte[] genuine, byte[] changes) {
        byte[] octets = genuine.clone();
        for (int i = 0; i + 2 < changes.length; i += 3) {
            int at = ((changes[i] & 0xff) << 8 | changes[i + 1] & 0xff) % octets.length;
            octets[at] = changes[i + 2];
        }
        return octets;
    }

    /** The input is one, or the genuine ones with some octets changed. */
    @FuzzTest(maxDuration = "10m")
    void every_algorithm_identifier_is_known_or_not(byte[] input) {
        read(input, input);
        for (PublicKeyType type : PublicKeyType.values()) {
            read(
                    changed(type.defaultSchemes().get(0).algorithmIdentifier(), input),
                    changed(Signers.of(type).verificationKey().subjectPublicKeyInfo(), input));
        }
    }

    private static void read(byte[] algorithmIdentifier, byte[] subjectPublicKeyInfo) {
        SignatureScheme.ofAlgorithmIdentifier(algorithmIdentifier)
                .ifPresent(scheme -> assertThat(scheme.algorithmIdentifier()).isNotEmpty());
        try {
            assertThat(VerificationKey.ofSubjectPublicKeyInfo(subjectPublicKeyInfo)
                            .type())
                    .isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }
}
