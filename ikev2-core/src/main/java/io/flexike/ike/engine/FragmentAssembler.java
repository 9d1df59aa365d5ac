package io.flexike.ike.engine;

import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.FragmentNumbers;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.message.MessageFragment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of one peer together that come in fragments (RFC 7383 2.6). Whoever asks has checked that the
 * message is due, which bounds how many there are at once.
 */
final class FragmentAssembler {
    /**
     * Our choice: fragments of all incomplete messages of one IKE SA. The longest message, 65,535 octets, comes in up
     * to 154 packets of 576 octets (AES-CBC with HMAC-SHA2-512 over IPv6); this leaves room for smaller packets.
     */
    static final int MAX_FRAGMENTS = 256;

    /** Our choice: octets of all incomplete messages of one IKE SA; no message is longer. */
    static final int MAX_OCTETS = IkeMessage.MAX_OCTETS;

    /** Our choice: how long a message may take from its first fragment to its last. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<FragmentPool> pool;
    private @Nullable Map<Key, FragmentSet> sets;

    /** What fragments of one message have in common. */
    private record Key(boolean response, int messageId, ExchangeType exchange) {
        static Key of(IkeHeader header) {
            return new Key(header.response(), header.messageId(), header.exchange());
        }
    }

    /** @param pool in which the cost of the next message is counted */
    FragmentAssembler(Supplier<FragmentPool> pool) {
        this.pool = pool;
    }

    /**
     * Before the work of opening a fragment.
     *
     * @throws NotAuthenticException if it would not be kept
     */
    void check(IkeHeader header, FragmentNumbers numbers) throws NotAuthenticException {
        if (!numbers.arePossible() || numbers.total() > MAX_FRAGMENTS) {
            throw new NotAuthenticException("fragment " + numbers.number() + " of " + numbers.total());
        }
        FragmentSet set = sets == null ? null : sets.get(Key.of(header));
        // RFC 7383 2.6: a total below that of an earlier fragment, and what is here already, is discarded.
        if (set != null && (numbers.total() < set.total() || set.has(numbers.number(), numbers.total()))) {
            throw new NotAuthenticException("fragment " + numbers.number() + " of " + numbers.total()
                    + " is not needed, there are " + set.count() + " of " + set.total());
        }
    }

    /**
     * Takes a fragment that has passed {@link #check} and is authentic.
     *
     * @return the message, if this was the last one that it lacked
     * @throws NotAuthenticException if there is no room for it
     */
    Optional<Opened> add(IkeHeader header, MessageFragment fragment, byte[] datagram, Instant now)
            throws NotAuthenticException {
        expire(now);
        Map<Key, FragmentSet> all = sets();
        Key key = Key.of(header);
        FragmentSet set = all.get(key);
        // RFC 7383 2.6: the peer has cut the message anew, into smaller ones; those from before are of no use any more.
        if (set != null && fragment.total() > set.total()) {
            set.leavePool();
            set.lose();
        }
        if (countOfAll() >= MAX_FRAGMENTS || octetsOfAll() + fragment.octets() > MAX_OCTETS) {
            throw new NotAuthenticException("there is no room for " + fragment);
        }
        if (set == null) {
            set = new FragmentSet(pool.get(), now.plus(PATIENCE));
            all.put(key, set);
        }
        set.add(fragment, datagram, Opened.head(header, datagram));
        if (!set.isComplete()) {
            return Optional.empty();
        }
        forget(header);
        return Optional.of(Opened.of(set));
    }

    /** The message has come, in fragments or as a whole. */
    void forget(IkeHeader header) {
        if (sets != null) {
            FragmentSet set = sets.remove(Key.of(header));
            if (set != null) {
                set.leavePool();
            }
            dropIfEmpty();
        }
    }

    /** RFC 7383 2.6: what has not become complete in time is forgotten. */
    void expire(Instant now) {
        if (sets != null) {
            List<FragmentSet> late = new ArrayList<>();
            sets.values().stream().filter(set -> !now.isBefore(set.expiresAt())).forEach(late::add);
            late.forEach(FragmentSet::leavePool);
            sets.values().removeAll(late);
            dropIfEmpty();
        }
    }

    boolean isEmpty() {
        return sets == null;
    }

    /** When something expires, far away if there is nothing. */
    Instant deadline() {
        Instant earliest = Instant.MAX;
        if (sets != null) {
            for (FragmentSet set : sets.values()) {
                earliest = set.expiresAt().isBefore(earliest) ? set.expiresAt() : earliest;
            }
        }
        return earliest;
    }

    /** Forgets everything. */
    void clear() {
        if (sets != null) {
            sets.values().forEach(FragmentSet::leavePool);
            sets = null;
        }
    }

    private int countOfAll() {
        return sets().values().stream().mapToInt(FragmentSet::count).sum();
    }

    private int octetsOfAll() {
        return sets().values().stream().mapToInt(FragmentSet::octets).sum();
    }

    private Map<Key, FragmentSet> sets() {
        if (sets == null) {
            sets = new HashMap<>(2);
        }
        return sets;
    }

    private void dropIfEmpty() {
        if (sets != null && sets.isEmpty()) {
            sets = null;
        }
    }
}
