package io.flexike.flexvpn;

/** A listener that is told of events until this is closed. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Ends it; a call that is under way comes to its end. */
    @Override
    void close();
}
