package io.flexike.flexvpn.ios.grammar;

/** Words of a line and what is between them. */
public final class Spaces {
    private Spaces() {}

    /** Whether it parts words. */
    public static boolean isSpace(char character) {
        return character == ' ' || character == '\t';
    }

    /** The first place from there that is no space; the length of the line if there is none. */
    public static int skip(String line, int from) {
        int at = from;
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Behind the word that begins there. */
    public static int wordEnd(String line, int from) {
        int at = from;
        while (at < line.length() && !isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Behind the last character that is no space. */
    public static int lineEnd(String line) {
        int end = line.length();
        while (end > 0 && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
