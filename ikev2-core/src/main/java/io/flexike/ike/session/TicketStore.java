package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a responder keeps the state that its tickets by reference point to (RFC 5723 6.1). Engines that are to take
 * each other's tickets share one. Called on an engine's thread: it must answer at once and not throw. Nobody but a
 * responder may read it. Thread-safe if engines share it.
 */
public interface TicketStore {
    /**
     * Keeps a state until it is removed or expires.
     *
     * @param handle 32 random octets, not to be changed
     * @return false if there is no room
     */
    boolean put(byte[] handle, SecretBytes state, Instant expiresAt, Instant now);

    /** The state of a handle, empty if there is none or it has expired. */
    Optional<SecretBytes> find(byte[] handle, Instant now);

    /** Forgets a state; true for exactly one caller if it was there. */
    boolean remove(byte[] handle);

    /**
     * In the memory of this process, bounded.
     *
     * @param capacity tickets at most; when they are all valid, no further one is granted
     */
    static TicketStore inMemory(int capacity) {
        return new TicketMemory(capacity);
    }
}
