package io.flexike.esp;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.tun.InMemoryHost;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Two data planes, each with a host behind it, joined by a network in memory. */
final class TwoGateways implements AutoCloseable {
    final InMemoryNetwork network = new InMemoryNetwork();
    final End alice = new End("alice", "10.1.0.1", "fd01::1", "10.0.0.0/8", "fd00::/8");
    final End bob = new End("bob", "10.2.0.1", "fd02::1", "10.0.0.0/8", "fd00::/8");
    private OuterPath alicePath;
    private OuterPath bobPath;

    record NonEspDatagram(InetSocketAddress local, InetSocketAddress remote, byte[] octets) {}

    static final class End implements AutoCloseable {
        final InMemoryHost host;
        final BlockingQueue<UnprotectedPacket> unprotected = new LinkedBlockingQueue<>();
        final BlockingQueue<UnknownSpi> unknown = new LinkedBlockingQueue<>();
        final BlockingQueue<PeerMoved> moves = new LinkedBlockingQueue<>();
        final BlockingQueue<SaExpiring> expiring = new LinkedBlockingQueue<>();
        final BlockingQueue<Integer> firstPackets = new LinkedBlockingQueue<>();
        final AtomicLong nowMillis = new AtomicLong(1_700_000_000_000L);
        final BlockingQueue<NonEspDatagram> nonEsp = new LinkedBlockingQueue<>();
        final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        private final TunSettings settings;
        InMemoryTun tun;
        /** What the plane gets: the device itself, or what stands on it. */
        TunDevice device;

        DataPlane plane;

        End(String name, String address4, String address6, String route4, String route6) {
            host = InMemoryHost.named(name, System::nanoTime)
                    .withAddress(address4)
                    .withAddress(address6);
            settings = TunSettings.named(name).withRoute(route4).withRoute(route6);
            openTunnel();
        }

        void openTunnel() {
            tun = InMemoryTun.open(settings);
            device = tun;
            host.attach(tun);
        }

        void start(DatagramPort port) {
            plane = DataPlane.builder()
                    .crypto(CryptoProvider.standard())
                    .random(new SecureRandom())
                    .clock(() -> Instant.ofEpochMilli(nowMillis.get()))
                    .port(port)
                    .tunnel(device)
                    .onNoSa(unprotected::add)
                    .onUnknownSpi(unknown::add)
                    .onPeerMoved(moves::add)
                    .onSaExpiring(expiring::add)
                    .onFirstPacket(firstPackets::add)
                    .onNonEsp((local, remote, octets) -> nonEsp.add(new NonEspDatagram(local, remote, octets)))
                    .start();
        }

        /** Sends into the tunnel, again and again while its queue is full. */
        void sendReliably(byte[] packet) {
            while (!tun.hostEnd().send(packet)) {
                Thread.onSpinWait();
            }
        }

        /** What was received before that packet. */
        List<byte[]> takeUntil(byte[] last) throws InterruptedException {
            List<byte[]> taken = new ArrayList<>();
            while (true) {
                byte[] packet = received.poll(5, TimeUnit.SECONDS);
                if (packet == null) {
                    throw new AssertionError("the last packet did not come");
                }
                if (Arrays.equals(packet, last)) {
                    return taken;
                }
                taken.add(packet);
            }
        }

        @Override
        public void close() {
            if (plane != null) {
                plane.close();
            }
        }
    }

    void open() {
        open(Encapsulation.UDP, "192.0.2.1", "192.0.2.2");
    }

    void open(Encapsulation encapsulation, String left, String right) {
        InetSocketAddress leftAddress = new InetSocketAddress(Packets.address(left), 4500);
        InetSocketAddress rightAddress = new InetSocketAddress(Packets.address(right), 4500);
        alicePath = new OuterPath(leftAddress, rightAddress, encapsulation);
        bobPath = new OuterPath(rightAddress, leftAddress, encapsulation);
        alice.start(network.open(encapsulation, leftAddress));
        bob.start(network.open(encapsulation, rightAddress));
    }

    /** A pair at each end; with two selectors, the first is Alice's side. */
    void install(CipherSpec spec, Selector... selectors) {
        boolean sides = selectors.length == 2
                && selectors[0].start().getAddress().length
                        == selectors[1].start().getAddress().length;
        List<Selector> left = sides ? List.of(selectors[0]) : List.of(selectors);
        List<Selector> right = sides ? List.of(selectors[1]) : List.of(selectors);
        bob.plane.install(
                TestSas.bob(spec).path(bobPath).local(right).remote(left).build());
        alice.plane.install(
                TestSas.alice(spec).path(alicePath).local(left).remote(right).build());
    }

    /** A pair for any traffic at each end, changed at Alice's. */
    void install(CipherSpec spec, UnaryOperator<EspSaParameters.Builder> atAlice) {
        bob.plane.install(TestSas.anyTraffic(TestSas.bob(spec).path(bobPath)));
        alice.plane.install(TestSas.anyTraffic(atAlice.apply(TestSas.alice(spec).path(alicePath))));
    }

    /** Keeps what comes out of the tunnels, instead of handing it to the hosts. */
    void keepReceived() {
        alice.tun.hostEnd().onPacket(alice.received::add);
        bob.tun.hostEnd().onPacket(bob.received::add);
    }

    /** Sends a packet from Alice's tunnel, and returns when Bob's plane has dealt with what became of it. */
    void sendThrough(byte[] packet) throws InterruptedException {
        CountDownLatch carried = new CountDownLatch(1);
        network.link((datagram, onwards) -> {
            onwards.accept(datagram);
            carried.countDown();
        });
        alice.sendReliably(packet);
        if (!carried.await(5, TimeUnit.SECONDS)) {
            throw new AssertionError("the packet was not sent");
        }
        awaitBob();
    }

    /** Sends a packet from Alice's tunnel that the network loses, by which she learns something of the way. */
    void lose(byte[] packet) {
        alice.sendReliably(packet);
        while (network.drops() == 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("nothing was lost");
            }
            Thread.onSpinWait();
        }
    }

    /** Returns when Bob's plane has dealt with all that was sent to it before. */
    void awaitBob() throws InterruptedException {
        // a port is read in order: what comes to the handler after the packet tells that the packet is done
        sendRaw(bobPath.local(), new byte[] {0, 0, 0, 0, 1});
        if (bob.nonEsp.poll(5, TimeUnit.SECONDS) == null) {
            throw new AssertionError("Bob's port is not read");
        }
    }

    /** Sends a datagram to that address from nowhere in particular. */
    void sendRaw(InetSocketAddress destination, byte[] octets) {
        InetSocketAddress source = new InetSocketAddress("203.0.113.1", 40000);
        DatagramBatch batch = DatagramBatch.forSending(1);
        batch.add(octets, 0, octets.length, destination);
        try (DatagramPort port = network.open(Encapsulation.UDP, source)) {
            port.send(batch);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
    }
}
