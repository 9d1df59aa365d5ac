package io.flexike.ike.payload;

import java.util.HashMap;
import java.util.Map;

/**
 * What a CP payload is in the exchange (RFC 7296 3.15).
 *
 * @param value 0 to 255; a peer may send any of them, so unknown numbers are kept
 */
public record ConfigurationType(int value) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final ConfigurationType REQUEST = named(1, "CFG_REQUEST");
    public static final ConfigurationType REPLY = named(2, "CFG_REPLY");
    public static final ConfigurationType SET = named(3, "CFG_SET");
    public static final ConfigurationType ACK = named(4, "CFG_ACK");

    /** Checks the range. */
    public ConfigurationType {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("CFG out of range: " + value);
        }
    }

    private static ConfigurationType named(int value, String name) {
        NAMES.put(value, name);
        return new ConfigurationType(value);
    }

    /** Whether the number has a name here. */
    public boolean isKnown() {
        return NAMES.containsKey(value);
    }

    /** The name in the IANA registry, or {@code CFG-NUMBER}. */
    @Override
    public String toString() {
        return NAMES.getOrDefault(value, "CFG-" + value);
    }
}
