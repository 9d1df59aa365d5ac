package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.GreFraming;
import io.flexike.esp.packet.OuterHeader;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.spd.OutboundIndex;
import io.flexike.esp.tun.PacketBatch;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one queue of a tunnel device, protects its packets and sends them. Runs on a thread of its own until the device
 * is closed.
 *
 * <p>DSCP, ECN and DF of the inner header are not copied: the kernel builds the outer header, for UDP and raw sockets
 * alike.
 */
final class OutboundWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundWorker.class);
    /** Room for an ESP header with the longest IV, or for an IPv6 header and AH with the longest ICV. */
    private static final int HEADROOM = 96;
    /** Room for padding, trailer and the longest ICV. */
    private static final int TAILROOM = 64;
    /** The longest payload of a UDP datagram over IPv4. */
    private static final int MAX_ESP_OCTETS = 65507;
    /** How many SAs a packet may find removed before it is dropped. */
    private static final int MAX_ATTEMPTS = 4;

    private final ForwardingPlane plane;
    private final Tunnel tunnel;
    private final int queue;
    private final OutboundIndex.Lookup<SaPair> lookup;
    private final PacketView view = new PacketView();
    private final PacketView inGre = new PacketView();
    private final PacketBatch batch;
    private final DatagramBatch pending;
    private @Nullable DatagramPort pendingPort;
    private long nowMillis;

    OutboundWorker(ForwardingPlane plane, Tunnel tunnel, int queue) {
        this.plane = plane;
        this.tunnel = tunnel;
        this.queue = queue;
        this.lookup = tunnel.index().lookup();
        int capacity = tunnel.device().preferredBatch();
        int headroom = HEADROOM + tunnel.device().headroomOctets();
        this.batch = PacketBatch.forReading(capacity, headroom, tunnel.device().mtu(), TAILROOM);
        this.pending = DatagramBatch.forSending(capacity);
    }

    @Override
    public void run() {
        ReadFaults faults = new ReadFaults(tunnel.name());
        while (true) {
            try {
                tunnel.device().read(queue, batch);
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
                protectSafely(i);
            }
            flush();
        }
    }

    private void protectSafely(int index) {
        try {
            Verdict verdict = protect(index);
            if (verdict != Verdict.ACCEPTED) {
                plane.drops().count(verdict);
            }
            if (verdict == Verdict.NO_SA || verdict == Verdict.OUTBOUND_SELECTOR_MISMATCH) {
                plane.observer().unprotected(tunnel.name(), view);
            }
        } catch (RuntimeException | AssertionError e) {
            plane.fault("a packet from " + tunnel.name(), 1, e);
        }
    }

    private Verdict protect(int index) {
        if (!view.parse(batch.buffer(index), batch.offset(index), batch.octets(index))) {
            return Verdict.MALFORMED_OUTBOUND;
        }
        Verdict verdict = sealWithAnySa(index);
        // the SA found may just have been replaced; its successor was installed before it went
        for (int i = 1; verdict == Verdict.SA_REMOVED && i < MAX_ATTEMPTS; i++) {
            verdict = sealWithAnySa(index);
        }
        return verdict;
    }

    private Verdict sealWithAnySa(int index) {
        SaPair pair = lookup.find(view);
        if (pair == null) {
            return lookup.prefixKnown() ? Verdict.OUTBOUND_SELECTOR_MISMATCH : Verdict.NO_SA;
        }
        SendPath path = pair.path();
        if (path.carries(view) || carriesInGre(path, batch.buffer(index))) {
            return Verdict.LOOP;
        }
        if (!pair.isTransport()) {
            int nextHeader = view.version() == 4 ? EspFraming.NEXT_HEADER_IPV4 : EspFraming.NEXT_HEADER_IPV6;
            return seal(pair, path, batch.buffer(index), 0, nextHeader);
        }
        if (!view.isTransportable()) {
            return Verdict.NOT_TRANSPORTABLE;
        }
        // RFC 4303 3.1.1: ESP stands behind the IP header, which the host builds anew for the outer packet
        return seal(pair, path, batch.buffer(index), view.fixedHeaderOctets(), view.firstProtocol());
    }

    /** Whether the packet in view is GRE around one that travels along this path: the next round of the same loop. */
    private boolean carriesInGre(SendPath path, byte[] buffer) {
        if (view.protocol() != GreFraming.PROTOCOL || view.isLaterFragment()) {
            return false;
        }
        int at = view.offset() + view.headerOctets();
        int octets = view.totalOctets() - view.headerOctets();
        int header = GreFraming.headerOctets(buffer, at, octets);
        return header > 0 && inGre.parse(buffer, at + header, octets - header) && path.carries(inGre);
    }

    /** Protects the packet in view from {@code skipped} octets on. */
    private Verdict seal(SaPair pair, SendPath path, byte[] buffer, int skipped, int nextHeader) {
        int offset = view.offset() + skipped;
        int octets = view.totalOctets() - skipped;
        OuterHeader outer = path.outerHeader();
        int sealed = outer == null
                ? pair.outbound().seal(buffer, offset, octets, nextHeader)
                : pair.outbound().seal(outer, buffer, offset, octets, nextHeader);
        pair.report(pair.outbound().expiry(), plane.observer());
        if (sealed < 0) {
            return refusal(sealed);
        }
        if (sealed > MAX_ESP_OCTETS) {
            return Verdict.TOO_BIG;
        }
        pair.noticeSent(nowMillis);
        int headroom = outer == null
                ? pair.outbound().headroomOctets()
                : pair.outbound().headroomOctets(outer);
        append(path, buffer, offset - headroom, sealed);
        return Verdict.ACCEPTED;
    }

    private static Verdict refusal(int code) {
        return switch (code) {
            case OutboundSa.EXHAUSTED -> Verdict.SEQUENCE_EXHAUSTED;
            case OutboundSa.LIMIT_REACHED -> Verdict.LIMIT_REACHED;
            case OutboundSa.NO_ROOM -> Verdict.TOO_BIG;
            default -> Verdict.SA_REMOVED;
        };
    }

    private void append(SendPath path, byte[] buffer, int offset, int octets) {
        if (path.port() != pendingPort || pending.isFull()) {
            flush();
            pendingPort = path.port();
        }
        pending.add(buffer, offset, octets, path.remote());
    }

    private void flush() {
        DatagramPort port = pendingPort;
        if (port != null && pending.count() > 0) {
            try {
                int refused = pending.count() - port.send(pending);
                plane.drops().count(Verdict.SEND_FAILED, refused);
            } catch (IOException e) {
                LOG.debug("{}: {} packets were not sent: {}", tunnel.name(), pending.count(), e.toString());
                plane.drops().count(Verdict.SEND_FAILED, pending.count());
            } catch (RuntimeException | AssertionError e) {
                plane.fault("what came from " + tunnel.name(), pending.count(), e);
            }
        }
        pending.clear();
    }
}
