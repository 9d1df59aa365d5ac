package io.flexike.esp.tun;

import io.flexike.esp.packet.PacketView;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A TUN device without a kernel: what the kernel's network stack would do is done by whoever holds {@link #hostEnd()}.
 *
 * <p>Both directions are queues of {@value #QUEUE_PACKETS} packets that drop what does not fit. As with a kernel, all
 * packets of a flow go into the tunnel through one queue if there are several.
 */
public final class InMemoryTun implements TunDevice {
    /** Packets that wait in each direction. */
    public static final int QUEUE_PACKETS = 1024;

    private static final int BATCH = 16;

    private final TunSettings settings;
    private final CopyOnWriteArrayList<TunPrefix> addresses;
    private final CopyOnWriteArrayList<Route> routes = new CopyOnWriteArrayList<>();
    private final List<PacketQueue> toTunnel;
    private final PacketQueue toHost = new PacketQueue(QUEUE_PACKETS);
    private final TunTally tally = new TunTally();
    private final HostEnd hostEnd = new HostEnd();
    private volatile @Nullable Consumer<byte[]> listener;

    record Route(TunPrefix prefix, int metric) {}

    private InMemoryTun(TunSettings settings) {
        this.settings = settings;
        this.addresses = new CopyOnWriteArrayList<>(settings.addresses());
        this.toTunnel = IntStream.range(0, settings.queues())
                .mapToObj(queue -> new PacketQueue(QUEUE_PACKETS))
                .toList();
        settings.routes().forEach(this::addRoute);
    }

    /** Makes a device that looks like the settings say. */
    public static InMemoryTun open(TunSettings settings) {
        return new InMemoryTun(settings);
    }

    /** The other end: the host whose packets go through the tunnel. */
    public HostEnd hostEnd() {
        return hostEnd;
    }

    /** What a kernel's network stack sees of the device. Thread-safe. */
    public final class HostEnd {
        private HostEnd() {}

        /** The device this is the other end of. */
        public InMemoryTun device() {
            return InMemoryTun.this;
        }

        /**
         * Sends an IP packet into the tunnel.
         *
         * @return false if it was dropped: longer than the MTU, the queue full, or the device closed
         */
        public boolean send(byte[] packet) {
            return packet.length <= settings.mtu() && queueFor(packet).offer(packet.clone());
        }

        /** Waits for a packet that came out of the tunnel; empty after the timeout or when the device is closed. */
        public Optional<byte[]> receive(Duration timeout) throws InterruptedException {
            return toHost.poll(timeout);
        }

        /**
         * Hands every packet that comes out of the tunnel to a listener, on the thread that writes it, instead of
         * queueing it. The listener must not block.
         */
        public void onPacket(Consumer<byte[]> packetListener) {
            listener = packetListener;
        }

        /** Packets dropped because a queue was full, in both directions. */
        public long drops() {
            return toTunnel.stream().mapToLong(PacketQueue::drops).sum() + toHost.drops();
        }

        /** Whether the device was closed. */
        public boolean isClosed() {
            return toHost.isClosed();
        }

        /** The addresses that the device has now. */
        public List<TunPrefix> addresses() {
            return List.copyOf(addresses);
        }

        /** The routes that go into the tunnel now. */
        public List<TunPrefix> routes() {
            return routes.stream().map(Route::prefix).distinct().toList();
        }

        /** The lowest metric of the routes to that prefix that go into the tunnel now; empty if there is none. */
        public OptionalInt metric(TunPrefix route) {
            return routes.stream()
                    .filter(one -> one.prefix().equals(route))
                    .mapToInt(Route::metric)
                    .min();
        }

        /** What leads into the tunnel: one route with the metric 0 for each address, and those that were added. */
        Stream<Route> forwarding() {
            return Stream.concat(addresses.stream().map(prefix -> new Route(prefix, 0)), routes.stream());
        }

        /** The VRF that the device belongs to; empty if none. */
        public Optional<TunVrf> vrf() {
            return settings.vrf();
        }
    }

    private PacketQueue queueFor(byte[] packet) {
        if (toTunnel.size() == 1) {
            return toTunnel.get(0);
        }
        PacketView view = new PacketView();
        boolean isPacket = view.parse(packet, 0, packet.length);
        int flow = !isPacket || view.isFragment()
                ? 0
                : Objects.hash(
                        view.sourceHigh(),
                        view.sourceLow(),
                        view.destinationHigh(),
                        view.destinationLow(),
                        view.sourcePort(),
                        view.destinationPort());
        return toTunnel.get(Math.floorMod(flow, toTunnel.size()));
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public int mtu() {
        return settings.mtu();
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public int queues() {
        return toTunnel.size();
    }

    @Override
    public void read(PacketBatch batch) throws ClosedChannelException {
        read(0, batch);
    }

    @Override
    public void read(int queue, PacketBatch batch) throws ClosedChannelException {
        batch.clear();
        toTunnel.get(queue).drainTo(batch);
        for (int i = 0; i < batch.count(); i++) {
            tally.readCall();
            tally.readOctets(batch.octets(i));
        }
        tally.readPackets(batch.count());
    }

    @Override
    public void wakeUp() {
        toTunnel.forEach(PacketQueue::wakeUp);
    }

    @Override
    public int write(PacketBatch batch) throws ClosedChannelException {
        if (toHost.isClosed()) {
            throw new ClosedChannelException();
        }
        Consumer<byte[]> host = listener;
        int taken = 0;
        for (int i = 0; i < batch.count(); i++) {
            byte[] packet = Arrays.copyOfRange(batch.buffer(i), batch.offset(i), batch.offset(i) + batch.octets(i));
            int one = handOver(packet, host) ? 1 : 0;
            tally.written(1, one, (long) one * packet.length);
            taken += one;
        }
        return taken;
    }

    private boolean handOver(byte[] packet, @Nullable Consumer<byte[]> host) {
        if (host == null) {
            return toHost.offer(packet);
        }
        host.accept(packet);
        return true;
    }

    @Override
    public TunCounters deviceCounters() {
        return tally.counters();
    }

    @Override
    public void addAddress(TunPrefix address) {
        addresses.addIfAbsent(address);
    }

    @Override
    public void removeAddress(TunPrefix address) {
        addresses.remove(address);
    }

    @Override
    public void addRoute(TunPrefix route) {
        addRoute(route, 0);
    }

    @Override
    public void addRoute(TunPrefix route, int metric) {
        routes.addIfAbsent(new Route(route, metric));
    }

    @Override
    public void removeRoute(TunPrefix route) {
        removeRoute(route, 0);
    }

    @Override
    public void removeRoute(TunPrefix route, int metric) {
        routes.remove(new Route(route, metric));
    }

    @Override
    public void close() {
        toHost.close();
        toTunnel.forEach(PacketQueue::close);
    }

    @Override
    public String toString() {
        return "InMemoryTun[" + settings.name() + "]";
    }
}
