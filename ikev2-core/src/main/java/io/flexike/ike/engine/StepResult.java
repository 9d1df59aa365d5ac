package io.flexike.ike.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of one step.
 *
 * @param outputs what to do, in this order
 * @param nextDeadline when {@link IkeInput.DeadlineReached} is due, empty if nothing is waiting
 */
public record StepResult(List<IkeOutput> outputs, Optional<Instant> nextDeadline) {
    public StepResult {
        outputs = List.copyOf(outputs);
    }
}
