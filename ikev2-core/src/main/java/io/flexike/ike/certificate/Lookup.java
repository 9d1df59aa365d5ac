package io.flexike.ike.certificate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One object that a check needs before it goes on. It is {@link #run} once, or takes what another one has found; then
 * the check proceeds. Not thread-safe.
 */
public final class Lookup implements Runnable {
    /** Our choice: whoever does not answer in less says nothing to those who have more time. */
    private static final Duration ENOUGH = Duration.ofSeconds(3);

    private final Lookups.Wanted wanted;
    private final Instant end;
    private final InstantSource clock;
    private final Consumer<Lookups.Found> filed;
    private Lookups.@Nullable Found result;
    private boolean starved;

    Lookup(Lookups.Wanted wanted, Instant end, InstantSource clock, Consumer<Lookups.Found> filed) {
        this.wanted = wanted;
        this.end = end;
        this.clock = clock;
        this.filed = filed;
    }

    /** Fetches it, or finds out why it cannot be had. Blocks within the time that is left of the check. */
    @Override
    public void run() {
        Duration left = Duration.between(clock.instant(), end);
        try {
            if (left.isNegative() || left.isZero()) {
                starved = true;
                throw new NoLeaveException("there is no time left");
            }
            byte[] body = new byte[wanted.body().remaining()];
            wanted.body().duplicate().get(body);
            RemoteRequest request = new RemoteRequest(wanted.uri(), wanted.content(), body, left);
            file(new Lookups.Found(wanted.objects().fetch(request), Optional.empty()));
        } catch (IOException e) {
            boolean hurried = left.compareTo(ENOUGH) < 0 && !(e instanceof NoLeaveException);
            file(new Lookups.Found(
                    new byte[0],
                    Optional.of(hurried ? new NoLeaveException("in the little time that was left: " + e) : e)));
        } catch (RuntimeException e) {
            // The application's own way to fetch: no reason to leave a peer without an answer.
            file(new Lookups.Found(new byte[0], Optional.of(new IOException("fetching it threw " + e, e))));
        } catch (Error e) {
            starved = true;
            refuse("fetching it threw " + e.getClass().getName());
            throw e;
        }
    }

    /** Does not fetch it. */
    void refuse(String why) {
        file(new Lookups.Found(new byte[0], Optional.of(new NoLeaveException(why))));
    }

    /**
     * Takes what another one with the same {@link #object} has found.
     *
     * @throws IllegalStateException if that has not been run
     */
    public void take(Lookup other) {
        if (other.result == null) {
            throw new IllegalStateException("not fetched yet: " + other);
        }
        file(other.result);
    }

    /** Whether it has been run in time, so that its end says something to others, too. */
    public boolean wasAsked() {
        return result != null && !(result.failure().orElse(null) instanceof NoLeaveException);
    }

    /**
     * Whether it was not made for reasons of ours, such as no time left: nobody knows what the server would have said.
     */
    public boolean isStarved() {
        return starved;
    }

    private void file(Lookups.Found found) {
        result = found;
        filed.accept(found);
    }

    /** What is fetched; equal for those that ask for the same. */
    public Object object() {
        return wanted;
    }

    /** The server that is asked, such as {@code http://pki.example:80}. */
    public String server() {
        return (wanted.uri().getScheme() + "://" + wanted.uri().getAuthority()).toLowerCase(Locale.ROOT);
    }

    /** Whether somebody has named that server who has proved nothing yet. */
    public boolean isOfStranger() {
        return wanted.content().isOfStranger();
    }

    @Override
    public String toString() {
        return "Lookup[" + wanted.content() + ", " + CertificateText.safe(String.valueOf(wanted.uri())) + "]";
    }
}
