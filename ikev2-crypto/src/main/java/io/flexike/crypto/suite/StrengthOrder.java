package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformAttribute;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order of strength by which one of the common choices is selected: total, the same for both ends, and independent
 * of the order in which anything was offered or configured.
 *
 * <p>Two choices (one transform of each type) are compared by the following, the first difference decides:
 *
 * <ol>
 *   <li>the weakest member: a choice without anything that RFC 8247 or RFC 8221 say SHOULD NOT or MUST NOT be used
 *       comes before one that has it, SHOULD NOT before MUST NOT, and that before numbers that nobody here knows,
 *       because one broken algorithm makes the others worthless. An additional key exchange and that of a Child SA do
 *       not count here, as their secret only adds to others;
 *   <li>the best post-quantum key exchange, wherever it stands: ML-KEM-1024, ML-KEM-768, ML-KEM-512, none, because
 *       traffic that is recorded today is decrypted when the key exchange falls, however long the key of the cipher is;
 *   <li>additional key exchange 1, then 2 and so on to 7, then the first key exchange: each is one more obstacle, so
 *       that a hybrid comes before the same method alone, and a Child SA with a key exchange before one without;
 *   <li>encryption: bits of confidentiality, then AEAD before separate integrity (RFC 8221 4), then the place in the
 *       list: AES-GCM, ChaCha20-Poly1305, AES-CCM, Camellia-CCM with 16 octets of ICV, the same with 12 and with 8,
 *       then AES-CBC, AES-CTR, Camellia, 3DES and what is older;
 *   <li>PRF: HMAC-SHA2-512, 384, 256, AES-CMAC, AES-XCBC, HMAC-SHA1, HMAC-MD5;
 *   <li>integrity: HMAC-SHA2-512-256, 384-192, 256-128, AES-GMAC, AES-CMAC-96, AES-XCBC-96, HMAC-SHA1, HMAC-MD5;
 *   <li>extended sequence numbers before those of 32 bits, because an SA lasts longer with them.
 * </ol>
 *
 * <p>Key exchange methods are ordered by security bits and, where these are the same, by what is easier to implement
 * safely and faster: ECP-521, Brainpool-512 (256 bits), Curve448 (224), ECP-384, Brainpool-384 (192), MODP-8192, 6144,
 * 4096, then Curve25519, ECP-256, Brainpool-256, MODP-3072 (128), ECP-224, Brainpool-224, MODP-2048 (112). Within a
 * type, too, weak algorithms stand behind all others, and NONE behind everything. Unknown numbers are ordered by
 * number.
 */
public final class StrengthOrder {
    /** The types in which two choices are compared, the first difference decides. */
    private static final List<TransformType> TYPES = types();

    /** The types of key exchanges in the order in which they decide. */
    static final List<TransformType> KEY_EXCHANGE_TYPES =
            TYPES.stream().filter(TransformType::isKeyExchange).toList();

    private static final int FINE = 0;
    private static final int DISCOURAGED = 1;
    private static final int FORBIDDEN = 2;
    private static final int UNKNOWN = 3;

    /** How many classes {@link #weakness} tells apart. */
    static final int WEAKNESSES = 4;

    private StrengthOrder() {}

    /** Orders choices, strongest first. A type that is left out is NONE. ESP, which may keep secrets, precedes AH. */
    public static Comparator<Proposal> ofChoices() {
        return Comparator.<Proposal>comparingInt(choice -> -choice.protocol().value())
                .thenComparingInt(StrengthOrder::weakness)
                .thenComparing(
                        Comparator.comparingInt(StrengthOrder::postQuantum).reversed())
                .thenComparing(StrengthOrder::compareByType);
    }

    /** Orders transforms of the same type, strongest first. */
    public static Comparator<Transform> ofTransforms(SecurityProtocol protocol) {
        return Comparator.<Transform>comparingInt(transform -> weakness(protocol, transform))
                .thenComparing(Transform::isNone)
                .thenComparing(StrengthOrder::compareEncryption)
                .thenComparingInt(TransformStrength::place)
                .thenComparingInt(Transform::id)
                .thenComparing(StrengthOrder::compareAttributes);
    }

    /** 0 for what nothing is said against, 1 for SHOULD NOT, 2 for MUST NOT, 3 for what we do not know. */
    static int weakness(SecurityProtocol protocol, Transform transform) {
        if (!TransformStrength.isKnown(transform)) {
            return UNKNOWN;
        }
        if (transform.type().isAdditionalKeyExchange()
                || transform.type().isKeyExchange() && !protocol.equals(SecurityProtocol.IKE)) {
            // RFC 7296 2.17, RFC 9370 2.2.3: its secret comes in beside others, so that even a weak one only adds
            return FINE;
        }
        return Weakness.of(protocol, transform)
                .map(weakness -> weakness.level() == Weakness.Level.DISCOURAGED ? DISCOURAGED : FORBIDDEN)
                .orElse(FINE);
    }

    private static int weakness(Proposal choice) {
        return choice.transforms().stream()
                .mapToInt(transform -> weakness(choice.protocol(), transform))
                .max()
                .orElse(FINE);
    }

    private static int postQuantum(Proposal choice) {
        return choice.transforms().stream()
                .mapToInt(TransformStrength::postQuantum)
                .max()
                .orElse(0);
    }

    private static int compareByType(Proposal one, Proposal other) {
        Comparator<Transform> order = ofTransforms(one.protocol());
        for (TransformType type : TYPES) {
            Transform none = Transform.of(type, 0);
            int result = order.compare(
                    one.first(type).orElse(none), other.first(type).orElse(none));
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    private static int compareEncryption(Transform one, Transform other) {
        if (!one.type().equals(TransformType.ENCRYPTION) || !TransformStrength.isKnown(one)) {
            return 0;
        }
        return Comparator.comparingInt(TransformStrength::confidentialityBits)
                .thenComparing(transform -> new EncryptionAlgorithm(transform.id()).isAead())
                // where nothing is kept secret the longer key still protects integrity
                .thenComparing(TransformStrength::keyBits)
                .reversed()
                .compare(one, other);
    }

    private static int compareAttributes(Transform one, Transform other) {
        return Arrays.compare(
                one.attributes().toArray(TransformAttribute[]::new),
                other.attributes().toArray(TransformAttribute[]::new),
                Comparator.comparingInt(TransformAttribute::type)
                        .thenComparing(TransformAttribute::shortForm)
                        .thenComparing(TransformAttribute::value, Arrays::compareUnsigned));
    }

    private static List<TransformType> types() {
        List<TransformType> types = new ArrayList<>(TransformType.ADDITIONAL_KEY_EXCHANGES);
        types.addAll(List.of(
                TransformType.KEY_EXCHANGE,
                TransformType.ENCRYPTION,
                TransformType.PRF,
                TransformType.INTEGRITY,
                TransformType.SEQUENCE_NUMBERS));
        return List.copyOf(types);
    }
}
