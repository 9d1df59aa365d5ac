package io.flexike.crypto.transform;

import java.util.List;
import java.util.OptionalInt;

/**
 * One algorithm in a proposal (RFC 7296 3.3.2). Types, ids and attributes that nobody knows survive.
 *
 * @param id 0..65535, from the registry of the type
 * @param attributes in the order of the packet
 */
public record Transform(TransformType type, int id, List<TransformAttribute> attributes) {

    /**
     * Copies the attributes.
     *
     * @throws IllegalArgumentException if the id does not fit into two octets
     */
    public Transform {
        Registry.requireTwoOctets(id);
        attributes = List.copyOf(attributes);
    }

    /** An encryption algorithm with a fixed key length. */
    public static Transform encryption(EncryptionAlgorithm algorithm) {
        return of(TransformType.ENCRYPTION, algorithm.value());
    }

    /**
     * An encryption algorithm with a key length attribute, or without if its key has a fixed length (RFC 7296 3.3.5).
     *
     * @throws IllegalArgumentException if the length does not fit into two octets, or is not the fixed one
     */
    public static Transform encryption(EncryptionAlgorithm algorithm, int keyBits) {
        if (algorithm.keyBits().size() != 1) {
            return new Transform(
                    TransformType.ENCRYPTION, algorithm.value(), List.of(TransformAttribute.keyLength(keyBits)));
        }
        if (algorithm.keyBits().get(0) != keyBits) {
            throw new IllegalArgumentException(algorithm + " has no key of " + keyBits + " bits");
        }
        return encryption(algorithm);
    }

    /** A pseudorandom function. */
    public static Transform prf(PrfAlgorithm algorithm) {
        return of(TransformType.PRF, algorithm.value());
    }

    /** An integrity algorithm. */
    public static Transform integrity(IntegrityAlgorithm algorithm) {
        return of(TransformType.INTEGRITY, algorithm.value());
    }

    /** A key exchange method. */
    public static Transform keyExchange(KeyExchangeMethod method) {
        return of(TransformType.KEY_EXCHANGE, method.value());
    }

    /**
     * A method for an additional key exchange (RFC 9370).
     *
     * @param number 1 to 7
     * @throws IllegalArgumentException if there is no such number
     */
    public static Transform additionalKeyExchange(int number, KeyExchangeMethod method) {
        if (number < 1 || number > TransformType.ADDITIONAL_KEY_EXCHANGES.size()) {
            throw new IllegalArgumentException("additional key exchange " + number + " is not in 1..7");
        }
        return of(TransformType.ADDITIONAL_KEY_EXCHANGES.get(number - 1), method.value());
    }

    /** How packets are counted. */
    public static Transform sequenceNumbers(SequenceNumbers sequenceNumbers) {
        return of(TransformType.SEQUENCE_NUMBERS, sequenceNumbers.value());
    }

    /** A transform without attributes. */
    public static Transform of(TransformType type, int id) {
        return new Transform(type, id, List.of());
    }

    /** The key length attribute in bits, if there is exactly one. */
    public OptionalInt keyLengthBits() {
        OptionalInt found = OptionalInt.empty();
        for (TransformAttribute attribute : attributes) {
            if (attribute.isKeyLength()) {
                if (found.isPresent()) {
                    return OptionalInt.empty();
                }
                found = OptionalInt.of(attribute.shortValue());
            }
        }
        return found;
    }

    /** Whether this says "no algorithm": id 0 of a type that may be left out. */
    public boolean isNone() {
        return id == 0 && type.hasNone();
    }

    /** A readable name such as {@code AES-GCM-16-128}, {@code HMAC-SHA2-256-128} or {@code CURVE25519}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name());
        for (TransformAttribute attribute : attributes) {
            if (attribute.isKeyLength()) {
                text.append('-').append(attribute.shortValue());
            } else {
                text.append('(').append(attribute).append(')');
            }
        }
        return text.toString();
    }

    private String name() {
        if (type.equals(TransformType.ENCRYPTION)) {
            return readable(new EncryptionAlgorithm(id).toString(), "ENCR_");
        }
        if (type.equals(TransformType.INTEGRITY)) {
            return readable(new IntegrityAlgorithm(id).toString(), "AUTH_");
        }
        if (type.equals(TransformType.PRF)) {
            return readable(new PrfAlgorithm(id).toString(), "");
        }
        if (type.equals(TransformType.SEQUENCE_NUMBERS)) {
            return readable(new SequenceNumbers(id).toString(), "");
        }
        if (type.isKeyExchange()) {
            return readable(new KeyExchangeMethod(id).toString(), "");
        }
        return "TYPE" + type.value() + "-" + id;
    }

    private static String readable(String ianaName, String prefix) {
        String bare = ianaName.startsWith(prefix) ? ianaName.substring(prefix.length()) : ianaName;
        return bare.replace('_', '-');
    }
}
