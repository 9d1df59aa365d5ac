package io.flexike.esp.gre;

import io.flexike.esp.packet.GreFraming;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TcpMss;
import io.flexike.esp.packet.TrafficClass;
import io.flexike.esp.tun.PacketBatch;
import io.flexike.esp.tun.TunCounters;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunPrefix;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TUN device whose packets leave as GRE between two addresses, and that takes such packets (RFC 2784, RFC 2890, RFC
 * 7676).
 *
 * <p>To the host it is the device that it stands on: name, MTU, addresses and routes are that one's. To a data plane it
 * is a device whose packets all go from one address to another with protocol 47, which SAs in transport or in tunnel
 * mode between just these two protect. Who sets the MTU has to leave room for the headers.
 *
 * <p>While it is not connected, it drops what comes either way. The ends may change at any time.
 */
public final class GreTunnel implements TunDevice {
    /** Packets of {@link #send} that wait to be read. */
    public static final int MAX_WAITING = 64;

    private static final Logger LOG = LoggerFactory.getLogger(GreTunnel.class);
    private static final int IPV6_HEADER = 40;

    private final TunDevice device;
    private final GreSettings settings;
    private final GreTally tally = new GreTally();
    private final GreEncapsulator encapsulator;
    private final Queue<Waiting> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final ReentrantLock receiving = new ReentrantLock();
    // both guarded by receiving
    private final GreDecapsulator decapsulator;
    private final PacketBatch received;
    private volatile @Nullable GreLink link;
    private volatile @Nullable GreProtocolListener listener;
    private volatile @Nullable TcpMss mss;
    // one for each queue, of the thread that reads it
    private final PacketView[] outgoing;

    @SuppressWarnings("ArrayRecordComponent")
    private record Waiting(GreProtocol protocol, byte[] packet) {}

    private GreTunnel(TunDevice device, GreSettings settings) {
        this.device = device;
        this.settings = settings;
        encapsulator = new GreEncapsulator(settings);
        decapsulator = new GreDecapsulator(settings);
        received = PacketBatch.forWriting(device.preferredBatch());
        outgoing = new PacketView[device.queues()];
        Arrays.setAll(outgoing, queue -> new PacketView());
    }

    /**
     * A tunnel without ends over a device, which belongs to it from now on.
     *
     * @throws IllegalArgumentException if packets are to have sequence numbers and the device has more than one queue,
     *     whose packets would overtake each other
     */
    public static GreTunnel over(TunDevice device, GreSettings settings) {
        if (settings.sequenceNumbers() && device.queues() > 1) {
            throw new IllegalArgumentException(
                    device.name() + " has " + device.queues() + " queues, GRE with sequence numbers reads one");
        }
        return new GreTunnel(device, settings);
    }

    /** Whether packets are sent with sequence numbers. */
    public boolean countsPackets() {
        return settings.sequenceNumbers();
    }

    /** Gives it ends; sequence numbers begin anew. */
    public synchronized void connect(GreEnds ends) {
        link = new GreLink(ends, settings, new GreSequence());
    }

    /** Gives it other ends while the tunnel stays the same, because one of the two has moved. */
    public synchronized void move(GreEnds ends) {
        GreLink current = link;
        link = new GreLink(ends, settings, current == null ? new GreSequence() : current.sequence());
    }

    /** Takes its ends away. */
    public synchronized void disconnect() {
        link = null;
    }

    /** The two addresses, or empty while it is not connected. */
    public Optional<GreEnds> ends() {
        return Optional.ofNullable(link).map(GreLink::ends);
    }

    /** Who takes what is neither IPv4 nor IPv6 from now on, instead of who did so before. */
    public void onProtocol(GreProtocolListener newListener) {
        listener = newListener;
    }

    /**
     * Lowers the maximum segment size that TCP connections through it offer from now on, in octets for each version of
     * IP; where it is empty, nothing is changed.
     *
     * @throws IllegalArgumentException if a number is not between 1 and 65535
     */
    public void limitTcpMss(OptionalInt ipv4, OptionalInt ipv6) {
        mss = TcpMss.of(ipv4, ipv6);
    }

    /** What it did so far. */
    public GreCounters counters() {
        return tally.read();
    }

    /** What it stands on, which knows nothing of GRE: what is written there reaches the host as it is. */
    public TunDevice device() {
        return device;
    }

    /**
     * Puts the headers before an IP packet once more, for who reads the device and has cut what it gave. Only for a
     * thread that does so.
     *
     * @param at where the packet stands, behind {@link #headroomOctets} free octets
     * @return octets that were put before it, or -1 if the tunnel has no ends or the packet is no IP
     */
    public int encapsulate(byte[] buffer, int at, int octets) {
        GreLink current = link;
        int type = GreEncapsulator.protocolType(buffer, at, octets);
        if (current == null || type < 0 || !encapsulator.fits(current, octets)) {
            return -1;
        }
        encapsulator.encapsulate(current, buffer, at, octets, type, TrafficClass.of(buffer, at));
        return encapsulator.headroomOctets(current);
    }

    /**
     * Sends a packet that does not come from the host, such as one of NHRP.
     *
     * @param packet without GRE header, at most as long as the MTU; must not be changed later
     * @return false if it was dropped, which is counted
     */
    public boolean send(GreProtocol protocol, byte[] packet) {
        if (link == null) {
            return dropped(GreDropReason.NOT_CONNECTED);
        }
        if (packet.length > mtu()) {
            return dropped(GreDropReason.TOO_LONG);
        }
        if (!waiting.offer(new Waiting(protocol, packet))) {
            return dropped(GreDropReason.TOO_MANY_WAITING);
        }
        device.wakeUp();
        return true;
    }

    /** @return false */
    private boolean dropped(GreDropReason reason) {
        tally.drop(reason);
        return false;
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public int mtu() {
        return device.mtu();
    }

    @Override
    public int headroomOctets() {
        // whatever the IP version of the ends will be
        return device.headroomOctets() + IPV6_HEADER + GreFraming.MAX_HEADER_OCTETS;
    }

    @Override
    public int preferredBatch() {
        return device.preferredBatch();
    }

    @Override
    public TunCounters deviceCounters() {
        return device.deviceCounters();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the batch has less headroom than {@link #headroomOctets}
     */
    @Override
    public void read(PacketBatch batch) throws IOException {
        read(0, batch);
    }

    @Override
    public int queues() {
        return device.queues();
    }

    @Override
    public void read(int queue, PacketBatch batch) throws IOException {
        if (batch.headroom() < headroomOctets()) {
            throw new IllegalArgumentException(
                    "a headroom of " + batch.headroom() + " octets is less than " + headroomOctets());
        }
        device.read(queue, batch);
        GreLink current = link;
        for (int i = 0; i < batch.count(); ) {
            if (encapsulate(current, batch, i, outgoing[queue])) {
                i++;
            } else {
                batch.remove(i);
            }
        }
        addWaiting(current, batch);
    }

    private boolean encapsulate(@Nullable GreLink current, PacketBatch batch, int index, PacketView view) {
        byte[] buffer = batch.buffer(index);
        int at = batch.offset(index);
        int octets = batch.octets(index);
        if (current == null) {
            return dropped(GreDropReason.NOT_CONNECTED);
        }
        int type = GreEncapsulator.protocolType(buffer, at, octets);
        if (type < 0) {
            return dropped(GreDropReason.NOT_IP);
        }
        if (!encapsulator.fits(current, octets)) {
            return dropped(GreDropReason.TOO_LONG);
        }
        TcpMss limit = mss;
        if (limit != null && view.parse(buffer, at, octets)) {
            limit.limit(buffer, view);
        }
        encapsulator.encapsulate(current, buffer, at, octets, type, TrafficClass.of(buffer, at));
        int headroom = encapsulator.headroomOctets(current);
        batch.set(index, at - headroom, headroom + octets);
        tally.sent.increment();
        return true;
    }

    private void addWaiting(@Nullable GreLink current, PacketBatch batch) {
        while (!batch.isFull()) {
            Waiting next = waiting.poll();
            if (next == null) {
                return;
            }
            byte[] packet = next.packet();
            if (current == null || packet.length > batch.packetOctets() || !encapsulator.fits(current, packet.length)) {
                tally.drop(current == null ? GreDropReason.NOT_CONNECTED : GreDropReason.TOO_LONG);
                continue;
            }
            byte[] buffer = batch.freeBuffer();
            int at = batch.headroom();
            int headroom = encapsulator.headroomOctets(current);
            System.arraycopy(packet, 0, buffer, at, packet.length);
            encapsulator.encapsulate(
                    current, buffer, at, packet.length, next.protocol().etherType(), 0);
            batch.add(buffer, at - headroom, headroom + packet.length);
            tally.sent.increment();
        }
        // the next read must not wait for the host
        if (!waiting.isEmpty()) {
            device.wakeUp();
        }
    }

    @Override
    public void wakeUp() {
        device.wakeUp();
    }

    /**
     * Hands what the packets carry to the host, or to the listener.
     *
     * @return how many packets were good and had a taker
     */
    @Override
    public int write(PacketBatch batch) throws IOException {
        receiving.lock();
        try {
            received.clear();
            GreLink current = link;
            int taken = 0;
            for (int i = 0; i < batch.count(); i++) {
                if (received.isFull()) {
                    taken += flush();
                }
                taken += receive(current, batch.buffer(i), batch.offset(i), batch.octets(i)) ? 1 : 0;
            }
            return taken + flush();
        } finally {
            receiving.unlock();
        }
    }

    /** Returns true if that is all; what is for the host counts when it has taken it. */
    private boolean receive(@Nullable GreLink current, byte[] buffer, int offset, int octets) {
        if (current == null) {
            return dropped(GreDropReason.NOT_CONNECTED);
        }
        GreDropReason refusal = decapsulator.decapsulate(current, buffer, offset, octets);
        if (refusal != null) {
            return dropped(refusal);
        }
        if (decapsulator.protocolType() == GreProtocol.KEEPALIVE.etherType()) {
            tally.keepalives.increment();
            return true;
        }
        if (!decapsulator.carriesIp()) {
            return handOver(buffer);
        }
        if (!decapsulator.parseInner(buffer)) {
            return dropped(GreDropReason.MALFORMED_INNER);
        }
        if (decapsulator.isKeepalive(current, buffer)) {
            tally.keepalives.increment();
            return true;
        }
        if (!decapsulator.takeOverCongestion(buffer)) {
            return dropped(GreDropReason.NOT_ECN_CAPABLE);
        }
        TcpMss limit = mss;
        if (limit != null) {
            decapsulator.limitMss(limit, buffer);
        }
        received.add(buffer, decapsulator.payload(), decapsulator.innerOctets());
        return false;
    }

    private boolean handOver(byte[] buffer) {
        GreProtocolListener taker = listener;
        if (taker == null) {
            return dropped(GreDropReason.UNKNOWN_PROTOCOL);
        }
        GreProtocol protocol = new GreProtocol(decapsulator.protocolType());
        int at = decapsulator.payload();
        try {
            taker.received(protocol, Arrays.copyOfRange(buffer, at, at + decapsulator.payloadOctets()));
        } catch (RuntimeException e) {
            LOG.debug("{}: the listener failed at a packet of {}", name(), protocol, e);
            return dropped(GreDropReason.LISTENER_FAILED);
        }
        tally.otherProtocols.increment();
        return true;
    }

    private int flush() throws IOException {
        int offered = received.count();
        if (offered == 0) {
            return 0;
        }
        try {
            int taken = device.write(received);
            tally.received.add(taken);
            tally.drop(GreDropReason.DEVICE_REFUSED, offered - taken);
            return taken;
        } finally {
            received.clear();
        }
    }

    @Override
    public void addAddress(TunPrefix address) throws IOException {
        device.addAddress(address);
    }

    @Override
    public void removeAddress(TunPrefix address) throws IOException {
        device.removeAddress(address);
    }

    @Override
    public void addRoute(TunPrefix route, int metric) throws IOException {
        device.addRoute(route, metric);
    }

    @Override
    public void removeRoute(TunPrefix route, int metric) throws IOException {
        device.removeRoute(route, metric);
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    @Override
    public String toString() {
        return "GreTunnel[" + device + "]";
    }
}
