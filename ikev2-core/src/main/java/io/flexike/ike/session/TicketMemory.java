package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** The ticket store that needs nothing else. */
final class TicketMemory implements TicketStore {
    private final int capacity;
    private final Map<ByteBuffer, Entry> entries = new HashMap<>();
    private final PriorityQueue<Entry> byExpiry =
            new PriorityQueue<>((one, other) -> one.expiresAt.compareTo(other.expiresAt));

    private record Entry(ByteBuffer handle, SecretBytes state, Instant expiresAt) {}

    TicketMemory(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for " + capacity + " tickets");
        }
        this.capacity = capacity;
    }

    @Override
    public synchronized boolean put(byte[] handle, SecretBytes state, Instant expiresAt, Instant now) {
        for (Entry first = byExpiry.peek(); first != null && !now.isBefore(first.expiresAt); first = byExpiry.peek()) {
            drop(first);
        }
        ByteBuffer key = ByteBuffer.wrap(handle.clone());
        if (entries.size() >= capacity || entries.containsKey(key)) {
            return false;
        }
        Entry entry = new Entry(key, state, expiresAt);
        entries.put(key, entry);
        byExpiry.add(entry);
        return true;
    }

    @Override
    public synchronized Optional<SecretBytes> find(byte[] handle, Instant now) {
        Entry entry = entries.get(ByteBuffer.wrap(handle));
        return entry == null || !now.isBefore(entry.expiresAt)
                ? Optional.empty()
                : Optional.of(entry.state.slice(0, entry.state.length()));
    }

    @Override
    public synchronized boolean remove(byte[] handle) {
        Entry entry = entries.get(ByteBuffer.wrap(handle));
        if (entry != null) {
            drop(entry);
        }
        return entry != null;
    }

    private void drop(Entry entry) {
        entries.remove(entry.handle);
        byExpiry.remove(entry);
        entry.state.destroy();
    }

    @Override
    public synchronized String toString() {
        return "TicketStore[" + entries.size() + " of " + capacity + "]";
    }
}
