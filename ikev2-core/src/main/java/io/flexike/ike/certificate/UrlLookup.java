package io.flexike.ike.certificate;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Fetches what hash and URL point to (RFC 7296 3.6). The peer is a stranger at this point: it is for
 * {@link RemoteObjects} to refuse addresses, and few objects are fetched. Thread-safe.
 */
final class UrlLookup {
    private static final int MOST_FETCHES = 4;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RemoteObjects objects;
    private final InstantSource clock;
    private final CertificateCache kept;

    UrlLookup(RemoteObjects objects, InstantSource clock, CertificateCache kept) {
        this.objects = objects;
        this.clock = clock;
        this.kept = kept;
    }

    /** For one question. */
    Fetching begin(Lookups lookups) {
        return lookups.fetching(this, objects, clock, LIMIT, MOST_FETCHES);
    }

    byte[] lookUp(HashAndUrl pointer, Fetching fetching) throws RefusedException {
        Optional<byte[]> known = kept.get(pointer.hash(), clock.instant());
        if (known.isPresent()) {
            return known.get();
        }
        byte[] octets;
        try {
            octets = fetching.get(pointer.url(), pointer.content());
        } catch (IOException e) {
            throw new RefusedException(
                    RefusalReason.NOT_FETCHED, "The peer's certificate at " + Fetching.failure(pointer.url(), e) + ".");
        }
        if (!pointer.isOf(octets)) {
            throw new RefusedException(
                    RefusalReason.NOT_FETCHED,
                    "What is at " + CertificateText.safe(pointer.url().toString())
                            + " is not what the peer announced: it has another hash.");
        }
        return octets;
    }

    /** A peer is trusted by what was there: no stranger fills the memory. */
    void keep(HashAndUrl pointer, byte[] octets) {
        kept.put(pointer.hash(), octets, clock.instant());
    }
}
