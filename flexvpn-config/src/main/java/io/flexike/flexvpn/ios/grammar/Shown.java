package io.flexike.flexvpn.ios.grammar;

/** Words of a file as they may stand in a message. */
public final class Shown {
    private static final int MAX_LENGTH = 60;

    private Shown() {}

    /** Cut if it is long, without control characters and without what a log may take for an expression. */
    public static String word(String word) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < word.length() && i < MAX_LENGTH; i++) {
            char c = word.charAt(i);
            boolean plain = c >= ' ' && c != 0x7f && !Character.isISOControl(c) && !Character.isSurrogate(c);
            shown.append(plain && !(c == '$' && word.startsWith("${", i)) ? c : '?');
        }
        return shown.append(word.length() > MAX_LENGTH ? "..." : "").toString();
    }
}
