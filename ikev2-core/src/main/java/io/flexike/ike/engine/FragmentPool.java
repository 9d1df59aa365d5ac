package io.flexike.ike.engine;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the incomplete messages of many IKE SAs cost together. When it is too much, the oldest one is given up: its
 * sender repeats it, and who only wants to fill our memory cannot shut others out.
 */
final class FragmentPool {
    private final int mostOctets;
    private final Set<FragmentSet> oldestFirst = new LinkedHashSet<>();
    private int octets;

    FragmentPool(int mostOctets) {
        this.mostOctets = mostOctets;
    }

    /** A set has come to cost so much more. */
    void grown(FragmentSet set, int by) {
        octets += by;
        oldestFirst.add(set);
        Iterator<FragmentSet> others = oldestFirst.iterator();
        while (octets > mostOctets && others.hasNext()) {
            FragmentSet oldest = others.next();
            if (oldest != set) {
                others.remove();
                octets -= oldest.cost();
                oldest.lose();
            }
        }
    }

    /** A set is complete or given up; it still has what it had. */
    void left(FragmentSet set) {
        if (oldestFirst.remove(set)) {
            octets -= set.cost();
        }
    }

    /** Octets of memory, about. */
    int octets() {
        return octets;
    }
}
