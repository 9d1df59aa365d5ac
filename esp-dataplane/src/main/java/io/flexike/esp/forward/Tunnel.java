package io.flexike.esp.forward;

import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.packet.TcpMss;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.spd.OutboundIndex;
import io.flexike.esp.tun.TunDevice;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A tunnel device and the SAs that its packets can take. */
public final class Tunnel {
    private final TunDevice device;
    private final @Nullable GreTunnel gre;
    private final OutboundIndex<SaPair> index = new OutboundIndex<>();
    private final TrafficTally tally = new TrafficTally();
    private final DropCounters drops = new DropCounters();
    private volatile @Nullable TcpMss mss;

    Tunnel(TunDevice device) {
        this.device = device;
        this.gre = device instanceof GreTunnel tunnel ? tunnel : null;
    }

    public String name() {
        return device.name();
    }

    TunDevice device() {
        return device;
    }

    /** The GRE tunnel that the device is, or null. */
    @Nullable
    GreTunnel gre() {
        return gre;
    }

    /** Where packets reach the host as they are. */
    TunDevice host() {
        return gre == null ? device : gre.device();
    }

    OutboundIndex<SaPair> index() {
        return index;
    }

    /** What went through it. */
    public TrafficTally tally() {
        return tally;
    }

    DropCounters drops() {
        return drops;
    }

    /** Its packets that were dropped, by reason. */
    public Map<Verdict, Long> dropCounts() {
        return drops.read();
    }

    /** Lowers what TCP connections through it offer from now on, in octets for each version of IP. */
    public void limitTcpMss(OptionalInt ipv4, OptionalInt ipv6) {
        if (gre == null) {
            mss = TcpMss.of(ipv4, ipv6);
        } else {
            gre.limitTcpMss(ipv4, ipv6);
        }
    }

    /** What TCP connections are allowed to offer; null for anything, also where GRE looks after it. */
    @Nullable
    TcpMss mss() {
        return mss;
    }
}
