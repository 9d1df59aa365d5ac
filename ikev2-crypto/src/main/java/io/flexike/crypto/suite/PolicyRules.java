package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.Optional;
import java.util.Set;

/** The rules of each {@link CryptoPolicy}, with the document that each is from. */
final class PolicyRules {
    private static final Set<Integer> AES = Set.of(12, 13, 14, 15, 16, 18, 19, 20, 21, 29, 30);

    /** AUTH_HMAC_SHA1_96, SHA2 and those with AES. */
    private static final Set<Integer> FIPS_INTEGRITY = Set.of(2, 7, 8, 9, 10, 11, 12, 13, 14);

    /** HMAC with SHA-1 and SHA-2. */
    private static final Set<Integer> FIPS_PRFS = Set.of(2, 5, 6, 7);

    /** MODP of 2048 bits and more, ECP from 224, ML-KEM. */
    private static final Set<Integer> FIPS_METHODS = Set.of(14, 15, 16, 17, 18, 19, 20, 21, 26, 35, 36, 37);

    /** ECP-384, MODP from 3072, ML-KEM-1024. */
    private static final Set<Integer> CNSA_METHODS = Set.of(15, 16, 17, 18, 20, 37);

    /** AES-CBC, CTR, and CCM and GCM with an ICV of 16 octets: encrypting, and nothing shortened. */
    private static final Set<Integer> CNSA_ENCRYPTION = Set.of(12, 13, 16, 20, 30);

    private PolicyRules() {}

    /** Holds for every policy. */
    static Optional<String> unencryptedIke(SecurityProtocol protocol, Transform transform) {
        boolean readable = protocol.equals(SecurityProtocol.IKE)
                && transform.type().equals(TransformType.ENCRYPTION)
                && !new EncryptionAlgorithm(transform.id()).encrypts();
        return readable
                ? Optional.of(Weakness.of(protocol, transform)
                        .map(Weakness::rule)
                        .orElse("IANA Transform Type 1: not allowed in IKEv2"))
                : Optional.empty();
    }

    static Optional<String> standard(SecurityProtocol protocol, Transform transform) {
        // HMAC-MD5 is left to the order of strength: see CryptoPolicy.STANDARD
        boolean md5 = transform.id() == 1
                && (transform.type().equals(TransformType.PRF)
                        || transform.type().equals(TransformType.INTEGRITY));
        return Weakness.of(protocol, transform)
                .filter(weakness -> weakness.level().equals(Weakness.Level.FORBIDDEN) && !md5)
                .map(Weakness::rule);
    }

    static Optional<String> strict(SecurityProtocol protocol, Transform transform) {
        Optional<Weakness> weakness = Weakness.of(protocol, transform);
        if (weakness.isPresent()) {
            return weakness.map(Weakness::rule);
        }
        if (transform.type().equals(TransformType.ENCRYPTION)
                && transform.id() == EncryptionAlgorithm.TRIPLE_DES.value()) {
            return Optional.of("RFC 8221 5: SHOULD NOT; RFC 8247 2.1 has it at MAY");
        }
        if (transform.type().isKeyExchange() && transform.id() == 25) {
            return Optional.of("NIST SP 800-131A: less than 112 bits");
        }
        return Optional.empty();
    }

    static Optional<String> fips(SecurityProtocol protocol, Transform transform) {
        TransformType type = transform.type();
        if (type.equals(TransformType.ENCRYPTION)) {
            if (transform.id() == EncryptionAlgorithm.NULL.value()) {
                return Optional.empty();
            }
            return unless(AES.contains(transform.id()), "NIST SP 800-131A 2: only AES is approved for encryption");
        }
        if (type.equals(TransformType.PRF)) {
            return unless(FIPS_PRFS.contains(transform.id()), "NIST SP 800-135 4.1.2: HMAC of an approved hash");
        }
        if (type.equals(TransformType.INTEGRITY)) {
            return unless(
                    FIPS_INTEGRITY.contains(transform.id()),
                    "NIST SP 800-131A 10: HMAC of an approved hash, CMAC, GMAC");
        }
        if (type.isKeyExchange()) {
            return unless(
                    FIPS_METHODS.contains(transform.id()),
                    "NIST SP 800-56A rev. 3 appendix D and FIPS 203: no approved group or parameter set");
        }
        return Optional.empty();
    }

    static Optional<String> cnsa2(SecurityProtocol protocol, Transform transform) {
        if (protocol.equals(SecurityProtocol.AH)) {
            return Optional.of("RFC 9206 11: AH must not be used");
        }
        TransformType type = transform.type();
        if (type.equals(TransformType.ENCRYPTION)) {
            boolean aes256 = CNSA_ENCRYPTION.contains(transform.id())
                    && transform.keyLengthBits().orElse(0) == 256;
            return unless(aes256, "CNSA 2.0 and RFC 9206 4: AES with keys of 256 bits and whole ICVs");
        }
        if (type.equals(TransformType.PRF)) {
            return unless(
                    transform.id() == 6 || transform.id() == 7,
                    "CNSA 2.0 and RFC 9206 8: HMAC-SHA2-384 or HMAC-SHA2-512");
        }
        if (type.equals(TransformType.INTEGRITY)) {
            return unless(
                    transform.id() == 13 || transform.id() == 14,
                    "CNSA 2.0 and RFC 9206 8: HMAC-SHA2-384 or HMAC-SHA2-512");
        }
        if (type.isKeyExchange()) {
            return unless(
                    CNSA_METHODS.contains(transform.id()),
                    "CNSA 2.0 and RFC 9206 5: ECP-384, MODP of 3072 bits or more, ML-KEM-1024");
        }
        return Optional.empty();
    }

    private static Optional<String> unless(boolean allowed, String rule) {
        return allowed ? Optional.empty() : Optional.of(rule);
    }
}
