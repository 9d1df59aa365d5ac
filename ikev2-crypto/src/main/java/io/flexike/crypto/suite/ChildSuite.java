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
 * The algorithms of one Child SA.
 *
 * @param protocol {@link SecurityProtocol#ESP} or {@link SecurityProtocol#AH}
 * @param encryption {@link EncryptionAlgorithm#NULL} with AH
 * @param keyBits key length of the encryption, without salt
 * @param integrity {@link IntegrityAlgorithm#NONE} with an AEAD
 * @param keyExchange {@link KeyExchangeMethod#NONE} if its keys come from those of the IKE SA alone
 * @param additionalKeyExchanges by transform type from Additional Key Exchange 1, at most seven (RFC 9370);
 *     {@link KeyExchangeMethod#NONE} where a type in between is not used
 */
public record ChildSuite(
        SecurityProtocol protocol,
        EncryptionAlgorithm encryption,
        int keyBits,
        IntegrityAlgorithm integrity,
        KeyExchangeMethod keyExchange,
        List<KeyExchangeMethod> additionalKeyExchanges,
        SequenceNumbers sequenceNumbers) {

    /**
     * Copies the list, without NONE at its end.
     *
     * @throws IllegalArgumentException if the protocol is neither ESP nor AH, AH has encryption or no integrity
     *     algorithm, or there are more than seven additional key exchanges
     */
    public ChildSuite {
        boolean ah = protocol.equals(SecurityProtocol.AH);
        if (!ah && !protocol.equals(SecurityProtocol.ESP)) {
            throw new IllegalArgumentException("a Child SA of " + protocol + "; it is of ESP or AH");
        }
        if (ah && (!encryption.equals(EncryptionAlgorithm.NULL) || keyBits != 0)) {
            throw new IllegalArgumentException("AH with " + encryption + " and a key of " + keyBits + " bits");
        }
        if (ah && integrity.equals(IntegrityAlgorithm.NONE)) {
            throw new IllegalArgumentException("AH without an integrity algorithm");
        }
        additionalKeyExchanges = AdditionalKeyExchanges.trimmed(additionalKeyExchanges);
    }

    /** ESP without additional key exchanges; nothing of it is refused. */
    public ChildSuite(
            EncryptionAlgorithm encryption,
            int keyBits,
            IntegrityAlgorithm integrity,
            KeyExchangeMethod keyExchange,
            SequenceNumbers sequenceNumbers) {
        this(SecurityProtocol.ESP, encryption, keyBits, integrity, keyExchange, List.of(), sequenceNumbers);
    }

    /**
     * Reads the answer of a responder.
     *
     * @throws IllegalArgumentException if the proposal is for IKE or does not hold exactly one transform of each type;
     *     a proposal that {@link ProposalSelection} found valid does
     */
    public static ChildSuite of(Proposal chosen) {
        boolean ah = chosen.protocol().equals(SecurityProtocol.AH);
        ChosenTransforms transforms = new ChosenTransforms(chosen, ah ? SecurityProtocol.AH : SecurityProtocol.ESP);
        return new ChildSuite(
                chosen.protocol(),
                ah ? EncryptionAlgorithm.NULL : transforms.encryption(),
                ah ? 0 : transforms.keyBits(),
                transforms.integrity(),
                transforms.keyExchange(),
                transforms.additionalKeyExchanges(),
                new SequenceNumbers(transforms.id(TransformType.SEQUENCE_NUMBERS)));
    }

    /** The additional key exchanges that are carried out, in order. */
    public List<KeyExchangeMethod> furtherKeyExchanges() {
        return AdditionalKeyExchanges.used(additionalKeyExchanges);
    }

    /** What protects the packets. */
    public CipherSpec cipherSpec() {
        return new CipherSpec(encryption, keyBits, integrity, sequenceNumbers.equals(SequenceNumbers.EXTENDED));
    }

    /** A proposal of exactly these algorithms; no key exchange is not mentioned. */
    public Proposal toProposal() {
        List<Transform> transforms = new ArrayList<>();
        if (!protocol.equals(SecurityProtocol.AH)) {
            transforms.add(Transform.encryption(encryption, keyBits));
        }
        if (!integrity.equals(IntegrityAlgorithm.NONE)) {
            transforms.add(Transform.integrity(integrity));
        }
        if (!keyExchange.equals(KeyExchangeMethod.NONE)) {
            transforms.add(Transform.keyExchange(keyExchange));
        }
        transforms.addAll(AdditionalKeyExchanges.transforms(additionalKeyExchanges));
        transforms.add(Transform.sequenceNumbers(sequenceNumbers));
        return new Proposal(protocol, transforms);
    }

    /** Such as {@code AES-CBC-256 / HMAC-SHA2-256-128 / NO-ESN}, or {@code AH: HMAC-SHA2-256-128 / NO-ESN}. */
    @Override
    public String toString() {
        return protocol.equals(SecurityProtocol.AH)
                ? toProposal().toString()
                : toProposal().names();
    }
}
