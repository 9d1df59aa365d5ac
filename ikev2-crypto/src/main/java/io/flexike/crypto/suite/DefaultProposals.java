package io.flexike.crypto.suite;

import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CBC;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_GCM_16;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_256_128;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_384_192;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_512_256;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import java.util.List;
import java.util.stream.Stream;

/**
 * What we offer and accept unless told otherwise: only algorithms that RFC 8221 and RFC 8247 recommend. A peer that
 * knows nothing better than SHA-1, 3DES or a group below 2048 bits is not served by these.
 */
public final class DefaultProposals {
    /** RFC 7296 3.3.6: a peer that does not know additional key exchanges has to reject these proposals as a whole. */
    private static final List<Proposal> HYBRID = List.of(
            withPrfs(gcm())
                    .keyExchange(KeyExchangeMethod.CURVE25519)
                    .additionalKeyExchange(1, KeyExchangeMethod.ML_KEM_768)
                    .build(),
            withPrfs(cbc())
                    .keyExchange(KeyExchangeMethod.CURVE25519)
                    .additionalKeyExchange(1, KeyExchangeMethod.ML_KEM_768)
                    .build());

    private static final List<Proposal> CLASSICAL = List.of(withPrfsAndGroups(gcm()), withPrfsAndGroups(cbc()));

    private static final List<Proposal> IKE =
            Stream.concat(HYBRID.stream(), CLASSICAL.stream()).toList();

    private static final List<Proposal> ESP = List.of(
            Proposal.esp()
                    .encryption(AES_GCM_16, 256)
                    .encryption(AES_GCM_16, 128)
                    .sequenceNumbers(SequenceNumbers.STANDARD)
                    .build(),
            Proposal.esp()
                    .encryption(AES_CBC, 256)
                    .encryption(AES_CBC, 192)
                    .encryption(AES_CBC, 128)
                    .integrity(HMAC_SHA2_512_256)
                    .integrity(HMAC_SHA2_384_192)
                    .integrity(HMAC_SHA2_256_128)
                    .sequenceNumbers(SequenceNumbers.STANDARD)
                    .build());

    private DefaultProposals() {}

    /** For an IKE SA: {@link #hybrid()} for peers that know additional key exchanges, then {@link #classical()}. */
    public static List<Proposal> ike() {
        return IKE;
    }

    /**
     * For an IKE SA that keeps its secrets from quantum computers too: Curve25519, then ML-KEM-768 in an additional key
     * exchange (RFC 9370); AES-GCM, then AES-CBC with HMAC-SHA2.
     */
    public static List<Proposal> hybrid() {
        return HYBRID;
    }

    /** For an IKE SA with one key exchange: AES-GCM, then AES-CBC with HMAC-SHA2; groups 31, 19, 20, 14. */
    public static List<Proposal> classical() {
        return CLASSICAL;
    }

    /** For a Child SA: AES-GCM, then AES-CBC with HMAC-SHA2; no key exchange of its own, 32-bit sequence numbers. */
    public static List<Proposal> esp() {
        return ESP;
    }

    private static ProposalBuilder gcm() {
        return Proposal.ike().encryption(AES_GCM_16, 256).encryption(AES_GCM_16, 128);
    }

    private static ProposalBuilder cbc() {
        return Proposal.ike()
                .encryption(AES_CBC, 256)
                .encryption(AES_CBC, 192)
                .encryption(AES_CBC, 128)
                .integrity(HMAC_SHA2_512_256)
                .integrity(HMAC_SHA2_384_192)
                .integrity(HMAC_SHA2_256_128);
    }

    private static ProposalBuilder withPrfs(ProposalBuilder builder) {
        return builder.prf(PrfAlgorithm.HMAC_SHA2_512)
                .prf(PrfAlgorithm.HMAC_SHA2_384)
                .prf(PrfAlgorithm.HMAC_SHA2_256);
    }

    private static Proposal withPrfsAndGroups(ProposalBuilder builder) {
        return withPrfs(builder)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .keyExchange(KeyExchangeMethod.ECP_256)
                .keyExchange(KeyExchangeMethod.ECP_384)
                .keyExchange(KeyExchangeMethod.MODP_2048)
                .build();
    }
}
