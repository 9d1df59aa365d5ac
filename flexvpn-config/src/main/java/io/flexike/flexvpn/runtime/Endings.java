package io.flexike.flexvpn.runtime;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.CloseReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** IKE SAs that we have decided to end, and who waits for the end of which. Belongs to the engine's thread. */
final class Endings {
    private final Consumer<IkeInput> engine;
    private final EventDispatcher dispatcher;
    private final Map<Long, CloseReason> decided = new HashMap<>();
    private final Map<Long, List<CompletableFuture<Void>>> awaited = new HashMap<>();

    Endings(Consumer<IkeInput> engine, EventDispatcher dispatcher) {
        this.engine = engine;
        this.dispatcher = dispatcher;
    }

    /** Ends an IKE SA by our own decision; the first reason for it is told. */
    void end(long ikeSpi, CloseReason why) {
        decided.putIfAbsent(ikeSpi, why);
        engine.accept(new IkeInput.DeleteIkeSa(ikeSpi));
    }

    /** Whether an IKE SA is to end by our own decision. */
    boolean isDecided(long ikeSpi) {
        return decided.containsKey(ikeSpi);
    }

    /** Has a future completed, on the listeners' thread, when that IKE SA is gone. */
    void await(long ikeSpi, CompletableFuture<Void> end) {
        awaited.computeIfAbsent(ikeSpi, spi -> new ArrayList<>()).add(end);
    }

    /** An IKE SA has a successor. */
    void rekeyed(long old, long successor) {
        CloseReason reason = decided.remove(old);
        if (reason != null) {
            decided.put(successor, reason);
        }
        List<CompletableFuture<Void>> ends = awaited.remove(old);
        if (ends != null) {
            awaited.put(successor, ends);
        }
    }

    /** An IKE SA is gone: our own reason for that, or else the engine's. */
    CloseReason reason(long ikeSpi, CloseReason engineReason) {
        CloseReason decision = decided.remove(ikeSpi);
        return decision == null ? engineReason : decision;
    }

    /** Everything that there is to do about a gone IKE SA is done. */
    void complete(long ikeSpi) {
        List<CompletableFuture<Void>> ends = awaited.remove(ikeSpi);
        if (ends != null) {
            ends.forEach(end -> dispatcher.deliver(() -> end.complete(null)));
        }
    }
}
