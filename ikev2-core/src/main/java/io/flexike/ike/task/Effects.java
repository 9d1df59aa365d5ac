package io.flexike.ike.task;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.ticket.TicketOffice;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What tasks and exchanges do to the world outside of their IKE SA. */
public interface Effects {
    /** The time of the running step. */
    Instant now();

    /** Packets may come on that SPI before the Child SA is installed. */
    void expect(long ikeSpi, int inboundSpi);

    /** Takes {@link #expect} back. */
    void forget(long ikeSpi, int inboundSpi);

    void install(ChildSaParameters child, boolean sending);

    void startSending(long ikeSpi, int inboundSpi);

    void stopSending(long ikeSpi, int inboundSpi);

    void move(long ikeSpi, int inboundSpi, Path path, boolean udpEncapsulation);

    void remove(long ikeSpi, ChildSa child);

    /** The addresses that we have now, as far as we were told, best first. */
    List<InetAddress> localAddresses();

    void logKeys(IkeKeyLogEntry entry);

    void event(IkeEvent event);

    /** Whether there is no other IKE SA that we initiated to the peer that this one expects. */
    boolean isOnlyOneWithItsPeer(IkeSa sa);

    /** Our SPIs of all older IKE SAs whose peer has proved the same identity, in order. */
    List<Long> olderWithPeerOf(IkeSa sa);

    /** Closes those, without a word to the peer. */
    void closeOthersOfPeer(IkeSa sa);

    /** Whether another IKE SA with the same peer sends packets between these selectors. */
    boolean sendsElsewhere(IkeSa sa, List<AddressSelector> local, List<AddressSelector> remote);

    /** Whether the peer's tokens of RFC 6290 are kept. */
    boolean takesCrashTokens();

    /** Our tokens of RFC 6290 for an IKE SA, the newest first; none if we make none. */
    Stream<byte[]> crashTokens(long initiatorSpi, long responderSpi);

    /**
     * Asks the peer for a sign of life in all other established IKE SAs in which it has proved the same identity.
     *
     * @param isOnlyOne whether older ones do not count, because the peer says that it has forgotten them
     * @return whether there are any
     */
    boolean probeOthersOfPeer(IkeSa sa, boolean isOnlyOne);

    /** Where tickets are granted and taken (RFC 5723). */
    TicketOffice tickets();

    /** Which ways to outlive a loss of state are open. */
    SessionContinuity continuity();

    /** Closes, without a word to the peer, the IKE SA that has just been resumed, if it is still here. */
    void closeResumed(long localSpi, long remoteSpi);

    /** Has a Child SA skip so many sequence numbers in what it sends. */
    void skipSequenceNumbers(long ikeSpi, int inboundSpi, long count);

    /** An ESP SPI that no other Child SA of this engine receives on. */
    int newInboundSpi();

    /** Gives back a {@link #newInboundSpi()} that came to nothing. */
    void release(int inboundSpi);

    /** An SPI that no other IKE SA of this engine has; kept for the one that is being made. */
    long newIkeSpi();

    /** Gives back a {@link #newIkeSpi()}, because the IKE SA is there or came to nothing. */
    void releaseIkeSpi(long ikeSpi);

    /** An equal value that other IKE SAs have, too, if it is one of the few that there are. */
    <T extends Record> T shared(T value);
}
