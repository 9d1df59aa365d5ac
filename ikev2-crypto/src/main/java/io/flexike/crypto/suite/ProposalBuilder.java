package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the transforms of a proposal of ours, each type in order of preference, and checks that they make sense
 * together.
 */
public final class ProposalBuilder {
    private final SecurityProtocol protocol;
    private final Set<Transform> transforms = new LinkedHashSet<>();

    ProposalBuilder(SecurityProtocol protocol) {
        this.protocol = protocol;
    }

    /**
     * Adds an encryption algorithm.
     *
     * @param keyBits key length without salt; one of {@link EncryptionAlgorithm#keyBits()} if the algorithm is known
     * @throws IllegalArgumentException if the algorithm has no key of that length
     */
    public ProposalBuilder encryption(EncryptionAlgorithm algorithm, int keyBits) {
        if (!algorithm.keyBits().isEmpty() && !algorithm.keyBits().contains(keyBits)) {
            throw new IllegalArgumentException(algorithm + " has no key of " + keyBits + " bits");
        }
        return add(Transform.encryption(algorithm, keyBits));
    }

    /**
     * Adds an encryption algorithm whose key length is fixed.
     *
     * @throws IllegalArgumentException if the algorithm needs a key length
     */
    public ProposalBuilder encryption(EncryptionAlgorithm algorithm) {
        if (algorithm.hasVariableKey()) {
            throw new IllegalArgumentException(algorithm + " needs a key length");
        }
        return add(Transform.encryption(algorithm));
    }

    /** Adds a pseudorandom function; only for IKE. */
    public ProposalBuilder prf(PrfAlgorithm algorithm) {
        return add(Transform.prf(algorithm));
    }

    /** Adds an integrity algorithm; only beside encryption that is no AEAD. */
    public ProposalBuilder integrity(IntegrityAlgorithm algorithm) {
        return add(Transform.integrity(algorithm));
    }

    /** Adds a key exchange method. For a Child SA, {@link KeyExchangeMethod#NONE} means that it may go without. */
    public ProposalBuilder keyExchange(KeyExchangeMethod method) {
        return add(Transform.keyExchange(method));
    }

    /**
     * Adds a method for the additional key exchange of that number (RFC 9370). {@link KeyExchangeMethod#NONE} means
     * that it may be left out.
     *
     * @param number 1 to 7
     * @throws IllegalArgumentException if there is no such number
     */
    public ProposalBuilder additionalKeyExchange(int number, KeyExchangeMethod method) {
        return add(Transform.additionalKeyExchange(number, method));
    }

    /**
     * Adds a way of counting packets; only for ESP and AH, where {@link SequenceNumbers#STANDARD} is taken if nothing
     * is said.
     */
    public ProposalBuilder sequenceNumbers(SequenceNumbers sequenceNumbers) {
        return add(Transform.sequenceNumbers(sequenceNumbers));
    }

    /**
     * The proposal, its types in the order of their numbers: encryption, PRF, integrity, key exchange, sequence
     * numbers, additional key exchanges.
     *
     * @throws IllegalArgumentException if a type is missing or has no place in it (RFC 7296 3.3.3), if an AEAD and
     *     other encryption are mixed (RFC 7296 3.3), or if an IKE SA would not be encrypted
     */
    public Proposal build() {
        boolean ike = protocol.equals(SecurityProtocol.IKE);
        if (!ike && of(TransformType.SEQUENCE_NUMBERS).isEmpty()) {
            sequenceNumbers(SequenceNumbers.STANDARD);
        }
        require(TransformType.ENCRYPTION, !protocol.equals(SecurityProtocol.AH));
        require(TransformType.PRF, ike);
        require(TransformType.SEQUENCE_NUMBERS, !ike);
        if (ike) {
            require(TransformType.KEY_EXCHANGE, true);
            check(
                    of(TransformType.KEY_EXCHANGE).stream().noneMatch(Transform::isNone),
                    "an IKE SA cannot go without a key exchange");
        }
        checkConfidentiality();
        checkIntegrity();
        List<Transform> ordered = new ArrayList<>();
        for (int type = 1; type <= TransformType.ADDITIONAL_KEY_EXCHANGE_7.value(); type++) {
            ordered.addAll(of(new TransformType(type)));
        }
        return new Proposal(protocol, ordered);
    }

    /**
     * As {@link #build}, but AEADs and other encryption may be mixed: they become two proposals, which share the rest
     * (RFC 7296 3.3). The kind that was named first stands first.
     *
     * @throws IllegalArgumentException as {@link #build} does
     */
    public List<Proposal> buildSeparately() {
        List<Transform> encryption = of(TransformType.ENCRYPTION);
        List<Transform> aeads =
                encryption.stream().filter(ProposalBuilder::isAead).toList();
        if (aeads.isEmpty() || aeads.size() == encryption.size()) {
            return List.of(build());
        }
        ProposalBuilder ofAeads = new ProposalBuilder(protocol);
        ProposalBuilder ofOthers = new ProposalBuilder(protocol);
        for (Transform transform : transforms) {
            boolean integrity = transform.type().equals(TransformType.INTEGRITY);
            if (!integrity && (!encryption.contains(transform) || isAead(transform))) {
                ofAeads.add(transform);
            }
            if (!aeads.contains(transform) && !(integrity && transform.isNone())) {
                ofOthers.add(transform);
            }
        }
        return isAead(encryption.get(0))
                ? List.of(ofAeads.build(), ofOthers.build())
                : List.of(ofOthers.build(), ofAeads.build());
    }

    private static boolean isAead(Transform transform) {
        return transform.type().equals(TransformType.ENCRYPTION) && new EncryptionAlgorithm(transform.id()).isAead();
    }

    /** IANA, Transform Type 1: NULL and algorithms that only authenticate are not allowed in IKEv2. */
    private void checkConfidentiality() {
        for (Transform transform : of(TransformType.ENCRYPTION)) {
            check(
                    !protocol.equals(SecurityProtocol.IKE) || new EncryptionAlgorithm(transform.id()).encrypts(),
                    "an IKE SA has to be encrypted, which " + transform + " does not do");
        }
    }

    private void checkIntegrity() {
        long aeads = of(TransformType.ENCRYPTION).stream()
                .filter(ProposalBuilder::isAead)
                .count();
        check(
                aeads == 0 || aeads == of(TransformType.ENCRYPTION).size(),
                "AEAD and other encryption belong into separate proposals");
        List<Transform> integrity = of(TransformType.INTEGRITY);
        if (aeads > 0) {
            check(integrity.stream().allMatch(Transform::isNone), "an AEAD goes without an integrity algorithm");
        } else {
            check(
                    !integrity.isEmpty() && integrity.stream().noneMatch(Transform::isNone),
                    protocol.equals(SecurityProtocol.AH)
                            ? "AH needs an integrity algorithm"
                            : "encryption that is no AEAD needs an integrity algorithm");
        }
    }

    private void require(TransformType type, boolean wanted) {
        check(of(type).isEmpty() != wanted, wanted ? type + " is missing" : type + " has no place here");
    }

    private void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("proposal for " + protocol + ": " + otherwise);
        }
    }

    private List<Transform> of(TransformType type) {
        return transforms.stream().filter(each -> each.type().equals(type)).toList();
    }

    /** Adds a transform as it is. */
    ProposalBuilder transform(Transform transform) {
        return add(transform);
    }

    private ProposalBuilder add(Transform transform) {
        transforms.add(transform);
        return this;
    }
}
