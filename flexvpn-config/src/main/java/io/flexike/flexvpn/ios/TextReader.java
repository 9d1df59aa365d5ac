package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.LineMatch;
import io.flexike.flexvpn.ios.grammar.LineMatcher;
import io.flexike.flexvpn.ios.grammar.LinePattern;
import io.flexike.flexvpn.ios.grammar.Mismatch;
import io.flexike.flexvpn.ios.grammar.RouterGrammar;
import io.flexike.flexvpn.ios.grammar.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts lines where a router would: into the innermost block in which they make sense. Indentation and {@code !} tell
 * which blocks have ended, but a line that makes sense only in such a block still goes there.
 */
final class TextReader {
    private final TextFindings findings;
    private final List<Frame> frames = new ArrayList<>();
    private @Nullable OutsideText outside;
    private int skippedBelow = Integer.MAX_VALUE;
    private boolean refusedHeader;

    TextReader(TextFindings findings) {
        this.findings = findings;
    }

    RouterConfig read(String text) {
        BlockBuilder top = new BlockBuilder(RouterGrammar.top(), Optional.empty(), "");
        frames.add(new Frame(top, -1));
        TextLines lines = new TextLines(text, findings);
        for (Optional<TextLine> line = lines.next(); line.isPresent(); line = lines.next()) {
            line(line.get(), lines);
        }
        endOutside();
        return new RouterConfig(top.build());
    }

    private void line(TextLine line, TextLines lines) {
        if (outside != null && outside.takes(line)) {
            outside.add(line);
            return;
        }
        endOutside();
        if (line.indent() > skippedBelow) {
            return;
        }
        skippedBelow = Integer.MAX_VALUE;
        if (line.isComment()) {
            if (line.indent() == 0) {
                frames.forEach(frame -> frame.interrupted = true);
            }
        } else if (line.leavesAll()) {
            leave(0);
        } else if (line.leavesOne()) {
            leave(Math.max(0, frames.size() - 2));
        } else if (!line.isNoise()) {
            place(line, lines);
        }
    }

    private void endOutside() {
        if (outside != null) {
            outside.end();
            outside = null;
        }
    }

    private void leave(int depth) {
        frames.subList(depth + 1, frames.size()).clear();
    }

    private void place(TextLine line, TextLines lines) {
        if (line.atTop()) {
            leave(0);
        }
        List<Integer> depths = depths(line);
        List<LineMatcher> matchers = new ArrayList<>();
        for (int depth : depths) {
            Section section = frames.get(depth).block.section();
            LineMatcher matcher = section.matcher(line.text(), line.start());
            matchers.add(matcher);
            Optional<LineMatch> match = matcher.match();
            if (match.isEmpty() && line.prefix() != TextLine.Prefix.NONE) {
                match = matcher.matchBeginning()
                        .filter(found -> !complete(found).isEmpty());
            }
            if (match.isPresent()) {
                leave(depth);
                frames.get(depth).saw(line);
                refusedHeader = false;
                apply(line, match.get(), frames.get(depth).block);
                return;
            }
        }
        unknown(line, lines, depths, matchers);
    }

    /** The blocks that the line may belong to, innermost first, but those that seem to have ended last. */
    private List<Integer> depths(TextLine line) {
        List<Integer> open = new ArrayList<>();
        List<Integer> ended = new ArrayList<>();
        for (int depth = frames.size() - 1; depth >= 0; depth--) {
            (frames.get(depth).hasEnded(line) ? ended : open).add(depth);
        }
        open.addAll(ended);
        return open;
    }

    /** Patterns of which at least all the keywords that they begin with are there. */
    private static List<LinePattern> complete(LineMatch match) {
        return match.patterns().stream()
                .filter(pattern -> pattern.keyWords() <= match.words().size())
                .toList();
    }

    private void apply(TextLine line, LineMatch match, BlockBuilder block) {
        if (line.prefix() == TextLine.Prefix.NONE) {
            LinePattern pattern = match.patterns().get(0);
            Statement statement = statement(line, match, pattern);
            Section inner = block.section().sections().get(pattern);
            if (inner == null) {
                block.put(statement);
            } else {
                frames.add(new Frame(block.open(inner, statement), line.indent()));
            }
            return;
        }
        for (LinePattern pattern : complete(match)) {
            Statement statement = statement(line, match, pattern);
            Section inner = block.section().sections().get(pattern);
            if (inner != null) {
                takeBack(line.prefix(), block, inner, statement, match.whole());
            } else if (line.prefix() == TextLine.Prefix.NO) {
                block.negate(statement, match.whole());
            } else {
                block.remove(statement, match.whole());
            }
        }
    }

    private static void takeBack(
            TextLine.Prefix prefix, BlockBuilder block, Section inner, Statement head, boolean whole) {
        boolean named = head.words().size() > head.pattern().keyWords();
        boolean isDefault =
                named && head.value("name").filter("default"::equalsIgnoreCase).isPresent();
        if (inner.builtIn().isPresent() && prefix == TextLine.Prefix.DEFAULT && (!named || isDefault)) {
            block.restore(head);
        } else if (inner.builtIn().isPresent() && isDefault) {
            block.disable(inner, head);
        } else if (named && prefix == TextLine.Prefix.DEFAULT) {
            block.clear(head);
        } else if (named) {
            block.removeBlocks(head, whole);
        }
    }

    private static Statement statement(TextLine line, LineMatch match, LinePattern pattern) {
        return new Statement(pattern, pattern.key(), match.words(), false, line.number());
    }

    private void unknown(TextLine line, TextLines lines, List<Integer> depths, List<LineMatcher> matchers) {
        if (refusedHeader && line.inBlock()) {
            return;
        }
        int owner = depths.get(0);
        Mismatch mismatch = matchers.get(0).mismatch();
        Section top = frames.get(0).block.section();
        if (top.keepsKnown(line.text(), line.start()) && frames.get(owner).mayEndAt(line)) {
            owner = 0;
            mismatch = matchers.get(depths.indexOf(0)).mismatch();
        }
        BlockBuilder block = frames.get(owner).block;
        boolean kept = block.section().keeps(line.text(), line.start())
                && (!mismatch.known() || block.section().keepsKnown(line.text(), line.start()));
        if (kept) {
            leave(owner);
            frames.get(owner).saw(line);
            outside = new OutsideText(block, owner, line);
            lines.verbatim(line).forEach(outside::add);
            return;
        }
        for (LineMatcher matcher : matchers) {
            if (matcher.mismatch().at() > mismatch.at()) {
                mismatch = matcher.mismatch();
            }
        }
        block.mistake();
        findings.error(line.number(), mismatch.at() + 1, mismatch.message());
        skippedBelow = line.indent();
        refusedHeader = line.atTop();
    }

    /** A block whose lines are being read. */
    private static final class Frame {
        private final BlockBuilder block;
        private final int headerIndent;
        private boolean indented;
        private boolean interrupted;

        Frame(BlockBuilder block, int headerIndent) {
            this.block = block;
            this.headerIndent = headerIndent;
        }

        void saw(TextLine line) {
            indented |= line.indent() > headerIndent;
        }

        boolean hasEnded(TextLine line) {
            return headerIndent >= 0 && line.indent() <= headerIndent && (indented || interrupted);
        }

        boolean mayEndAt(TextLine line) {
            return line.indent() <= headerIndent;
        }
    }
}
