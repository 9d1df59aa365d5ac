package io.flexike.ike.trace;

import java.util.Locale;

/** Makes text that may come from the network fit for a log line. */
public final class LogText {
    private static final int LONGEST = 512;

    private LogText() {}

    /**
     * The text with control characters, line separators, bidirectional overrides and a dollar sign before a brace made
     * visible and harmless, cut after 512 characters.
     */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST) + 8);
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST) {
                return out.append("...").toString();
            }
            char next = text.charAt(i);
            if (next == '$' && i + 1 < text.length() && text.charAt(i + 1) == '{') {
                out.append("\\$");
            } else if (isHarmless(next)) {
                out.append(next);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
            }
        }
        return out.toString();
    }

    /** The two SPIs of an IKE SA, shortened to their first four octets, as every log line about it begins. */
    public static String spiPair(long localSpi, long remoteSpi) {
        return shortSpi(localSpi) + "/" + shortSpi(remoteSpi);
    }

    /** The first four octets of an SPI of an IKE SA. */
    public static String shortSpi(long spi) {
        return String.format(Locale.ROOT, "%08x", spi >>> 32);
    }

    private static boolean isHarmless(char next) {
        int kind = Character.getType(next);
        return kind != Character.CONTROL
                && kind != Character.FORMAT
                && kind != Character.LINE_SEPARATOR
                && kind != Character.PARAGRAPH_SEPARATOR
                && kind != Character.SURROGATE
                && kind != Character.UNASSIGNED
                && kind != Character.PRIVATE_USE;
    }
}
