package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.LineMatcher;
import java.util.ArrayList;
import java.util.List;

/** Prints a configuration in the order of the grammar, as a router does. */
final class TextWriter {
    private final StringBuilder text = new StringBuilder();

    private TextWriter() {}

    static String write(Block root) {
        TextWriter writer = new TextWriter();
        writer.top(root);
        return writer.text.toString();
    }

    private void top(Block root) {
        String topic = "";
        for (Object each : inOrder(root)) {
            if (each instanceof Statement statement) {
                if (!topic.isEmpty() && !topic.equals(topic(statement))) {
                    line(0, "!");
                }
                topic = topic(statement);
                line(0, statement.print());
            } else if (each instanceof Block block) {
                if (!topic.isEmpty()) {
                    line(0, "!");
                }
                topic = "";
                block(block, 0);
                line(0, "!");
            }
        }
        if (!topic.isEmpty()) {
            line(0, "!");
        }
        leaveLast(root);
        outside(root);
    }

    /** So that what follows is not taken for a line of the last block. */
    private void leaveLast(Block root) {
        if (root.outside().isEmpty() || root.blocks().isEmpty()) {
            return;
        }
        TextLine next = TextLine.of(0, root.outside().get(0).text().get(0));
        List<Block> open = new ArrayList<>();
        for (Block last = root; !last.blocks().isEmpty(); ) {
            last = last.blocks().get(last.blocks().size() - 1);
            open.add(last);
        }
        if (open.stream().anyMatch(block -> takes(block, next))) {
            open.forEach(block -> line(0, "exit"));
        }
    }

    private static boolean takes(Block block, TextLine line) {
        LineMatcher matcher = block.section().matcher(line.text(), line.start());
        return matcher.match().isPresent() || matcher.matchBeginning().isPresent();
    }

    private static String topic(Statement statement) {
        return statement.key() + statement.negated();
    }

    private void block(Block block, int depth) {
        line(depth, block.header().map(Statement::print).orElse(""));
        for (Object each : inOrder(block)) {
            if (each instanceof Statement statement) {
                line(depth + 1, statement.print());
            } else if (each instanceof Block inner) {
                block(inner, depth + 1);
                line(depth + 1, inner.section().exit().orElse("!"));
            }
        }
        outside(block);
    }

    private void outside(Block block) {
        block.outside()
                .forEach(each -> each.text().forEach(line -> text.append(line).append('\n')));
    }

    /** Both lists are in the order of the grammar. */
    private static List<Object> inOrder(Block block) {
        List<Object> merged = new ArrayList<>();
        int next = 0;
        for (Block inner : block.blocks()) {
            while (next < block.statements().size()
                    && block.statements().get(next).pattern().order() <= inner.order()) {
                merged.add(block.statements().get(next++));
            }
            merged.add(inner);
        }
        merged.addAll(block.statements().subList(next, block.statements().size()));
        return merged;
    }

    private void line(int depth, String line) {
        text.append(" ".repeat(depth)).append(line).append('\n');
    }
}
