package io.flexike.ike;

import io.flexike.ike.session.ChildSaParameters;

/**
 * The application's data plane. Called on the engine's thread, in order, and before any message leaves that depends on
 * it; so it must not block.
 */
public interface ChildSaSink {
    /** Installs both directions. */
    void install(ChildSaParameters child);

    /** Removes both directions. */
    void remove(long ikeSpi, int inboundSpi, int outboundSpi);

    /** Installs nothing, for endpoints that only speak IKE. */
    static ChildSaSink none() {
        return new ChildSaSink() {
            @Override
            public void install(ChildSaParameters child) {}

            @Override
            public void remove(long ikeSpi, int inboundSpi, int outboundSpi) {}
        };
    }
}
