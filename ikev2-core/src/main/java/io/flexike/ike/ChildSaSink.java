package io.flexike.ike;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.Path;
import java.time.Instant;

/**
 * The application's data plane. Called on the engine's thread, in order, and before any message leaves that depends on
 * it; so it must not block.
 */
public interface ChildSaSink {
    /**
     * A Child SA that receives on this SPI is being agreed upon: its packets may come before it is installed (RFC 7296
     * 2.8). Who can keeps them for a moment until {@link #install} or {@link #forget}; nothing has to be done.
     */
    default void expect(int inboundSpi) {}

    /** Nothing came of a Child SA that was expected. */
    default void forget(int inboundSpi) {}

    /**
     * Installs a Child SA.
     *
     * @param sending whether packets are to be sent through it at once, or only after {@link #startSending}
     */
    void install(ChildSaParameters child, boolean sending);

    /** Begins to send through a Child SA. */
    void startSending(int inboundSpi);

    /** Sends nothing more through a Child SA, which goes on receiving. */
    void stopSending(int inboundSpi);

    /** Sends a Child SA's packets along another path. */
    void move(int inboundSpi, Path path, boolean udpEncapsulation);

    /** When packets of an IKE SA's Child SAs came and went last; without an answer of its own, never. */
    default IkeInput.Traffic traffic(long ikeSpi) {
        return new IkeInput.Traffic(ikeSpi, Instant.MIN, Instant.MIN);
    }

    /**
     * Skips sequence numbers in what a Child SA sends, because the peer may have lost count (RFC 6311); only where
     * {@code SessionContinuity.replayCounterSynchronization} says that the data plane can.
     *
     * @param count unsigned
     */
    default void skipSequenceNumbers(int inboundSpi, long count) {}

    /** Removes what is left of a Child SA. */
    void remove(long ikeSpi, int inboundSpi, int outboundSpi);

    /** Installs nothing, for endpoints that only speak IKE. */
    static ChildSaSink none() {
        return new ChildSaSink() {
            @Override
            public void install(ChildSaParameters child, boolean sending) {}

            @Override
            public void startSending(int inboundSpi) {}

            @Override
            public void stopSending(int inboundSpi) {}

            @Override
            public void move(int inboundSpi, Path path, boolean udpEncapsulation) {}

            @Override
            public void remove(long ikeSpi, int inboundSpi, int outboundSpi) {}
        };
    }
}
