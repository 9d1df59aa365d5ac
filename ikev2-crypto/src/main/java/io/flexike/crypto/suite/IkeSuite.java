package io.flexike.crypto.suite;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;

/**
 * The algorithms of one IKE SA.
 *
 * @param keyBits key length of the encryption, without salt
 * @param integrity {@link IntegrityAlgorithm#NONE} with an AEAD
 * @param additionalKeyExchanges by transform type from Additional Key Exchange 1, at most seven (RFC 9370);
 *     {@link KeyExchangeMethod#NONE} where a type in between is not used
 */
public record IkeSuite(
        EncryptionAlgorithm encryption,
        int keyBits,
        IntegrityAlgorithm integrity,
        PrfAlgorithm prf,
        KeyExchangeMethod keyExchange,
        List<KeyExchangeMethod> additionalKeyExchanges) {

    /**
     * Copies the list, without NONE at its end.
     *
     * @throws IllegalArgumentException if there are more than seven additional key exchanges
     */
    public IkeSuite {
        additionalKeyExchanges = AdditionalKeyExchanges.trimmed(additionalKeyExchanges);
    }

    /** Without additional key exchanges. */
    public IkeSuite(
            EncryptionAlgorithm encryption,
            int keyBits,
            IntegrityAlgorithm integrity,
            PrfAlgorithm prf,
            KeyExchangeMethod keyExchange) {
        this(encryption, keyBits, integrity, prf, keyExchange, List.of());
    }

    /**
     * Reads the answer of a responder.
     *
     * @throws IllegalArgumentException if the proposal is not for IKE or does not hold exactly one transform of each
     *     type; a proposal that {@link ProposalSelection} found valid does
     */
    public static IkeSuite of(Proposal chosen) {
        ChosenTransforms transforms = new ChosenTransforms(chosen, SecurityProtocol.IKE);
        return new IkeSuite(
                transforms.encryption(),
                transforms.keyBits(),
                transforms.integrity(),
                new PrfAlgorithm(transforms.id(TransformType.PRF)),
                transforms.keyExchange(),
                transforms.additionalKeyExchanges());
    }

    /** The additional key exchanges that are carried out, in order. */
    public List<KeyExchangeMethod> furtherKeyExchanges() {
        return AdditionalKeyExchanges.used(additionalKeyExchanges);
    }

    /** What protects the SK payload. */
    public CipherSpec cipherSpec() {
        return new CipherSpec(encryption, keyBits, integrity, false);
    }

    /** A proposal of exactly these algorithms. */
    public Proposal toProposal() {
        List<Transform> transforms = new ArrayList<>();
        transforms.add(Transform.encryption(encryption, keyBits));
        transforms.add(Transform.prf(prf));
        if (!integrity.equals(IntegrityAlgorithm.NONE)) {
            transforms.add(Transform.integrity(integrity));
        }
        transforms.add(Transform.keyExchange(keyExchange));
        transforms.addAll(AdditionalKeyExchanges.transforms(additionalKeyExchanges));
        return new Proposal(SecurityProtocol.IKE, transforms);
    }

    /** Such as {@code AES-GCM-16-256 / PRF-HMAC-SHA2-512 / CURVE25519}. */
    @Override
    public String toString() {
        return toProposal().names();
    }
}
