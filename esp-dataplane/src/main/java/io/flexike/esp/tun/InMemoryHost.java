package io.flexike.esp.tun;

import io.flexike.esp.packet.PacketView;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host and router in memory, for tests and demonstrations without root: it has addresses, answers ICMP echo requests
 * to them, pings others, and forwards between the devices attached to it by longest prefix.
 *
 * <p>Its routes are those of its devices, so that a gateway which adds a route to a device adds it to the host. What
 * comes from a device of a VRF leaves through devices of the same VRF only, and reaches its addresses only. Packets are
 * cut to the devices' MTU and joined again. Thread-safe; it has no thread of its own, but works on those that bring it
 * packets.
 */
public final class InMemoryHost {
    private static final int MAX_ECHO_OCTETS = 65535 - 48;
    private static final Comparator<Match> BETTER_FIRST = Comparator.<Match>comparingInt(
                    match -> -match.route().prefix().length())
            .thenComparingInt(match -> match.route().metric());

    private final String name;
    private final LongSupplier nanoTime;
    private final List<Local> addresses = new CopyOnWriteArrayList<>();
    private final List<InMemoryTun.HostEnd> devices = new CopyOnWriteArrayList<>();
    private final Map<Optional<TunVrf>, IpReassembler> reassemblers = new ConcurrentHashMap<>();
    private final Map<Integer, PendingPing> pings = new ConcurrentHashMap<>();
    private final AtomicInteger nextPing = new AtomicInteger();
    private final AtomicInteger nextPacket = new AtomicInteger();
    private final AtomicLong forwarded = new AtomicLong();
    private final AtomicLong drops = new AtomicLong();

    private record Match(InMemoryTun.HostEnd device, InMemoryTun.Route route) {}

    private record Local(InetAddress address, Optional<TunVrf> vrf) {}

    private record PendingPing(InetAddress from, CompletableFuture<Long> answeredAt) {}

    private InMemoryHost(String name, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
    }

    /**
     * A host without addresses and devices.
     *
     * @param nanoTime the clock that measures round trips, usually {@code System::nanoTime}
     */
    public static InMemoryHost named(String name, LongSupplier nanoTime) {
        return new InMemoryHost(name, nanoTime);
    }

    /** Gives the host an address in addition to those of its devices, as if on a LAN; returns this host. */
    public InMemoryHost withAddress(String address) {
        addresses.add(new Local(TunPrefix.parse(address).address(), Optional.empty()));
        return this;
    }

    /** Gives the host an address in a VRF; returns this host. */
    public InMemoryHost withAddress(String address, TunVrf vrf) {
        addresses.add(new Local(TunPrefix.parse(address).address(), Optional.of(vrf)));
        return this;
    }

    /** Attaches a device. It is forgotten when it is closed. */
    public void attach(InMemoryTun device) {
        InMemoryTun.HostEnd end = device.hostEnd();
        devices.removeIf(InMemoryTun.HostEnd::isClosed);
        devices.add(end);
        end.onPacket(packet -> receive(packet, end.vrf()));
    }

    /** Packets that were forwarded between devices. */
    public long forwarded() {
        return forwarded.get();
    }

    /** Packets without a route, at the end of their TTL, too long, malformed, or refused by a full device. */
    public long drops() {
        return drops.get();
    }

    /**
     * Sends one ICMP echo request and waits for the reply.
     *
     * @param source an address of this host, which decides on the VRF
     * @param octets of data in the request, 0 to 65487
     * @return the round-trip time, or empty if no reply came in time
     */
    public Optional<Duration> ping(InetAddress source, InetAddress destination, int octets, Duration timeout)
            throws InterruptedException {
        if (octets < 0 || octets > MAX_ECHO_OCTETS) {
            throw new IllegalArgumentException(octets + " octets are not between 0 and " + MAX_ECHO_OCTETS);
        }
        if (source.getAddress().length != destination.getAddress().length) {
            throw new IllegalArgumentException(source + " and " + destination + " are not of one IP version");
        }
        int number = nextPing.incrementAndGet();
        byte[] payload = new byte[octets];
        for (int i = 0; i < octets; i++) {
            payload[i] = (byte) (i + number);
        }
        PendingPing pending = new PendingPing(destination, new CompletableFuture<>());
        pings.put(number, pending);
        try {
            long sentAt = nanoTime.getAsLong();
            IcmpEcho request = new IcmpEcho(true, number >>> 16, number & 0xffff, payload);
            send(request.toPacket(source, destination, nextPacket.incrementAndGet()), vrfOf(source));
            long answeredAt = pending.answeredAt().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(Duration.ofNanos(answeredAt - sentAt));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new AssertionError("a ping is never answered exceptionally", e);
        } finally {
            pings.remove(number);
        }
    }

    private void receive(byte[] packet, Optional<TunVrf> vrf) {
        PacketView view = new PacketView();
        if (!view.parse(packet, 0, packet.length)) {
            drops.incrementAndGet();
        } else if (!isMine(destination(packet), vrf)) {
            forward(packet, vrf);
        } else if (IpReassembler.isFragment(packet)) {
            // a whole packet that claims to be a fragment once more is nothing we answer
            reassemblers
                    .computeIfAbsent(vrf, first -> new IpReassembler())
                    .add(packet)
                    .filter(whole -> view.parse(whole, 0, whole.length))
                    .ifPresent(whole -> echo(whole, view, vrf));
        } else {
            echo(packet, view, vrf);
        }
    }

    private void echo(byte[] packet, PacketView view, Optional<TunVrf> vrf) {
        IcmpEcho.parse(packet, view.version(), view.protocol(), view.headerOctets(), view.totalOctets())
                .ifPresent(echo -> answer(packet, echo, vrf));
    }

    private void answer(byte[] packet, IcmpEcho echo, Optional<TunVrf> vrf) {
        InetAddress from = source(packet);
        if (echo.request()) {
            send(echo.reply().toPacket(destination(packet), from, nextPacket.incrementAndGet()), vrf);
            return;
        }
        PendingPing pending = pings.get(echo.identifier() << 16 | echo.sequence());
        if (pending != null && pending.from().equals(from)) {
            pending.answeredAt().complete(nanoTime.getAsLong());
        }
    }

    private void forward(byte[] packet, Optional<TunVrf> vrf) {
        boolean ipv4 = packet[0] >>> 4 == 4;
        int hopsAt = ipv4 ? 8 : 7;
        int hops = packet[hopsAt] & 0xff;
        InMemoryTun.HostEnd device = route(destination(packet), vrf);
        if (hops <= 1 || device == null) {
            drops.incrementAndGet();
            return;
        }
        packet[hopsAt] = (byte) (hops - 1);
        if (ipv4) {
            IpFragmenter.writeIpv4Checksum(packet, (packet[0] & 0x0f) * 4);
        }
        if (packet.length <= device.device().mtu()) {
            transmit(device, List.of(packet));
        } else if (IpFragmenter.mayBeCut(packet)) {
            transmit(device, IpFragmenter.cutIpv4(packet, device.device().mtu()));
        } else {
            drops.incrementAndGet();
            return;
        }
        forwarded.incrementAndGet();
    }

    /** Sends a packet of our own. */
    private void send(byte[] packet, Optional<TunVrf> vrf) {
        InetAddress destination = destination(packet);
        if (isMine(destination, vrf)) {
            receive(packet, vrf);
            return;
        }
        InMemoryTun.HostEnd device = route(destination, vrf);
        if (device == null) {
            drops.incrementAndGet();
            return;
        }
        int mtu = device.device().mtu();
        if (packet.length <= mtu) {
            transmit(device, List.of(packet));
        } else if (packet[0] >>> 4 == 4) {
            transmit(device, IpFragmenter.cutIpv4(packet, mtu));
        } else {
            transmit(device, IpFragmenter.cutIpv6(packet, mtu, nextPacket.incrementAndGet()));
        }
    }

    private void transmit(InMemoryTun.HostEnd device, List<byte[]> packets) {
        for (byte[] packet : packets) {
            if (!device.send(packet)) {
                drops.incrementAndGet();
            }
        }
    }

    private boolean isMine(InetAddress address, Optional<TunVrf> vrf) {
        return addresses.contains(new Local(address, vrf))
                || openDevices(vrf)
                        .flatMap(device -> device.addresses().stream())
                        .anyMatch(prefix -> prefix.address().equals(address));
    }

    private Stream<InMemoryTun.HostEnd> openDevices(Optional<TunVrf> vrf) {
        return devices.stream()
                .filter(device -> !device.isClosed() && device.vrf().equals(vrf));
    }

    /** The VRF of an address of ours; the first one if several have it. */
    private Optional<TunVrf> vrfOf(InetAddress source) {
        return Stream.concat(
                        addresses.stream()
                                .filter(local -> local.address().equals(source))
                                .map(Local::vrf),
                        devices.stream()
                                .filter(device -> device.addresses().stream()
                                        .anyMatch(prefix -> prefix.address().equals(source)))
                                .map(InMemoryTun.HostEnd::vrf))
                .findFirst()
                .orElse(Optional.empty());
    }

    private InMemoryTun.@Nullable HostEnd route(InetAddress destination, Optional<TunVrf> vrf) {
        return openDevices(vrf)
                .flatMap(device -> device.forwarding()
                        .filter(route -> route.prefix().contains(destination))
                        .map(route -> new Match(device, route)))
                .min(BETTER_FIRST)
                .map(Match::device)
                .orElse(null);
    }

    private static InetAddress source(byte[] packet) {
        return packet[0] >>> 4 == 4 ? address(packet, 12, 4) : address(packet, 8, 16);
    }

    private static InetAddress destination(byte[] packet) {
        return packet[0] >>> 4 == 4 ? address(packet, 16, 4) : address(packet, 24, 16);
    }

    private static InetAddress address(byte[] packet, int at, int octets) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(packet, at, at + octets));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + octets + " octets", e);
        }
    }

    @Override
    public String toString() {
        return "InMemoryHost[" + name + "]";
    }
}
