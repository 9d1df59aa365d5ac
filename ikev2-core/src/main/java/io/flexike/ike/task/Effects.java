package io.flexike.ike.task;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import java.time.Instant;

/** What tasks and exchanges do to the world outside of their IKE SA. */
public interface Effects {
    /** The time of the running step. */
    Instant now();

    void install(ChildSaParameters child, boolean sending);

    void startSending(long ikeSpi, int inboundSpi);

    void stopSending(long ikeSpi, int inboundSpi);

    void remove(long ikeSpi, ChildSa child);

    void logKeys(IkeKeyLogEntry entry);

    void event(IkeEvent event);

    /** Whether there is no other IKE SA that we initiated to the peer that this one expects. */
    boolean isOnlyOneWithItsPeer(IkeSa sa);

    /** Closes, without a word to the peer, all older IKE SAs whose peer has proved the same identity. */
    void closeOthersOfPeer(IkeSa sa);

    /**
     * Asks the peer for a sign of life in all other established IKE SAs in which it has proved the same identity.
     *
     * @return whether there are any
     */
    boolean probeOthersOfPeer(IkeSa sa);

    /** An ESP SPI that no other Child SA of this engine receives on. */
    int newInboundSpi();

    /** Gives back a {@link #newInboundSpi()} that came to nothing. */
    void release(int inboundSpi);

    /** An SPI that no other IKE SA of this engine has. */
    long newIkeSpi();

    /** Gives back a {@link #newIkeSpi()} that came to nothing. */
    void releaseIkeSpi(long ikeSpi);
}
