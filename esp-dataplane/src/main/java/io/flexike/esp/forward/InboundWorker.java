package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.AhFraming;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.Verdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;

/**
 * Reads one port, opens what is ESP or AH and hands it to the tunnel devices. Runs on a thread of its own until the
 * port is closed.
 */
final class InboundWorker implements Runnable {
    /** Our choice: packets without an SA are told of at most once in so long, as anybody can send them. */
    private static final long UNKNOWN_INTERVAL_MILLIS = 100;

    private static final long NEVER = Long.MIN_VALUE;

    private final ForwardingPlane plane;
    private final DatagramPort port;
    private final DatagramBatch batch;
    private final EspReceiver receiver;
    private long nowMillis;
    private long toldMillis = NEVER;

    InboundWorker(ForwardingPlane plane, DatagramPort port) {
        this.plane = plane;
        this.port = port;
        this.batch = DatagramBatch.forReceiving(port.preferredBatch(), DatagramBatch.MAX_DATAGRAM_OCTETS);
        this.receiver = new EspReceiver(plane, port.preferredBatch());
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
            } catch (IOException | RuntimeException | Error e) {
                if (!faults.pauseAfter(e)) {
                    return;
                }
                continue;
            }
            nowMillis = plane.nowMillis();
            for (int i = 0; i < batch.count(); i++) {
                receiveSafely(i);
            }
            receiver.flush();
        }
    }

    private void receiveSafely(int index) {
        try {
            Verdict verdict = receive(index);
            if (verdict != Verdict.ACCEPTED) {
                plane.drops().count(verdict);
            }
        } catch (RuntimeException | Error e) {
            plane.fault("a datagram at", port, 1, e);
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
        if (port.encapsulation() == Encapsulation.AH) {
            int ah = AhFraming.find(buffer, offset, octets);
            return ah < 0
                    ? Verdict.MALFORMED
                    : receive(index, buffer, offset, octets, AhFraming.spi(buffer, offset + ah));
        }
        return octets < EspFraming.HEADER_OCTETS
                ? Verdict.MALFORMED
                : receive(index, buffer, offset, octets, EspFraming.spi(buffer, offset));
    }

    private Verdict receive(int index, byte[] buffer, int offset, int octets, int spi) {
        SaPair pair = plane.sas().get(spi);
        if (pair == null) {
            WaitingRoom room = plane.waitingRoom();
            boolean expected = room.isExpected(spi);
            if (expected
                    && room.admit(
                            spi,
                            buffer,
                            offset,
                            octets,
                            batch.trafficClass(index),
                            port.encapsulation(),
                            batch.remote(index),
                            nowMillis)) {
                return Verdict.ACCEPTED;
            }
            // it may have been installed meanwhile, and so be expected no more
            pair = plane.sas().get(spi);
            if (pair == null) {
                // one that is about to be installed is no reason to complain of, even if there is no room
                if (!expected) {
                    tellUnknown(batch.remote(index), spi);
                }
                return Verdict.UNKNOWN_SPI;
            }
        }
        Verdict verdict = receiver.receive(
                pair,
                buffer,
                offset,
                octets,
                batch.trafficClass(index),
                port.encapsulation(),
                batch.remote(index),
                nowMillis);
        if (verdict != Verdict.ACCEPTED) {
            pair.tunnel().drops().count(verdict);
        }
        return verdict;
    }

    private void tellUnknown(InetSocketAddress remote, int spi) {
        if (toldMillis == NEVER || Math.abs(nowMillis - toldMillis) >= UNKNOWN_INTERVAL_MILLIS) {
            toldMillis = nowMillis;
            plane.observer().unknownSpi(port, remote, spi);
        }
    }
}
