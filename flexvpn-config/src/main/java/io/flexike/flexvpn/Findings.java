package io.flexike.flexvpn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Collects findings while a configuration is walked; knows where the walk is. */
final class Findings {
    private final Deque<String> path = new ArrayDeque<>();
    private final List<ConfigurationFinding> list = new ArrayList<>();

    void within(String step, Runnable walk) {
        path.addLast(step);
        walk.run();
        path.removeLast();
    }

    /** Notes a problem where the walk is; the same one at the same place only once. */
    void add(String problem) {
        ConfigurationFinding finding = new ConfigurationFinding(List.copyOf(path), problem);
        if (!list.contains(finding)) {
            list.add(finding);
        }
    }

    List<ConfigurationFinding> list() {
        return List.copyOf(list);
    }
}
