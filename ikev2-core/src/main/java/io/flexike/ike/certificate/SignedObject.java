package io.flexike.ike.certificate;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** What certificates, CRLs and OCSP responses have in common: octets, an algorithm, a signature (RFC 5280 4.1.1). */
final class SignedObject {
    private final byte[] signed;
    private final byte[] algorithm;
    private final byte[] signature;

    private SignedObject(byte[] signed, byte[] algorithm, byte[] signature) {
        this.signed = signed;
        this.algorithm = algorithm;
        this.signature = signature;
    }

    /** Takes the first three elements of a SEQUENCE. */
    static SignedObject of(DerReader fields) throws DerException {
        byte[] signed = fields.next(DerElement.SEQUENCE).encoded();
        byte[] algorithm = fields.next(DerElement.SEQUENCE).encoded();
        byte[] bits = fields.next(DerElement.BIT_STRING).content();
        if (bits.length == 0 || bits[0] != 0) {
            throw new DerException("a signature that is not of whole octets");
        }
        return new SignedObject(signed, algorithm, Arrays.copyOfRange(bits, 1, bits.length));
    }

    byte[] signed() {
        return signed.clone();
    }

    /** Whether the owner of that certificate signed it in a way that the policy takes. */
    boolean isSignedBy(X509Certificate signer, CryptoPolicy policy) {
        try {
            VerificationKey key = VerificationKey.of(signer.getPublicKey());
            return SignatureScheme.ofAlgorithmIdentifier(algorithm)
                    .filter(scheme -> !scheme.hash().equals(SignatureHash.SHA1) || policy == CryptoPolicy.LEGACY)
                    .filter(scheme -> policy.refusal(scheme, key).isEmpty())
                    .filter(scheme -> key.verify(scheme, signed, signature))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
