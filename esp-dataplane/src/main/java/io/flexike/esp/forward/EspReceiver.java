package io.flexike.esp.forward;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.AhFraming;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TcpMss;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.tun.PacketBatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens packets of ESP and AH and hands what is inside to the tunnel devices, batch by batch. Confined to one thread.
 */
final class EspReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(EspReceiver.class);

    private final ForwardingPlane plane;
    private final PacketView view = new PacketView();
    private final PacketBatch pending;
    private @Nullable Tunnel pendingTunnel;
    private long pendingOctets;

    /**
     * A receiver of nothing yet.
     *
     * @param batch how many packets a device gets at once at the most
     */
    EspReceiver(ForwardingPlane plane, int batch) {
        this.plane = plane;
        this.pending = PacketBatch.forWriting(batch);
    }

    /**
     * Opens a packet in place. What is inside stays in the buffer until {@link #flush}.
     *
     * @param octets at least those of the ESP header, or of the IP header and AH
     * @param trafficClass DSCP and ECN of the outer header
     */
    Verdict receive(
            SaPair pair,
            byte[] buffer,
            int offset,
            int octets,
            int trafficClass,
            Encapsulation encapsulation,
            InetSocketAddress remote,
            long nowMillis) {
        // the numbers of the two protocols are apart, as far as peers are concerned
        if (pair.inbound().isAh() != (encapsulation == Encapsulation.AH)) {
            return Verdict.UNKNOWN_SPI;
        }
        // a header that is put before the payload may stand where the number is now
        int sequence = pair.inbound().isAh()
                ? AhFraming.sequence(buffer, offset + AhFraming.find(buffer, offset, octets))
                : EspFraming.sequence(buffer, offset);
        Verdict verdict = pair.inbound().open(buffer, offset, octets, trafficClass, view);
        if (verdict.isAuthentic()) {
            pair.noticeReceived(plane.observer(), nowMillis);
            pair.noticeRemote(encapsulation, remote, sequence, plane.observer(), nowMillis);
        }
        pair.report(pair.inbound().expiry(), plane.observer());
        if (verdict == Verdict.ACCEPTED) {
            append(pair.tunnel(), buffer);
        }
        return verdict;
    }

    private void append(Tunnel tunnel, byte[] buffer) {
        if (tunnel != pendingTunnel || pending.isFull()) {
            flush();
            pendingTunnel = tunnel;
        }
        TcpMss mss = tunnel.mss();
        if (mss != null) {
            mss.limit(buffer, view);
        }
        pendingOctets += view.totalOctets();
        // RFC 4303 2.7: behind the inner packet may be octets that only hide its length
        pending.add(buffer, view.offset(), view.totalOctets());
    }

    /** Writes what was opened. */
    void flush() {
        Tunnel tunnel = pendingTunnel;
        if (tunnel != null && pending.count() > 0) {
            try {
                int refused = pending.count() - tunnel.device().write(pending);
                // the device does not tell which; they count as octets received, not as packets
                tunnel.tally().received(pending.count() - refused, pendingOctets);
                drop(tunnel, refused);
            } catch (IOException e) {
                LOG.debug("{} refused {} packets: {}", tunnel.name(), pending.count(), e.toString());
                drop(tunnel, pending.count());
            } catch (RuntimeException | Error e) {
                plane.fault("what is for", tunnel.name(), pending.count(), e);
            }
        }
        pending.clear();
        pendingOctets = 0;
        // the tunnel may be detached before anything else comes
        pendingTunnel = null;
    }

    private void drop(Tunnel tunnel, int packets) {
        if (packets > 0) {
            plane.drops().count(Verdict.TUN_REFUSED, packets);
            tunnel.drops().count(Verdict.TUN_REFUSED, packets);
        }
    }
}
