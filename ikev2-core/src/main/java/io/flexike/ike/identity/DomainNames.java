package io.flexike.ike.identity;

/** Domain names as octets: lower case, and whether they look like one. */
final class DomainNames {
    private static final int MAX_OCTETS = 255;

    private DomainNames() {}

    /** A copy with A to Z from an index on turned into a to z. */
    static byte[] lowerCaseFrom(byte[] name, int from) {
        byte[] lower = name.clone();
        for (int i = from; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] = (byte) (lower[i] + ('a' - 'A'));
            }
        }
        return lower;
    }

    /** Whether the octets are labels of letters, digits, {@code -} and {@code _}, joined by single dots. */
    static boolean isDomainName(byte[] name) {
        boolean inLabel = false;
        for (byte octet : name) {
            boolean allowed = octet >= 'a' && octet <= 'z'
                    || octet >= 'A' && octet <= 'Z'
                    || octet >= '0' && octet <= '9'
                    || octet == '-'
                    || octet == '_';
            if (!allowed && !(octet == '.' && inLabel)) {
                return false;
            }
            inLabel = octet != '.';
        }
        return inLabel && name.length <= MAX_OCTETS;
    }
}
