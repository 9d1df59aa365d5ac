package io.flexike.ike.task;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the peer has begun with CREATE_CHILD_SA and is to go on with in IKE_FOLLOWUP_KE (RFC 9370 2.2.4). */
public final class FollowUps {
    /**
     * Our choice, more than windows are long: a peer that begins more loses the one that waits longest, and is told so
     * if it goes on with that.
     */
    private static final int MOST = 16;

    /**
     * Our choice, a little more than the 5 to 20 s of RFC 9370 2.2.4: the peer may have to repeat both the request
     * before and the next one several times. One that comes too late begins anew.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int LINK_OCTETS = 16;

    private List<Waiting> all = List.of();

    /** One that waits for its next key exchange. */
    public static final class Waiting {
        private final byte[] link;
        private final KeyExchangeSeries keys;
        private final PeerSeries purpose;
        private final Instant until;

        private Waiting(byte[] link, KeyExchangeSeries keys, PeerSeries purpose, Instant until) {
            this.link = link;
            this.keys = keys;
            this.purpose = purpose;
            this.until = until;
        }

        public KeyExchangeSeries keys() {
            return keys;
        }

        public PeerSeries purpose() {
            return purpose;
        }

        private void abandon() {
            keys.abandon();
            purpose.abandoned();
        }
    }

    /** Has one wait for its next key exchange; tells by which link the peer is to name it. */
    public byte[] await(KeyExchangeSeries keys, PeerSeries purpose, SecureRandom random, Instant now) {
        byte[] link = new byte[LINK_OCTETS];
        random.nextBytes(link);
        Waiting waiting = new Waiting(link, keys, purpose, now.plus(PATIENCE));
        List<Waiting> more = new ArrayList<>(all);
        more.add(waiting);
        all = List.copyOf(more);
        if (all.size() > MOST) {
            Waiting oldest = all.get(0);
            drop(each -> each == oldest);
        }
        return link.clone();
    }

    /** The one that such a link names, which takes a time that says nothing about links. */
    public Optional<Waiting> find(byte[] link) {
        return all.stream()
                .filter(each -> MessageDigest.isEqual(each.link, link))
                .findFirst();
    }

    /** Its key exchange has come. */
    public void end(Waiting waiting) {
        keep(each -> each != waiting);
    }

    /** Whether one is to replace that Child SA. */
    public boolean replace(ChildSa child) {
        return all.stream().anyMatch(each -> each.purpose.replaces(child));
    }

    /** Whether one is to replace the IKE SA. */
    public boolean replaceIkeSa() {
        return all.stream().anyMatch(each -> each.purpose.replacesIkeSa());
    }

    /** Nothing is to come of what would replace that Child SA. */
    public void dropFor(ChildSa child) {
        drop(each -> each.purpose.replaces(child));
    }

    /** Nothing is to come of what would replace the IKE SA. */
    public void dropForIkeSa() {
        drop(each -> each.purpose.replacesIkeSa());
    }

    public void dropAll() {
        drop(each -> true);
    }

    /** RFC 9370 2.2.4: forgets what the peer does not go on with. */
    public void expire(Instant now) {
        drop(each -> !now.isBefore(each.until));
    }

    /** When the first one is forgotten, far away if there is none. */
    public Instant deadline() {
        Instant earliest = Instant.MAX;
        for (Waiting each : all) {
            earliest = each.until.isBefore(earliest) ? each.until : earliest;
        }
        return earliest;
    }

    private void drop(Predicate<Waiting> which) {
        List<Waiting> dropped = all.stream().filter(which).toList();
        keep(which.negate());
        dropped.forEach(Waiting::abandon);
    }

    private void keep(Predicate<Waiting> which) {
        all = all.stream().filter(which).toList();
    }
}
