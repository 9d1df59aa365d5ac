package io.flexike.ike.task;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import java.util.stream.Stream;

/** What tasks and exchanges do to the world outside of their IKE SA. */
public interface Effects {
    void install(ChildSaParameters child);

    void remove(long ikeSpi, ChildSa child);

    void logKeys(IkeKeyLogEntry entry);

    void event(IkeEvent event);

    /** Whether there is no other IKE SA that we initiated to the peer that this one expects. */
    boolean isOnlyOneWithItsPeer(IkeSa sa);

    /** Closes, without a word to the peer, all older IKE SAs whose peer has proved the same identity. */
    void closeOthersOfPeer(IkeSa sa);

    /** Whether the peer's tokens of RFC 6290 are kept. */
    boolean takesCrashTokens();

    /** Our tokens of RFC 6290 for an IKE SA, the newest first; none if we make none. */
    Stream<byte[]> crashTokens(long initiatorSpi, long responderSpi);

    /** An ESP SPI that no other Child SA of this engine receives on. */
    int newInboundSpi();

    /** Gives back a {@link #newInboundSpi()} that came to nothing. */
    void release(int inboundSpi);
}
