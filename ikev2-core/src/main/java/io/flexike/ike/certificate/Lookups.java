package io.flexike.ike.certificate;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one check of a peer's certificates has fetched and may still fetch: each object once, whoever of several
 * {@link CertificateTrust}s wants it, and all of it within 20 seconds. It serves one check, by one thread after the
 * other.
 */
public final class Lookups {
    /** Our choice: together with the exchange around it less than what peers wait for a response. */
    private static final Duration WHOLE_CHECK = Duration.ofSeconds(20);

    private final Map<Wanted, Found> found = new HashMap<>();
    private final IdentityHashMap<Object, Budget> budgets = new IdentityHashMap<>();
    private final Optional<Duration> oldest;
    private @Nullable Instant end;
    private byte @Nullable [] nonce;

    /** What was fetched before it was asked for once more. */
    record Wanted(RemoteObjects objects, URI uri, RemoteRequest.Content content, ByteBuffer body) {}

    /** The octets, or why there are none. */
    record Found(byte[] octets, Optional<IOException> failure) {}

    private record Budget(Instant end, int most, Set<Wanted> wanted) {}

    /** For a check that begins. */
    public Lookups() {
        this.oldest = Optional.empty();
    }

    private Lookups(Duration oldest) {
        this.oldest = Optional.of(oldest);
    }

    /** For a check that does not do with what was fetched longer ago, whether it is still valid or not. */
    public static Lookups notOlderThan(Duration age) {
        return new Lookups(age);
    }

    /** Checks, and fetches what that takes on the calling thread. */
    public static CertificateVerdict complete(CertificateTrust trust, CertificateQuestion question) {
        Lookups lookups = new Lookups();
        while (true) {
            CertificateProgress progress = trust.proceed(question, lookups);
            if (progress instanceof CertificateProgress.Decided decided) {
                return decided.verdict();
            }
            ((CertificateProgress.Waits) progress).lookup().run();
        }
    }

    /**
     * What somebody may fetch who has a limit of its own beside that of the check.
     *
     * @param owner by whom it is found again when the check is begun anew
     * @param limit of the time from the first call on
     * @param most how many objects
     */
    Fetching fetching(Object owner, RemoteObjects objects, InstantSource clock, Duration limit, int most) {
        Instant now = clock.instant();
        Instant whole = end == null ? now.plus(WHOLE_CHECK) : end;
        end = whole;
        Instant own = now.plus(limit);
        Budget budget = budgets.computeIfAbsent(
                owner, any -> new Budget(own.isBefore(whole) ? own : whole, most, new HashSet<>()));
        return new Fetching() {
            @Override
            byte[] get(URI uri, RemoteRequest.Content content, byte[] body) throws IOException {
                return octets(new Wanted(objects, uri, content, ByteBuffer.wrap(body)), budget, clock);
            }

            @Override
            Instant since(Instant at) {
                return oldest.map(at::minus).orElse(Instant.MIN);
            }

            @Override
            byte[] nonce(SecureRandom random) {
                return Lookups.this.nonce(random);
            }
        };
    }

    private byte[] octets(Wanted wanted, Budget budget, InstantSource clock) throws IOException {
        Found known = found.get(wanted);
        if (known != null) {
            if (known.failure.isPresent()) {
                throw known.failure.get();
            }
            return known.octets.clone();
        }
        if (!clock.instant().isBefore(budget.end)) {
            throw new NoLeaveException("there is no time left");
        }
        if (!budget.wanted.contains(wanted)) {
            if (budget.wanted.size() == budget.most) {
                throw new NoLeaveException("too many objects to fetch");
            }
            budget.wanted.add(wanted);
        }
        throw new LookupNeededException(new Lookup(wanted, budget.end, clock, result -> found.put(wanted, result)));
    }

    /** One for the whole check, so that the same question is the same octets. */
    private byte[] nonce(SecureRandom random) {
        if (nonce == null) {
            nonce = new byte[OcspRequest.NONCE_OCTETS];
            random.nextBytes(nonce);
        }
        return nonce.clone();
    }
}
