package io.flexike.esp.forward;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.sad.SendPath;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Two SAs, one for each direction, and the tunnel that they belong to. */
public final class SaPair {
    private final InboundSa inbound;
    private final OutboundSa outbound;
    private final Tunnel tunnel;
    private volatile @Nullable InetSocketAddress reportedRemote;

    public SaPair(InboundSa inbound, OutboundSa outbound, Tunnel tunnel) {
        this.inbound = inbound;
        this.outbound = outbound;
        this.tunnel = tunnel;
    }

    public InboundSa inbound() {
        return inbound;
    }

    public OutboundSa outbound() {
        return outbound;
    }

    public Tunnel tunnel() {
        return tunnel;
    }

    /** Whether a packet from that address shows for the first time that the peer is not where we send to. */
    boolean noticeRemote(Encapsulation encapsulation, InetSocketAddress observed) {
        SendPath path = outbound.path();
        if (observed.equals(path.remote())) {
            reportedRemote = null;
            return false;
        }
        // RFC 7296 2.23: a peer may use either form at any time; that alone is no move
        if (encapsulation != path.port().encapsulation() || observed.equals(reportedRemote)) {
            return false;
        }
        reportedRemote = observed;
        return true;
    }
}
