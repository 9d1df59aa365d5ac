package io.flexike.flexvpn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects findings while a configuration is walked; knows where the walk is. */
final class Findings {
    /** Nobody reads more; the rest is counted. */
    private static final int MOST = 1_000;

    private final Deque<String> path = new ArrayDeque<>();
    private final Set<ConfigurationFinding> all = new LinkedHashSet<>();
    private final Map<String, Map<Object, Boolean>> flawless = new HashMap<>();
    private int more;

    void within(String step, Runnable walk) {
        path.addLast(step);
        walk.run();
        path.removeLast();
    }

    /**
     * Walks an object that many others use. When nothing was found the first time, it is not walked again.
     *
     * @param aspect what is looked at, as an object may be walked for several reasons
     */
    void within(String step, Object shared, String aspect, Runnable walk) {
        Map<Object, Boolean> known = flawless.computeIfAbsent(aspect, any -> new IdentityHashMap<>());
        if (known.containsKey(shared)) {
            return;
        }
        int before = all.size() + more;
        within(step, walk);
        if (all.size() + more == before) {
            known.put(shared, true);
        }
    }

    /** Notes a problem where the walk is; the same one at the same place only once. */
    void add(String problem) {
        ConfigurationFinding finding = new ConfigurationFinding(List.copyOf(path), problem);
        if (all.size() < MOST) {
            all.add(finding);
        } else if (!all.contains(finding)) {
            more++;
        }
    }

    List<ConfigurationFinding> list() {
        List<ConfigurationFinding> list = new ArrayList<>(all);
        if (more > 0) {
            list.add(new ConfigurationFinding(List.of(), more + " more findings"));
        }
        return List.copyOf(list);
    }
}
