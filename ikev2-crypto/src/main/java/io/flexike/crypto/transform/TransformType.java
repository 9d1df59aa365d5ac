package io.flexike.crypto.transform;

import java.util.List;

/**
 * What a transform is about (RFC 7296 3.3.2, registry "Transform Type Values").
 *
 * @param value 0..255
 */
public record TransformType(int value) {
    public static final TransformType ENCRYPTION = new TransformType(1);
    public static final TransformType PRF = new TransformType(2);
    public static final TransformType INTEGRITY = new TransformType(3);
    public static final TransformType KEY_EXCHANGE = new TransformType(4);
    public static final TransformType SEQUENCE_NUMBERS = new TransformType(5);
    /** The first of seven (RFC 9370). */
    public static final TransformType ADDITIONAL_KEY_EXCHANGE_1 = new TransformType(6);

    public static final TransformType ADDITIONAL_KEY_EXCHANGE_2 = new TransformType(7);
    public static final TransformType ADDITIONAL_KEY_EXCHANGE_3 = new TransformType(8);
    public static final TransformType ADDITIONAL_KEY_EXCHANGE_4 = new TransformType(9);
    public static final TransformType ADDITIONAL_KEY_EXCHANGE_5 = new TransformType(10);
    public static final TransformType ADDITIONAL_KEY_EXCHANGE_6 = new TransformType(11);
    public static final TransformType ADDITIONAL_KEY_EXCHANGE_7 = new TransformType(12);

    /** All seven of them, in order. */
    public static final List<TransformType> ADDITIONAL_KEY_EXCHANGES = List.of(
            ADDITIONAL_KEY_EXCHANGE_1,
            ADDITIONAL_KEY_EXCHANGE_2,
            ADDITIONAL_KEY_EXCHANGE_3,
            ADDITIONAL_KEY_EXCHANGE_4,
            ADDITIONAL_KEY_EXCHANGE_5,
            ADDITIONAL_KEY_EXCHANGE_6,
            ADDITIONAL_KEY_EXCHANGE_7);

    /** @throws IllegalArgumentException if the value does not fit into an octet */
    public TransformType {
        Registry.requireOctet(value);
    }

    /** Whether this library knows what the type is about. */
    public boolean isKnown() {
        return value >= ENCRYPTION.value && value <= ADDITIONAL_KEY_EXCHANGE_7.value;
    }

    /** Whether the ids of this type come from the registry of {@link KeyExchangeMethod}. */
    public boolean isKeyExchange() {
        return value == KEY_EXCHANGE.value || isAdditionalKeyExchange();
    }

    /** Whether this is one of the seven of RFC 9370. */
    public boolean isAdditionalKeyExchange() {
        return value >= ADDITIONAL_KEY_EXCHANGE_1.value && value <= ADDITIONAL_KEY_EXCHANGE_7.value;
    }

    /** Whether id 0 means NONE and says the same as leaving the type out (RFC 7296 3.3.2, RFC 9370 2.2.2). */
    public boolean hasNone() {
        return value == INTEGRITY.value || isKeyExchange();
    }

    /** The name in prose, such as {@code integrity}. */
    @Override
    public String toString() {
        return switch (value) {
            case 1 -> "encryption";
            case 2 -> "PRF";
            case 3 -> "integrity";
            case 4 -> "key exchange";
            case 5 -> "sequence numbers";
            case 6, 7, 8, 9, 10, 11, 12 -> "additional key exchange " + (value - 5);
            default -> "transform type " + value;
        };
    }
}
