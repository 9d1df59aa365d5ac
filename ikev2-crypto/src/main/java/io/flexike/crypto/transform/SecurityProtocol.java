package io.flexike.crypto.transform;

/**
 * What a proposal, a Notify or a Delete is about (RFC 7296 3.3.1, registry "Security Protocol Identifiers").
 *
 * @param value 0..255
 */
public record SecurityProtocol(int value) {
    /** In a Notify without an SPI. */
    public static final SecurityProtocol NONE = new SecurityProtocol(0);

    public static final SecurityProtocol IKE = new SecurityProtocol(1);
    public static final SecurityProtocol AH = new SecurityProtocol(2);
    public static final SecurityProtocol ESP = new SecurityProtocol(3);

    /** @throws IllegalArgumentException if the value does not fit into an octet */
    public SecurityProtocol {
        Registry.requireOctet(value);
    }

    /** {@code IKE}, {@code AH}, {@code ESP}, {@code NONE}, or {@code PROTO-123} for an unknown number. */
    @Override
    public String toString() {
        return switch (value) {
            case 0 -> "NONE";
            case 1 -> "IKE";
            case 2 -> "AH";
            case 3 -> "ESP";
            default -> "PROTO-" + value;
        };
    }
}
