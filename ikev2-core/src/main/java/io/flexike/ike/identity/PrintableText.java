package io.flexike.ike.identity;

/** Octets of a peer as text that is safe in a log line: nothing but printable ASCII, unambiguous, of bounded length. */
final class PrintableText {
    private static final int MAX_OCTETS = 256;

    private PrintableText() {}

    /**
     * Printable ASCII stands for itself; other octets, {@code \} and the <code>$</code> before a brace as {@code \xNN}.
     */
    static String of(byte[] octets) {
        StringBuilder text = new StringBuilder(Math.min(octets.length, MAX_OCTETS) + 16);
        for (int i = 0; i < octets.length && i < MAX_OCTETS; i++) {
            int octet = octets[i] & 0xff;
            boolean opensExpression = octet == '$' && i + 1 < octets.length && octets[i + 1] == '{';
            if (octet < 0x20 || octet > 0x7e || octet == '\\' || opensExpression) {
                text.append("\\x").append(hex(octet));
            } else {
                text.append((char) octet);
            }
        }
        return text.append(rest(octets)).toString();
    }

    /** Two digits per octet. */
    static String hex(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length && i < MAX_OCTETS; i++) {
            text.append(hex(octets[i] & 0xff));
        }
        return text.append(rest(octets)).toString();
    }

    private static String rest(byte[] octets) {
        return octets.length > MAX_OCTETS ? "...(" + octets.length + " octets)" : "";
    }

    private static String hex(int octet) {
        return String.valueOf(Character.forDigit(octet >> 4, 16)) + Character.forDigit(octet & 15, 16);
    }
}
