package io.flexike.esp.forward;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.spd.OutboundIndex;
import io.flexike.esp.spd.SelectorSet;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Two SAs, one for each direction, the tunnel that they belong to, and the way to the peer. */
public final class SaPair implements OutboundIndex.Entry {
    private final InboundSa inbound;
    private final OutboundSa outbound;
    private final SelectorSet selectors;
    private final Tunnel tunnel;
    private volatile SendPath path;
    private volatile @Nullable InetSocketAddress reportedRemote;
    // confined to the thread of the tunnel
    private boolean reportedExpiring;
    private boolean reportedExhausted;

    public SaPair(InboundSa inbound, OutboundSa outbound, SelectorSet selectors, Tunnel tunnel, SendPath path) {
        this.inbound = inbound;
        this.outbound = outbound;
        this.selectors = selectors;
        this.tunnel = tunnel;
        this.path = path;
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

    public Tunnel tunnel() {
        return tunnel;
    }

    public SendPath path() {
        return path;
    }

    /** Sends along another path from now on. */
    public void move(SendPath newPath) {
        path = newPath;
        reportedRemote = null;
    }

    /** Tells once that the sequence numbers run out, and once that there is none left. */
    void reportExpiry(ForwardObserver observer, boolean exhausted) {
        if (exhausted && !reportedExhausted) {
            reportedExhausted = observer.expiring(this, true);
        } else if (!exhausted && !reportedExpiring) {
            reportedExpiring = observer.expiring(this, false);
        }
    }

    /** Forgets the keys of both directions; their packets are refused from now on. */
    public void close() {
        outbound.close();
        inbound.close();
    }

    /**
     * Whether an authentic packet from that address shows for the first time that the peer is not where we send to.
     *
     * @param sequence the number in its header
     */
    boolean noticeRemote(Encapsulation encapsulation, InetSocketAddress observed, int sequence) {
        SendPath current = path;
        if (observed.equals(current.remote())) {
            if (reportedRemote != null && inbound.isHighest(sequence)) {
                reportedRemote = null;
            }
            return false;
        }
        // RFC 7296 2.23: a peer may use either form at any time; that alone is no move
        if (encapsulation != current.port().encapsulation() || observed.equals(reportedRemote)) {
            return false;
        }
        // RFC 7296 2.23: a late packet tells where the peer was, not where it is
        if (!inbound.isHighest(sequence)) {
            return false;
        }
        reportedRemote = observed;
        return true;
    }
}
