package io.flexike.ike.identity;

import java.util.HashMap;
import java.util.Map;

/**
 * The type of an identification (RFC 7296 3.5, RFC 4595, RFC 7619).
 *
 * @param value 0 to 255; a peer may send any of them, so unknown numbers are kept
 */
public record IdentificationType(int value) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final IdentificationType IPV4_ADDR = named(1, "ID_IPV4_ADDR");
    public static final IdentificationType FQDN = named(2, "ID_FQDN");
    public static final IdentificationType RFC822_ADDR = named(3, "ID_RFC822_ADDR");
    public static final IdentificationType IPV6_ADDR = named(5, "ID_IPV6_ADDR");
    public static final IdentificationType DER_ASN1_DN = named(9, "ID_DER_ASN1_DN");
    public static final IdentificationType DER_ASN1_GN = named(10, "ID_DER_ASN1_GN");
    public static final IdentificationType KEY_ID = named(11, "ID_KEY_ID");
    public static final IdentificationType FC_NAME = named(12, "ID_FC_NAME");
    public static final IdentificationType NULL = named(13, "ID_NULL");

    /** Checks the range. */
    public IdentificationType {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("ID out of range: " + value);
        }
    }

    private static IdentificationType named(int value, String name) {
        NAMES.put(value, name);
        return new IdentificationType(value);
    }

    /** Whether the number has a name here. */
    public boolean isKnown() {
        return NAMES.containsKey(value);
    }

    /** The name in the IANA registry, or {@code ID-NUMBER}. */
    @Override
    public String toString() {
        return NAMES.getOrDefault(value, "ID-" + value);
    }
}
