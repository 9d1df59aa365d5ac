package io.flexike.ike.message;

import java.util.HashMap;
import java.util.Map;

/**
 * An exchange type (RFC 7296 3.1 and later documents).
 *
 * @param value 0 to 255; a peer may send any of them, so unknown numbers are kept
 */
public record ExchangeType(int value) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final ExchangeType IKE_SA_INIT = named(34, "IKE_SA_INIT");
    public static final ExchangeType IKE_AUTH = named(35, "IKE_AUTH");
    public static final ExchangeType CREATE_CHILD_SA = named(36, "CREATE_CHILD_SA");
    public static final ExchangeType INFORMATIONAL = named(37, "INFORMATIONAL");
    public static final ExchangeType IKE_SESSION_RESUME = named(38, "IKE_SESSION_RESUME");
    public static final ExchangeType GSA_AUTH = named(39, "GSA_AUTH");
    public static final ExchangeType GSA_REGISTRATION = named(40, "GSA_REGISTRATION");
    public static final ExchangeType GSA_REKEY = named(41, "GSA_REKEY");
    public static final ExchangeType GSA_INBAND_REKEY = named(42, "GSA_INBAND_REKEY");
    public static final ExchangeType IKE_INTERMEDIATE = named(43, "IKE_INTERMEDIATE");
    public static final ExchangeType IKE_FOLLOWUP_KE = named(44, "IKE_FOLLOWUP_KE");

    /** Checks the range. */
    public ExchangeType {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("EXCHANGE out of range: " + value);
        }
    }

    private static ExchangeType named(int value, String name) {
        NAMES.put(value, name);
        return new ExchangeType(value);
    }

    /** Whether it begins an IKE SA, unprotected: IKE_SA_INIT or IKE_SESSION_RESUME. */
    public boolean isFirst() {
        return equals(IKE_SA_INIT) || equals(IKE_SESSION_RESUME);
    }

    /** Whether the number has a name here. */
    public boolean isKnown() {
        return NAMES.containsKey(value);
    }

    /** The name in the IANA registry, or {@code EXCHANGE-NUMBER}. */
    @Override
    public String toString() {
        return NAMES.getOrDefault(value, "EXCHANGE-" + value);
    }
}
