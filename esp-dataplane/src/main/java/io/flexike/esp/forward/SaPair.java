package io.flexike.esp.forward;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.OuterHeader;
import io.flexike.esp.packet.TransportHeader;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.Expiry;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.spd.OutboundIndex;
import io.flexike.esp.spd.SelectorSet;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Two SAs, one for each direction, the tunnel that they belong to, and the way to the peer. */
public final class SaPair implements OutboundIndex.Entry {
    /** The time of what has not happened. */
    public static final long NEVER = Long.MIN_VALUE;
    /** Our own choice: how often a pair tells that its peer is elsewhere. */
    private static final long MOVE_INTERVAL_MILLIS = 1_000;

    private final InboundSa inbound;
    private final OutboundSa outbound;
    private final SelectorSet negotiated;
    private final boolean transport;
    private final Tunnel tunnel;
    private final HeaderRules rules;
    private final Use use;
    private volatile SelectorSet selectors;
    private volatile SendPath path;
    private volatile @Nullable InetSocketAddress reportedRemote;
    private volatile long movedMillis = NEVER;
    private volatile long receivedMillis = NEVER;
    private volatile long sentMillis = NEVER;
    private volatile boolean awaitingFirst = true;
    private volatile @Nullable DropCounters sendDrops;
    // below: written under the lock of this
    private volatile boolean toldSoft;
    private volatile boolean toldHard;
    private boolean sending;
    /** Written only where the way or its MTU has changed: threads of several queues read it. */
    private volatile @Nullable Fit fit;

    /**
     * Which packets are for one of several pairs with the same selectors (RFC 9611).
     *
     * @param queue of the tunnel that it sends for, or {@link OutboundIndex#ANY_RESOURCE}
     * @param group with which pairs it shares the work
     */
    public record Use(int queue, long group) {
        /** Packets of all queues. */
        public static final Use ALL = new Use(OutboundIndex.ANY_RESOURCE, 0);
    }

    /** The longest packet that fits into one of a way with that MTU. */
    private record Fit(SendPath way, int mtu, int longest) {}

    /**
     * A pair that neither receives nor sends yet.
     *
     * @param transport whether it is in transport mode: the selectors' addresses do not count then, but the path's
     * @param rules what the outer headers look like
     * @param use which of the packets with these selectors are for it
     */
    public SaPair(
            InboundSa inbound,
            OutboundSa outbound,
            SelectorSet negotiated,
            boolean transport,
            Tunnel tunnel,
            SendPath path,
            HeaderRules rules,
            Use use) {
        this.rules = rules;
        this.use = use;
        this.inbound = inbound;
        this.outbound = outbound;
        this.negotiated = negotiated;
        this.transport = transport;
        this.tunnel = tunnel;
        this.path = path;
        this.selectors = transport ? adopt(path) : negotiated;
    }

    private SelectorSet adopt(SendPath ends) {
        SelectorSet between =
                negotiated.between(ends.local().getAddress(), ends.remote().getAddress());
        inbound.transport(
                new TransportHeader(ends.remote().getAddress(), ends.local().getAddress(), ends.mayCrossNat()),
                between);
        return between;
    }

    public InboundSa inbound() {
        return inbound;
    }

    public OutboundSa outbound() {
        return outbound;
    }

    @Override
    public SelectorSet selectors() {
        return selectors;
    }

    @Override
    public int resource() {
        return use.queue;
    }

    @Override
    public long group() {
        return use.group;
    }

    /** Whether it is in transport mode. */
    public boolean isTransport() {
        return transport;
    }

    HeaderRules rules() {
        return rules;
    }

    /**
     * The longest packet from the tunnel that, protected, fits into one packet of the way; {@link Integer#MAX_VALUE} if
     * the way's MTU is not known.
     *
     * @param mtu the way's, 0 if it is not known
     */
    int longestPacket(SendPath way, int mtu) {
        Fit known = fit;
        return known != null && way == known.way && mtu == known.mtu ? known.longest : refit(way, mtu);
    }

    // what the SA pads to always belongs to what is remembered here
    private synchronized int refit(SendPath way, int mtu) {
        int payload = longestPayload(way, mtu);
        outbound.padAtMost(payload);
        int longest = transport && mtu != 0 ? payload + way.ipHeaderOctets() : payload;
        fit = new Fit(way, mtu, longest);
        return longest;
    }

    /** Whether it sends, and not only receives. */
    synchronized boolean isSending() {
        return sending;
    }

    /**
     * The longest payload that, protected, fits into one packet of the way; without its IP header in transport mode.
     */
    int longestPayload(SendPath way, int mtu) {
        if (mtu == 0) {
            return Integer.MAX_VALUE;
        }
        OuterHeader outer = way.outerHeader(true);
        return outer == null ? outbound.longestPayload(mtu - way.outerOctets()) : mtu - outbound.headroomOctets(outer);
    }

    /** Counts packets for this pair that were not sent. */
    void countSendDrop(Verdict verdict, int dropped) {
        DropCounters counters = sendDrops;
        (counters == null ? firstSendDrop() : counters).count(verdict, dropped);
    }

    // most pairs never drop a packet, and there are many pairs
    private synchronized DropCounters firstSendDrop() {
        DropCounters counters = sendDrops;
        if (counters == null) {
            counters = new DropCounters();
            sendDrops = counters;
        }
        return counters;
    }

    /** Packets that were for this pair and were not sent, by reason. */
    public Map<Verdict, Long> sendDrops() {
        DropCounters counters = sendDrops;
        return counters == null ? Map.of() : counters.read();
    }

    public Tunnel tunnel() {
        return tunnel;
    }

    public SendPath path() {
        return path;
    }

    /** When an authentic packet came last, in milliseconds of the plane's clock, or {@link #NEVER}. */
    public long receivedMillis() {
        return receivedMillis;
    }

    /** When a packet was sent last, in milliseconds of the plane's clock, or {@link #NEVER}. */
    public long sentMillis() {
        return sentMillis;
    }

    /** Begins to send; returns false if the sending half was closed, for that is the end of it. */
    synchronized boolean startSending() {
        if (outbound.isClosed()) {
            return false;
        }
        sending = true;
        awaitingFirst = false;
        tunnel.index().add(this);
        return true;
    }

    /** Stops sending for ever. */
    synchronized void stopSending() {
        sending = false;
        awaitingFirst = false;
        tunnel.index().remove(this);
        outbound.close();
    }

    /** Sends along another path from now on. */
    synchronized void move(SendPath newPath) {
        if (!transport) {
            path = newPath;
        } else if (newPath.hasAddressesOf(path)) {
            adopt(newPath);
            path = newPath;
        } else {
            // the ends are the selectors: packets between the old ends are not this pair's any more
            if (sending) {
                tunnel.index().remove(this);
            }
            selectors = adopt(newPath);
            path = newPath;
            if (sending) {
                tunnel.index().add(this);
            }
        }
        reportedRemote = null;
    }

    void noticeSent(long nowMillis) {
        // one write for a batch, not for each of its packets
        if (sentMillis != nowMillis) {
            sentMillis = nowMillis;
        }
    }

    /** Takes note of an authentic packet. */
    void noticeReceived(ForwardObserver observer, long nowMillis) {
        if (receivedMillis != nowMillis) {
            receivedMillis = nowMillis;
        }
        if (awaitingFirst) {
            reportFirst(observer);
        }
    }

    // a second port's thread may be here at the same time; what could not be told is told with the next packet
    private synchronized void reportFirst(ForwardObserver observer) {
        if (awaitingFirst && observer.firstPacket(this)) {
            awaitingFirst = false;
        }
    }

    /** Tells once that a soft limit was reached in either direction, and once that a hard one was. */
    void report(Expiry expiry, ForwardObserver observer) {
        if (expiry != Expiry.NONE && !(expiry.isHard() ? toldHard : toldSoft || toldHard)) {
            reportOnce(expiry, observer);
        }
    }

    private synchronized void reportOnce(Expiry expiry, ForwardObserver observer) {
        if (expiry.isHard() && !toldHard) {
            toldHard = observer.expiring(this, expiry);
        } else if (!expiry.isHard() && !toldSoft && !toldHard) {
            toldSoft = observer.expiring(this, expiry);
        }
    }

    /** Forgets the keys of both directions; their packets are refused from now on. */
    public void close() {
        outbound.close();
        inbound.close();
    }

    /**
     * Tells if an authentic packet shows that the peer is not where we send to: once for each address, and not more
     * often than once a second, however often a peer or somebody between changes it.
     *
     * @param sequence the number in its header
     */
    void noticeRemote(
            Encapsulation encapsulation,
            InetSocketAddress observed,
            int sequence,
            ForwardObserver observer,
            long nowMillis) {
        SendPath current = path;
        if (observed.equals(current.remote())) {
            if (reportedRemote != null && inbound.isHighest(sequence)) {
                reportedRemote = null;
            }
            return;
        }
        // RFC 7296 2.23: a peer may use either form at any time; that alone is no move
        if (encapsulation != current.port().encapsulation() || observed.equals(reportedRemote)) {
            return;
        }
        // RFC 7296 2.23: a late packet tells where the peer was, not where it is
        if (!mayTellMove(nowMillis) || !inbound.isHighest(sequence)) {
            return;
        }
        if (observer.peerMoved(this, observed)) {
            reportedRemote = observed;
            movedMillis = nowMillis;
        }
    }

    private boolean mayTellMove(long nowMillis) {
        long last = movedMillis;
        return last == NEVER || Math.abs(nowMillis - last) >= MOVE_INTERVAL_MILLIS;
    }
}
