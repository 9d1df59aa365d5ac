package io.flexike.flexvpn.router;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the lines of a router's configuration, each object once, and what there are no words for. */
final class Sentences {
    private final Map<String, List<String>> blocks = new LinkedHashMap<>();
    private final Map<String, Object> meanings = new LinkedHashMap<>();
    private final List<String> inexpressible = new ArrayList<>();

    /**
     * Begins a block, unless the same object has one already.
     *
     * @param meaning what the block describes: another one of the same name could not be told from it
     * @return where its lines go; not shown if it stands there already
     */
    List<String> block(String header, Object meaning) {
        Object before = meanings.putIfAbsent(header, meaning);
        if (before != null) {
            if (!before.equals(meaning)) {
                missing("two different objects called \"" + header + "\"");
            }
            return new ArrayList<>();
        }
        return blocks.computeIfAbsent(header, any -> new ArrayList<>());
    }

    /** A line that stands for itself. */
    void line(String line) {
        blocks.putIfAbsent(line, new ArrayList<>());
    }

    void missing(String what) {
        if (!inexpressible.contains(what)) {
            inexpressible.add(what);
        }
    }

    String text() {
        if (!inexpressible.isEmpty()) {
            throw new InexpressibleException(inexpressible);
        }
        StringBuilder text = new StringBuilder();
        blocks.forEach((header, lines) -> {
            text.append(header).append('\n');
            lines.forEach(line -> text.append(' ').append(line).append('\n'));
        });
        return text.toString();
    }
}
