package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.tun.PacketBatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one port, opens what is ESP and hands it to the tunnel devices. Runs on a thread of its own until the port is
 * closed.
 */
final class InboundWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(InboundWorker.class);

    /** Our choice: packets without an SA are told of at most once in so long, as anybody can send them. */
    private static final long UNKNOWN_INTERVAL_MILLIS = 100;

    private static final long NEVER = Long.MIN_VALUE;

    private final ForwardingPlane plane;
    private final DatagramPort port;
    private final PacketView view = new PacketView();
    private final DatagramBatch batch;
    private final PacketBatch pending;
    private @Nullable Tunnel pendingTunnel;
    private long nowMillis;
    private long toldMillis = NEVER;

    InboundWorker(ForwardingPlane plane, DatagramPort port) {
        this.plane = plane;
        this.port = port;
        this.batch = DatagramBatch.forReceiving(port.preferredBatch(), DatagramBatch.MAX_DATAGRAM_OCTETS);
        this.pending = PacketBatch.forWriting(port.preferredBatch());
    }

    @Override
    public void run() {
        ReadFaults faults = new ReadFaults(port.toString());
        while (true) {
            try {
                port.receive(batch);
                faults.clear();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | AssertionError e) {
                if (!faults.pauseAfter(e)) {
                    return;
                }
                continue;
            }
            nowMillis = plane.nowMillis();
            for (int i = 0; i < batch.count(); i++) {
                receiveSafely(i);
            }
            flush();
        }
    }

    private void receiveSafely(int index) {
        try {
            Verdict verdict = receive(index);
            if (verdict != Verdict.ACCEPTED) {
                plane.drops().count(verdict);
            }
        } catch (RuntimeException | AssertionError e) {
            plane.fault("a datagram at " + port, 1, e);
        }
    }

    private Verdict receive(int index) {
        byte[] buffer = batch.buffer(index);
        int offset = batch.offset(index);
        int octets = batch.octets(index);
        if (port.encapsulation() == Encapsulation.UDP) {
            if (NonEsp.isKeepalive(buffer, offset, octets)) {
                plane.countKeepalive();
                return Verdict.ACCEPTED;
            }
            if (NonEsp.isMarked(buffer, offset, octets)) {
                byte[] datagram = Arrays.copyOfRange(buffer, offset + NonEsp.MARKER_OCTETS, offset + octets);
                plane.countNonEsp();
                plane.observer().nonEsp(port, batch.remote(index), datagram);
                return Verdict.ACCEPTED;
            }
        }
        return octets < EspFraming.HEADER_OCTETS ? Verdict.MALFORMED : receiveEsp(index, buffer, offset, octets);
    }

    private Verdict receiveEsp(int index, byte[] buffer, int offset, int octets) {
        int spi = EspFraming.spi(buffer, offset);
        SaPair pair = plane.sas().get(spi);
        if (pair == null) {
            tellUnknown(batch.remote(index), spi);
            return Verdict.UNKNOWN_SPI;
        }
        // a header that is put before the payload may stand where the number is now
        int sequence = EspFraming.sequence(buffer, offset);
        Verdict verdict = pair.inbound().open(buffer, offset, octets, view);
        if (verdict.isAuthentic()) {
            pair.noticeReceived(plane.observer(), nowMillis);
            pair.noticeRemote(port.encapsulation(), batch.remote(index), sequence, plane.observer(), nowMillis);
        }
        pair.report(pair.inbound().expiry(), plane.observer());
        if (verdict == Verdict.ACCEPTED) {
            append(pair.tunnel(), buffer);
        }
        return verdict;
    }

    private void tellUnknown(InetSocketAddress remote, int spi) {
        if (toldMillis == NEVER || Math.abs(nowMillis - toldMillis) >= UNKNOWN_INTERVAL_MILLIS) {
            toldMillis = nowMillis;
            plane.observer().unknownSpi(port, remote, spi);
        }
    }

    private void append(Tunnel tunnel, byte[] buffer) {
        if (tunnel != pendingTunnel || pending.isFull()) {
            flush();
            pendingTunnel = tunnel;
        }
        // RFC 4303 2.7: behind the inner packet may be octets that only hide its length
        pending.add(buffer, view.offset(), view.totalOctets());
    }

    private void flush() {
        Tunnel tunnel = pendingTunnel;
        if (tunnel != null && pending.count() > 0) {
            try {
                int refused = pending.count() - tunnel.device().write(pending);
                plane.drops().count(Verdict.TUN_REFUSED, refused);
            } catch (IOException e) {
                LOG.debug("{} refused {} packets: {}", tunnel.name(), pending.count(), e.toString());
                plane.drops().count(Verdict.TUN_REFUSED, pending.count());
            } catch (RuntimeException | AssertionError e) {
                plane.fault("what came by " + port, pending.count(), e);
            }
        }
        pending.clear();
    }
}
