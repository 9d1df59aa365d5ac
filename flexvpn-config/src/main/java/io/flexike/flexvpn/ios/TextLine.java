package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.Spaces;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a text, without what a terminal added.
 *
 * @param number from 1
 * @param text with what stands before the command, so that columns are those of the file
 * @param indent the spaces before it; 0 behind a prompt
 * @param begin where the command begins
 * @param start where it begins behind {@code no} or {@code default}
 * @param mode what the prompt said of where it was typed; empty without a prompt
 */
record TextLine(int number, String text, int indent, int begin, int start, Prefix prefix, String mode) {
    private static final Pattern PAGER = Pattern.compile("<?-{1,3} ?More ?-{1,3}>?");
    private static final Pattern PROMPT =
            Pattern.compile("([A-Za-z][\\w.-]{0,62})(\\([a-z][\\w-]{0,40}\\)(?=#))?([#>])");
    private static final Pattern COMMAND = Pattern.compile(
            "(?i)(conf|sh|wr|copy|en|dis|term|ping|clear|debug|undebug|u |reload|exit|end|more|dir|trace|logout).*");
    private static final Pattern NOISE = Pattern.compile("(?i)(building configuration\\b.*|current configuration ?:.*"
            + "|enter configuration commands\\b.*|using \\d+ out of \\d+ bytes.*|%.*|\\^|do( .*)?|configure terminal"
            + "|conf t)");

    /** What stands before a command. */
    enum Prefix {
        NONE,
        NO,
        DEFAULT
    }

    static TextLine of(int number, String physical) {
        String line = physical.replace('\0', ' ');
        String mode = "";
        int from = 0;
        int indent = -1;
        Matcher pager = PAGER.matcher(line);
        Matcher prompt = PROMPT.matcher(line);
        while (indent < 0) {
            int at = Spaces.skip(line, from);
            if (pager.region(at, line.length()).lookingAt()) {
                from = erased(line, pager.end());
            } else if (!prompt.region(at, line.length()).lookingAt()) {
                indent = mode.isEmpty() ? at - from : 0;
            } else if (prompt.group(2) != null) {
                mode = prompt.group(2);
                from = prompt.end();
            } else if (isCommand(line.substring(Spaces.skip(line, prompt.end())))) {
                return new TextLine(number, "", 0, 0, 0, Prefix.NONE, "");
            } else {
                indent = mode.isEmpty() ? at - from : 0;
            }
        }
        return withPrefix(number, line.replace('\b', ' '), indent, Spaces.skip(line, from), mode);
    }

    /** Behind what the pager printed to take back what it had said. */
    private static int erased(String line, int from) {
        int end = from;
        for (int at = from; at < line.length() && " \t\b".indexOf(line.charAt(at)) >= 0; at++) {
            end = line.charAt(at) == '\b' ? at + 1 : end;
        }
        return end;
    }

    private static boolean isCommand(String rest) {
        return rest.isEmpty() || COMMAND.matcher(rest).matches();
    }

    private static TextLine withPrefix(int number, String line, int indent, int begin, String mode) {
        int wordEnd = Spaces.wordEnd(line, begin);
        String word = line.substring(begin, wordEnd).toLowerCase(Locale.ROOT);
        int next = Spaces.skip(line, wordEnd);
        Prefix prefix = next == line.length()
                ? Prefix.NONE
                : word.equals("no") ? Prefix.NO : word.equals("default") ? Prefix.DEFAULT : Prefix.NONE;
        return new TextLine(number, line, indent, begin, prefix == Prefix.NONE ? begin : next, prefix, mode);
    }

    TextLine withText(String joined) {
        return new TextLine(number, joined, indent, begin, start, prefix, mode);
    }

    /** Whether it was typed where no block was open. */
    boolean atTop() {
        return mode.equals("(config)");
    }

    /** Whether it was typed where a block was open. */
    boolean inBlock() {
        return !mode.isEmpty() && !atTop();
    }

    /** The command, without {@code no} or {@code default}. */
    String command() {
        return text.substring(start, Math.max(start, Spaces.lineEnd(text)));
    }

    boolean isEmpty() {
        return begin >= text.length();
    }

    boolean isComment() {
        return isEmpty() || text.charAt(begin) == '!';
    }

    boolean isNoise() {
        return NOISE.matcher(command()).matches();
    }

    boolean leavesAll() {
        return command().equalsIgnoreCase("end")
                || command().equals("\u001a")
                || command().equalsIgnoreCase("^Z");
    }

    boolean leavesOne() {
        String command = command().toLowerCase(Locale.ROOT);
        return command.equals("exit") || command.matches("exit-[a-z-]+");
    }
}
