package io.flexike.esp;

import io.flexike.esp.forward.SaPair;
import io.flexike.esp.forward.SendPath;
import io.flexike.esp.forward.TrafficTally;
import io.flexike.esp.forward.Tunnel;
import java.time.Instant;

/** What of the forwarding plane is told to an application. */
final class Snapshots {
    private Snapshots() {}

    /** A pair as it is now. */
    static SaSnapshot of(SaPair pair) {
        SendPath path = pair.path();
        return new SaSnapshot(
                pair.tunnel().name(),
                pair.inbound().spi(),
                pair.outbound().spi(),
                mode(pair),
                new OuterPath(path.local(), path.remote(), path.port().encapsulation()),
                path.knownMtu(),
                SaFactory.counters(pair.inbound()),
                SaFactory.counters(pair.outbound()),
                instant(pair.receivedMillis()),
                instant(pair.sentMillis()),
                DropReason.fromVerdicts(pair.inbound().drops()),
                DropReason.fromVerdicts(pair.sendDrops()));
    }

    /** What went through a tunnel so far. */
    static TunnelCounters of(Tunnel tunnel) {
        TrafficTally tally = tunnel.tally();
        return new TunnelCounters(
                tunnel.name(),
                tally.sentPackets(),
                tally.sentOctets(),
                tally.receivedPackets(),
                tally.receivedOctets(),
                DropReason.fromVerdicts(tunnel.dropCounts()));
    }

    private static Instant instant(long millis) {
        return millis == SaPair.NEVER ? Instant.MIN : Instant.ofEpochMilli(millis);
    }

    static Mode mode(SaPair pair) {
        return pair.isTransport() ? Mode.TRANSPORT : Mode.TUNNEL;
    }
}
