package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.GreFraming;
import io.flexike.esp.packet.IcmpQuote;
import io.flexike.esp.packet.OuterHeader;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TcpMss;
import io.flexike.esp.packet.TrafficClass;
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
 */
final class OutboundWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundWorker.class);
    /** Room for an ESP header with the longest IV, or for an IPv6 header and AH with the longest ICV. */
    static final int HEADROOM = 96;
    /** Room for padding, trailer and the longest ICV. */
    static final int TAILROOM = 64;
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
    private final PacketView piece = new PacketView();
    private final PacketView answer = new PacketView();
    private final PacketBatch batch;
    private final DatagramBatch pending;
    private final TooLongPackets tooLong;
    private final Fits fits;
    private @Nullable DatagramPort pendingPort;
    /** The SA of all that is pending, if it is one. */
    private @Nullable SaPair pendingPair;

    private long nowMillis;
    private long sentPackets;
    private long sentOctets;

    OutboundWorker(ForwardingPlane plane, Tunnel tunnel, int queue) {
        this.plane = plane;
        this.tunnel = tunnel;
        this.queue = queue;
        this.lookup = tunnel.index().lookup(queue);
        int capacity = tunnel.device().preferredBatch();
        int headroom = HEADROOM + tunnel.device().headroomOctets();
        int mtu = tunnel.device().mtu();
        this.batch = PacketBatch.forReading(capacity, headroom, mtu, TAILROOM);
        this.pending = DatagramBatch.forSending(capacity);
        this.fits = new Fits(queue);
        TooBigReplies replies = new TooBigReplies(tunnel.host(), plane.nowMillis());
        this.tooLong = new TooLongPackets(tunnel, replies, capacity, headroom, headroom + mtu + TAILROOM);
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
            } catch (IOException | RuntimeException | Error e) {
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
            fits.clear();
            tunnel.tally().sent(sentPackets, sentOctets);
            sentPackets = 0;
            sentOctets = 0;
        }
    }

    private void protectSafely(int index) {
        try {
            Verdict verdict = protect(index);
            if (verdict == Verdict.ACCEPTED) {
                sentPackets++;
                sentOctets += view.totalOctets();
                return;
            }
            drop(verdict, 1);
            if (verdict == Verdict.NO_SA || verdict == Verdict.OUTBOUND_SELECTOR_MISMATCH) {
                plane.observer().unprotected(tunnel.name(), view);
            }
        } catch (RuntimeException | Error e) {
            plane.fault("a packet from", tunnel.name(), 1, e);
        }
    }

    private void drop(Verdict verdict, int packets) {
        plane.drops().count(verdict, packets);
        tunnel.drops().count(verdict, packets);
    }

    private Verdict protect(int index) {
        byte[] buffer = batch.buffer(index);
        if (!view.parse(buffer, batch.offset(index), batch.octets(index))) {
            return Verdict.MALFORMED_OUTBOUND;
        }
        TcpMss mss = tunnel.mss();
        if (mss != null) {
            mss.limit(buffer, view);
        }
        return protect(view, buffer, false);
    }

    /** Protects a packet, or a piece of the one in view. */
    private Verdict protect(PacketView packet, byte[] buffer, boolean isPiece) {
        Verdict verdict = sealWithAnySa(packet, buffer, isPiece);
        // the SA found may just have been replaced; its successor was installed before it went
        for (int i = 1; verdict == Verdict.SA_REMOVED && i < MAX_ATTEMPTS; i++) {
            verdict = sealWithAnySa(packet, buffer, isPiece);
        }
        return verdict;
    }

    private Verdict sealWithAnySa(PacketView packet, byte[] buffer, boolean isPiece) {
        SaPair pair = lookup.find(packet);
        if (pair == null) {
            Verdict none = lookup.prefixKnown() ? Verdict.OUTBOUND_SELECTOR_MISMATCH : Verdict.NO_SA;
            pair = findForError(packet, buffer);
            if (pair == null) {
                return none;
            }
        }
        Verdict verdict = sealWith(pair, packet, buffer, isPiece);
        if (verdict != Verdict.ACCEPTED && verdict != Verdict.SA_REMOVED && !isPiece) {
            pair.countSendDrop(verdict, 1);
        }
        return verdict;
    }

    /** RFC 4301 6.2: an ICMP error that no SA is for goes where the answer to the packet would go that it tells of. */
    private @Nullable SaPair findForError(PacketView packet, byte[] buffer) {
        if (!IcmpQuote.readReversed(buffer, packet, answer)) {
            return null;
        }
        SaPair pair = lookup.find(answer);
        // in transport mode the addresses do not travel: the receiver takes those of the ends
        return pair != null && pair.isTransport() && !answer.hasSourceOf(packet) ? null : pair;
    }

    private Verdict sealWith(SaPair pair, PacketView packet, byte[] buffer, boolean isPiece) {
        SendPath path = pair.path();
        if (path.carries(packet) || carriesInGre(path, packet, buffer)) {
            return Verdict.LOOP;
        }
        if (pair.isTransport() && !packet.isTransportable()) {
            return Verdict.NOT_TRANSPORTABLE;
        }
        int longest = fits.longestPacket(pair, path);
        boolean whole = pair.rules().isWhole(buffer, packet);
        if (packet.totalOctets() > longest && !isPiece) {
            switch (tooLong.decide(pair, buffer, packet, longest, nowMillis)) {
                case DROP -> {
                    return Verdict.EXCEEDS_PATH_MTU;
                }
                case CUT_BEFORE -> {
                    return protectPieces();
                }
                case CUT_AFTER -> whole = false;
            }
        }
        if (!pair.isTransport()) {
            int nextHeader = packet.version() == 4 ? EspFraming.NEXT_HEADER_IPV4 : EspFraming.NEXT_HEADER_IPV6;
            return seal(pair, path, packet, buffer, 0, nextHeader, whole);
        }
        // RFC 4303 3.1.1: ESP stands behind the IP header, which the host builds anew for the outer packet
        return seal(pair, path, packet, buffer, packet.fixedHeaderOctets(), packet.firstProtocol(), whole);
    }

    /** Protects the pieces of a packet; when one is lost, the rest is of no use. */
    private Verdict protectPieces() {
        Verdict verdict = Verdict.ACCEPTED;
        while (verdict == Verdict.ACCEPTED && tooLong.hasNext()) {
            byte[] buffer = tooLong.next(piece);
            verdict = buffer == null ? Verdict.SEND_FAILED : protect(piece, buffer, true);
        }
        // the whole packet must not be tried once more after some of its pieces were sent
        return verdict == Verdict.SA_REMOVED ? Verdict.SEND_FAILED : verdict;
    }

    /** Whether a packet is GRE around one that travels along this path: the next round of the same loop. */
    private boolean carriesInGre(SendPath path, PacketView packet, byte[] buffer) {
        if (packet.protocol() != GreFraming.PROTOCOL || packet.isLaterFragment()) {
            return false;
        }
        int at = packet.offset() + packet.headerOctets();
        int octets = packet.totalOctets() - packet.headerOctets();
        int header = GreFraming.headerOctets(buffer, at, octets);
        return header > 0 && inGre.parse(buffer, at + header, octets - header) && path.carries(inGre);
    }

    /** Protects a packet from {@code skipped} octets on. */
    private Verdict seal(
            SaPair pair, SendPath path, PacketView packet, byte[] buffer, int skipped, int nextHeader, boolean whole) {
        int offset = packet.offset() + skipped;
        int octets = packet.totalOctets() - skipped;
        int trafficClass = TrafficClass.of(buffer, packet.offset());
        if (!pair.isTransport()) {
            trafficClass = TrafficClass.ofOuter(trafficClass, pair.rules().dscp());
        }
        OuterHeader outer = path.outerHeader(whole);
        int sealed = outer == null
                ? pair.outbound().seal(buffer, offset, octets, nextHeader)
                : pair.outbound().seal(outer, buffer, offset, octets, nextHeader, trafficClass);
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
        append(pair, path, buffer, offset - headroom, sealed, trafficClass, whole);
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

    private void append(
            SaPair pair, SendPath path, byte[] buffer, int offset, int octets, int trafficClass, boolean whole) {
        DatagramPort port = path.port(queue);
        if (port != pendingPort || pending.isFull()) {
            flush();
            pendingPort = port;
        }
        if (pending.count() == 0) {
            pendingPair = pair;
        } else if (pendingPair != pair) {
            pendingPair = null;
        }
        pending.add(buffer, offset, octets, path.remote(), trafficClass, whole);
    }

    /** What the port did not take; which SA it was for is known where all of it was for one. */
    private void refused(int packets) {
        drop(Verdict.SEND_FAILED, packets);
        SaPair only = pendingPair;
        if (only != null) {
            only.countSendDrop(Verdict.SEND_FAILED, packets);
        }
    }

    private void flush() {
        DatagramPort port = pendingPort;
        if (port != null && pending.count() > 0) {
            try {
                int refused = pending.count() - port.send(pending);
                if (refused > 0) {
                    refused(refused);
                }
            } catch (IOException e) {
                LOG.debug("{}: {} packets were not sent: {}", tunnel.name(), pending.count(), e.toString());
                refused(pending.count());
            } catch (RuntimeException | Error e) {
                plane.fault("what came from", tunnel.name(), pending.count(), e);
            }
        }
        pending.clear();
        pendingPair = null;
    }
}
