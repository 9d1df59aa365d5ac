package io.flexike.ike.engine;

import io.flexike.ike.session.IkeSaSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One IKEv2 endpoint as a deterministic machine. Belongs to one thread at a time. */
public final class IkeEngine {
    public IkeEngine(EngineSettings settings) {}

    /** Takes one input and tells what is to be done. Time that goes back counts as standing still. */
    public StepResult step(IkeInput input, Instant now) {
        return new StepResult(List.of(), Optional.empty());
    }

    /** All IKE SAs that are not closed. */
    public List<IkeSaSnapshot> snapshots() {
        return List.of();
    }
}
