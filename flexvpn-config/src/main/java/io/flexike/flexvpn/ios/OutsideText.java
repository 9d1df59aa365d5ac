package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.Spaces;
import java.util.ArrayList;
import java.util.List;

/** A line that is kept, with those below it, while they come in. */
final class OutsideText {
    private final BlockBuilder block;
    private final int depth;
    private final TextLine head;
    private final List<String> text = new ArrayList<>();

    OutsideText(BlockBuilder block, int depth, TextLine head) {
        this.block = block;
        this.depth = depth;
        this.head = head;
        text.add(" ".repeat(depth) + trimmed(head.text(), head.begin()));
    }

    boolean takes(TextLine line) {
        return line.indent() > head.indent() && !line.isEmpty();
    }

    void add(TextLine line) {
        int deeper = Math.max(1, line.indent() - head.indent());
        text.add(" ".repeat(depth + deeper) + trimmed(line.text(), line.begin()));
    }

    /** Adds a line as it is. */
    void add(String line) {
        text.add(line);
    }

    private static String trimmed(String line, int from) {
        return line.substring(from, Math.max(from, Spaces.lineEnd(line)));
    }

    void end() {
        block.keep(new OutsideLine(block.title(), head.number(), text));
    }
}
