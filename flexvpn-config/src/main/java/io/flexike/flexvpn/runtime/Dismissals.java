package io.flexike.flexvpn.runtime;

import io.flexike.ike.session.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What ends because the configuration was changed or the application wants it so. On the engine's thread. */
final class Dismissals {
    private static final CloseReason GIVEN_UP =
            new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "the configuration was changed");

    private final Sessions sessions;
    private final DialledTunnels tunnels;
    private final Placements placements;
    private final Endings endings;

    Dismissals(Sessions sessions, DialledTunnels tunnels, Placements placements, Endings endings) {
        this.sessions = sessions;
        this.tunnels = tunnels;
        this.placements = placements;
        this.endings = endings;
    }

    /** Ends an IKE SA that the configuration does not want any more. */
    void giveUp(long ikeSpi) {
        endings.end(ikeSpi, GIVEN_UP);
    }

    /**
     * Has a future completed, on the listeners' thread, when that session is gone.
     *
     * @return false if it is not there
     */
    boolean awaitEnd(long ikeSpi, CompletableFuture<Void> end) {
        Optional<Session> session = sessions.find(ikeSpi);
        if (session.isEmpty()) {
            return false;
        }
        endings.await(session.get().ikeSpi(), end);
        return true;
    }

    /**
     * Ends what belongs to an interface of the configuration.
     *
     * @param origin name of the tunnel or template
     * @param unwanted which of the IKE profiles, by name
     * @return completes, on the listeners' thread, when all sessions among them are gone
     */
    CompletableFuture<Void> endAll(String origin, Predicate<String> unwanted) {
        CompletableFuture<Void> ends =
                endThose(session -> session.device().origin().equals(origin)
                        && unwanted.test(session.sa().profileName()));
        List<Long> begun = new ArrayList<>(tunnels.begunFor(origin));
        begun.addAll(placements.of(origin));
        begun.forEach(this::giveUp);
        return ends;
    }

    /**
     * Ends sessions because the configuration was changed.
     *
     * @return completes, on the listeners' thread, when all of them are gone
     */
    CompletableFuture<Void> endThose(Predicate<Session> unwanted) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        sessions.all().filter(unwanted).toList().forEach(session -> {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            awaitEnd(session.ikeSpi(), end);
            giveUp(session.ikeSpi());
        });
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }
}
