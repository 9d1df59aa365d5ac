package io.flexike.crypto.transform;

/**
 * How ESP and AH count packets (registry "Transform Type 5").
 *
 * @param value 0..65535
 */
public record SequenceNumbers(int value) {
    /** 32 bits, all of them in the packet. */
    public static final SequenceNumbers STANDARD = new SequenceNumbers(0);

    /** 64 bits, of which the lower 32 are in the packet (RFC 4303 2.2.1). */
    public static final SequenceNumbers EXTENDED = new SequenceNumbers(1);

    /** @throws IllegalArgumentException if the value does not fit into two octets */
    public SequenceNumbers {
        Registry.requireTwoOctets(value);
    }

    /** {@code NO_ESN}, {@code ESN}, or {@code SN-1234} for an unknown number. */
    @Override
    public String toString() {
        return switch (value) {
            case 0 -> "NO_ESN";
            case 1 -> "ESN";
            default -> "SN-" + value;
        };
    }
}
