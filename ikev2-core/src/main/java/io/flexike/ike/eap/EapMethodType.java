package io.flexike.ike.eap;

import java.util.HashMap;
import java.util.Map;

/**
 * An EAP type (RFC 3748 5, registry "EAP Method Types"), expanded ones included (RFC 3748 5.7). A number of the IETF is
 * the same type whether it came in one octet or in expanded form.
 *
 * @param vendor the vendor's enterprise number, 0 to 2^24 - 1; 0 is the IETF
 * @param number 0 to 2^32 - 1; a peer may send any of them, so unknown numbers are kept
 */
public record EapMethodType(int vendor, long number) {
    private static final int MAX_VENDOR = 0xffffff;
    private static final long MAX_NUMBER = 0xffffffffL;
    private static final int FIRST_METHOD = 4;
    private static final Map<EapMethodType, Known> REGISTRY = new HashMap<>();

    public static final EapMethodType IDENTITY = known(1, "Identity", Traits.NONE);
    public static final EapMethodType NOTIFICATION = known(2, "Notification", Traits.NONE);
    public static final EapMethodType NAK = known(3, "Nak", Traits.NONE);
    public static final EapMethodType MD5_CHALLENGE = known(4, "MD5-Challenge", Traits.NONE);
    public static final EapMethodType OTP = known(5, "OTP", Traits.NONE);
    public static final EapMethodType GTC = known(6, "GTC", Traits.NONE);
    public static final EapMethodType TLS = known(13, "EAP-TLS", Traits.SAFE);
    public static final EapMethodType SIM = known(18, "EAP-SIM", Traits.SAFE);
    public static final EapMethodType TTLS = known(21, "EAP-TTLS", Traits.SAFE);
    public static final EapMethodType AKA = known(23, "EAP-AKA", Traits.SAFE);
    public static final EapMethodType PEAP = known(25, "PEAP", Traits.MUTUAL_AND_KEYED);
    /** Mutual, but a recorded exchange can be searched for the password. */
    public static final EapMethodType MSCHAPV2 = known(26, "EAP-MSCHAPv2", Traits.MUTUAL_AND_KEYED);

    public static final EapMethodType FAST = known(43, "EAP-FAST", Traits.SAFE);
    public static final EapMethodType AKA_PRIME = known(50, "EAP-AKA'", Traits.SAFE);
    public static final EapMethodType GPSK = known(51, "EAP-GPSK", Traits.SAFE);
    public static final EapMethodType PWD = known(52, "EAP-pwd", Traits.SAFE);

    /** In a Nak: this end has nothing else to offer (RFC 3748 5.3.1). */
    public static final EapMethodType NO_ALTERNATIVE = known(0, "no alternative", Traits.NONE);

    /** Checks the ranges. */
    public EapMethodType {
        if (vendor < 0 || vendor > MAX_VENDOR || number < 0 || number > MAX_NUMBER) {
            throw new IllegalArgumentException("An EAP type has a vendor of 0 to " + MAX_VENDOR
                    + " and a number of 0 to " + MAX_NUMBER + ", not " + vendor + " and " + number);
        }
    }

    /**
     * A type of the IETF.
     *
     * @param number 0 to 2^32 - 1
     */
    public static EapMethodType of(long number) {
        return new EapMethodType(0, number);
    }

    /** Whether it authenticates somebody, as opposed to Identity, Notification and Nak. */
    public boolean isMethod() {
        return vendor != 0 || number >= FIRST_METHOD;
    }

    /** Whether the number fits into the one octet of a legacy type field. */
    public boolean isLegacy() {
        return vendor == 0 && number <= 0xff;
    }

    /** Whether the method leaves both ends with an MSK, which then keys AUTH (RFC 7296 2.16). */
    public boolean derivesKey() {
        return traits() != Traits.NONE;
    }

    /** Whether the method proves the authenticator to the peer, too. */
    public boolean provesAuthenticator() {
        return traits() != Traits.NONE;
    }

    /**
     * Whether RFC 5998 4 holds the method safe for EAP-only authentication: mutual, keyed, and resistant to dictionary
     * attacks. A method this library does not know is not.
     */
    public boolean isSafeForEapOnly() {
        return traits() == Traits.SAFE;
    }

    private Traits traits() {
        Known known = REGISTRY.get(this);
        return known == null ? Traits.NONE : known.traits;
    }

    /** The name such as {@code EAP-TLS}, or {@code EAP-77} or {@code EAP-9:1} (vendor, number) for an unknown type. */
    @Override
    public String toString() {
        Known known = REGISTRY.get(this);
        if (known != null) {
            return known.name;
        }
        return vendor == 0 ? "EAP-" + number : "EAP-" + vendor + ":" + number;
    }

    private static EapMethodType known(int number, String name, Traits traits) {
        EapMethodType type = of(number);
        REGISTRY.put(type, new Known(name, traits));
        return type;
    }

    private record Known(String name, Traits traits) {}

    private enum Traits {
        /** Proves nothing about the authenticator and leaves no key. */
        NONE,
        MUTUAL_AND_KEYED,
        /** And withstands dictionary attacks. */
        SAFE
    }
}
