package io.flexike.crypto.suite;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;

/**
 * The algorithms of one ESP Child SA.
 *
 * @param keyBits key length of the encryption, without salt
 * @param integrity {@link IntegrityAlgorithm#NONE} with an AEAD
 * @param keyExchange {@link KeyExchangeMethod#NONE} if its keys come from those of the IKE SA alone
 */
public record EspSuite(
        EncryptionAlgorithm encryption,
        int keyBits,
        IntegrityAlgorithm integrity,
        KeyExchangeMethod keyExchange,
        SequenceNumbers sequenceNumbers) {

    /**
     * Reads the answer of a responder.
     *
     * @throws IllegalArgumentException if the proposal is not for ESP or does not hold exactly one transform of each
     *     type; a proposal that {@link ProposalSelection} found valid does
     */
    public static EspSuite of(Proposal chosen) {
        ChosenTransforms transforms = new ChosenTransforms(chosen, SecurityProtocol.ESP);
        return new EspSuite(
                transforms.encryption(),
                transforms.keyBits(),
                transforms.integrity(),
                transforms.keyExchange(),
                new SequenceNumbers(transforms.id(TransformType.SEQUENCE_NUMBERS)));
    }

    /** What protects the packets. */
    public CipherSpec cipherSpec() {
        return new CipherSpec(encryption, keyBits, integrity, sequenceNumbers.equals(SequenceNumbers.EXTENDED));
    }

    /** A proposal of exactly these algorithms; no key exchange is not mentioned. */
    public Proposal toProposal() {
        List<Transform> transforms = new ArrayList<>();
        transforms.add(Transform.encryption(encryption, keyBits));
        if (!integrity.equals(IntegrityAlgorithm.NONE)) {
            transforms.add(Transform.integrity(integrity));
        }
        if (!keyExchange.equals(KeyExchangeMethod.NONE)) {
            transforms.add(Transform.keyExchange(keyExchange));
        }
        transforms.add(Transform.sequenceNumbers(sequenceNumbers));
        return new Proposal(SecurityProtocol.ESP, transforms);
    }

    /** Such as {@code AES-CBC-256 / HMAC-SHA2-256-128 / NO-ESN}. */
    @Override
    public String toString() {
        return toProposal().names();
    }
}
