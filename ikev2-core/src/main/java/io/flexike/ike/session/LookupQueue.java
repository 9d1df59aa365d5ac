package io.flexike.ike.session;

import io.flexike.ike.certificate.Lookup;

/** Who looks up what checks of certificates need from other servers. */
@FunctionalInterface
public interface LookupQueue {
    /**
     * Has it run at some time, from any thread.
     *
     * @param then called exactly once after that
     * @throws java.util.concurrent.RejectedExecutionException if too many wait already; then nothing is called
     */
    void enqueue(Lookup lookup, Runnable then);
}
