package io.flexike.esp.gre;

import io.flexike.esp.packet.Octets;
import io.flexike.esp.packet.OuterHeader;
import io.flexike.esp.packet.PacketView;

/** The ends of a tunnel in the form that packets need. Immutable but for the sequence numbers. */
final class GreLink {
    private final GreEnds ends;
    private final GreSequence sequence;
    private final OuterHeader outerHeader;
    private final long localHigh;
    private final long localLow;
    private final long remoteHigh;
    private final long remoteLow;

    GreLink(GreEnds ends, GreSettings settings, GreSequence sequence) {
        this.ends = ends;
        this.sequence = sequence;
        outerHeader = new OuterHeader(ends.local(), ends.remote(), settings.hopLimit(), settings.mayBeFragmented());
        byte[] local = ends.local().getAddress();
        byte[] remote = ends.remote().getAddress();
        localHigh = high(local);
        localLow = low(local);
        remoteHigh = high(remote);
        remoteLow = low(remote);
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : Octets.int64(address, 0);
    }

    private static long low(byte[] address) {
        return address.length == 4 ? Octets.int32(address, 0) & 0xffffffffL : Octets.int64(address, 8);
    }

    GreEnds ends() {
        return ends;
    }

    GreSequence sequence() {
        return sequence;
    }

    OuterHeader outerHeader() {
        return outerHeader;
    }

    /** Whether a packet goes from the peer's end to ours. */
    boolean leadsHere(PacketView packet) {
        return packet.version() == outerHeader.version()
                && packet.sourceLow() == remoteLow
                && packet.sourceHigh() == remoteHigh
                && packet.destinationLow() == localLow
                && packet.destinationHigh() == localHigh;
    }

    /** Whether a packet goes from our end to the peer's. */
    boolean leadsThere(PacketView packet) {
        return packet.version() == outerHeader.version()
                && packet.sourceLow() == localLow
                && packet.sourceHigh() == localHigh
                && packet.destinationLow() == remoteLow
                && packet.destinationHigh() == remoteHigh;
    }
}
