package io.flexike.ike.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The deadlines of all IKE SAs, and the earliest of them: a binary heap whose entries know their places. */
final class Deadlines {
    private static final Comparator<Deadline> ORDER =
            Comparator.comparing((Deadline deadline) -> deadline.at).thenComparingLong(deadline -> deadline.ikeSpi);

    private final List<Deadline> heap = new ArrayList<>();

    /** Sets or, with {@link Instant#MAX}, forgets a deadline. */
    void set(Deadline deadline, Instant at) {
        if (deadline.at.equals(at)) {
            return;
        }
        deadline.at = at;
        if (at.equals(Instant.MAX)) {
            remove(deadline);
            return;
        }
        if (deadline.place < 0) {
            deadline.place = heap.size();
            heap.add(deadline);
        }
        settle(deadline);
    }

    int size() {
        return heap.size();
    }

    Optional<Instant> earliest() {
        return heap.isEmpty() ? Optional.empty() : Optional.of(heap.get(0).at);
    }

    /** The IKE SAs whose deadline has come, the earliest first. */
    List<Long> due(Instant now) {
        List<Deadline> due = new ArrayList<>();
        addDue(0, now, due);
        due.sort(ORDER);
        return due.stream().map(deadline -> deadline.ikeSpi).toList();
    }

    private void addDue(int place, Instant now, List<Deadline> due) {
        if (place < heap.size() && !heap.get(place).at.isAfter(now)) {
            due.add(heap.get(place));
            addDue(2 * place + 1, now, due);
            addDue(2 * place + 2, now, due);
        }
    }

    private void remove(Deadline deadline) {
        int place = deadline.place;
        Deadline last = heap.remove(heap.size() - 1);
        deadline.place = -1;
        if (last != deadline) {
            put(last, place);
            settle(last);
        }
    }

    /** Moves one up or down until everything is in order again. */
    private void settle(Deadline moved) {
        int place = moved.place;
        while (place > 0 && moved.isBefore(heap.get((place - 1) / 2))) {
            int parent = (place - 1) / 2;
            put(heap.get(parent), place);
            place = parent;
        }
        for (int child = earlierChild(place); child > 0 && heap.get(child).isBefore(moved); ) {
            put(heap.get(child), place);
            place = child;
            child = earlierChild(place);
        }
        put(moved, place);
    }

    /** 0 if there is none. */
    private int earlierChild(int place) {
        int left = 2 * place + 1;
        if (left >= heap.size()) {
            return 0;
        }
        int right = left + 1;
        return right < heap.size() && heap.get(right).isBefore(heap.get(left)) ? right : left;
    }

    private void put(Deadline deadline, int place) {
        heap.set(place, deadline);
        deadline.place = place;
    }
}
