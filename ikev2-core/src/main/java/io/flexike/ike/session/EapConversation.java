package io.flexike.ike.session;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One conversation of EAP, on either side of it: methods of our own, or the way to a server that has them. Its calls
 * come one after the other.
 */
public interface EapConversation extends AutoCloseable {
    /**
     * Takes a message of the other end.
     *
     * @param message a whole EAP packet; empty for a responder's first one
     * @param worker takes what blocks
     * @return a stage that fails counts as {@link EapOutcome.Failed}
     */
    CompletionStage<EapOutcome> receive(Optional<byte[]> message, Executor worker);

    /**
     * It is over, well or not: forgets what it holds. May be repeated, and come from another thread while an answer is
     * open, which it does not wait for.
     */
    @Override
    default void close() {}
}
