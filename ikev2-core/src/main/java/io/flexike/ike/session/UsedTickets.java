package io.flexike.ike.session;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which tickets by value were used or revoked lately, bounded in memory and time (RFC 5723 4.3.1, 9.8). Only peers that
 * have proved who they are fill it. When it is full, the oldest entry makes room: its ticket could be used once more,
 * by its owner alone. Thread-safe, so that engines can share one.
 */
public final class UsedTickets {
    private final int capacity;
    private final Map<ByteBuffer, Instant> expiries = new LinkedHashMap<>();

    /** @param capacity tickets that are remembered at most */
    public UsedTickets(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for " + capacity + " tickets");
        }
        this.capacity = capacity;
    }

    /** Remembers a ticket until it expires; false if it was there already. */
    public synchronized boolean add(ByteBuffer id, Instant expiresAt, Instant now) {
        if (expiries.containsKey(id)) {
            return false;
        }
        Iterator<Instant> oldest = expiries.values().iterator();
        while (oldest.hasNext() && !now.isBefore(oldest.next())) {
            oldest.remove();
        }
        if (expiries.size() >= capacity) {
            Iterator<ByteBuffer> first = expiries.keySet().iterator();
            first.next();
            first.remove();
        }
        expiries.put(id, expiresAt);
        return true;
    }

    public synchronized boolean contains(ByteBuffer id) {
        return expiries.containsKey(id);
    }

    synchronized int size() {
        return expiries.size();
    }

    @Override
    public synchronized String toString() {
        return "UsedTickets[" + expiries.size() + " of " + capacity + "]";
    }
}
