package io.flexike.esp.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import io.flexike.esp.packet.Packets;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two kernels' TCP and UDP through two devices that are joined in this process. */
@Timeout(120)
class LinuxTunOffloadIT {
    private static final int TRANSFER_OCTETS = 24 << 20;
    private static final int MTU = 1400;

    private NetworkNamespace left;
    private NetworkNamespace right;

    @BeforeEach
    void createNamespaces() throws Exception {
        RootAccess.require();
        left = NetworkNamespace.create();
        right = NetworkNamespace.create();
    }

    @AfterEach
    void removeNamespaces() throws Exception {
        if (left != null) {
            left.close();
        }
        if (right != null) {
            right.close();
        }
    }

    private static TunDevice open(NetworkNamespace where, int host, TunOffload offload, int queues) throws Exception {
        TunSettings settings = TunSettings.named("tun" + host)
                .withMtu(MTU)
                .withAddress("10.255.0." + host + "/30")
                .withAddress("fd00:255::" + host + "/64")
                .withOffload(offload)
                .withQueues(queues);
        return where.inside(() -> TunDevices.linux().open(settings));
    }

    private static byte[] content() {
        byte[] content = new byte[TRANSFER_OCTETS];
        new Random(7).nextBytes(content);
        return content;
    }

    private static long digest(byte[] content) {
        CRC32C digest = new CRC32C();
        digest.update(content);
        return digest.getValue();
    }

    /** Sends from left to right; returns the digest of what came. */
    private long transfer(String destination, byte[] content) throws Exception {
        InetAddress address = InetAddress.getByName(destination);
        try (ServerSocket server = right.inside(() -> new ServerSocket(0, 1, address));
                Socket sender = left.inside(() -> new Socket(address, server.getLocalPort()));
                Socket receiver = server.accept()) {
            FutureTask<Void> sending = new FutureTask<>(() -> {
                sender.getOutputStream().write(content);
                sender.shutdownOutput();
                return null;
            });
            new Thread(sending).start();
            CRC32C digest = new CRC32C();
            byte[] buffer = new byte[1 << 16];
            InputStream in = receiver.getInputStream();
            for (int octets = in.read(buffer); octets >= 0; octets = in.read(buffer)) {
                digest.update(buffer, 0, octets);
            }
            sending.get(60, TimeUnit.SECONDS);
            return digest.getValue();
        }
    }

    @ParameterizedTest
    @CsvSource({"10.255.0.2,1", "fd00:255::2,1", "10.255.0.2,3"})
    void tcp_passes_in_superframes(String destination, int queues) throws Exception {
        byte[] content = content();
        try (TunDevice from = open(left, 1, TunOffload.TCP_AND_UDP, queues);
                TunDevice to = open(right, 2, TunOffload.TCP_AND_UDP, queues);
                DeviceJoint joint = DeviceJoint.between(from, to)) {
            assertThat(from.queues()).isEqualTo(queues);
            assertThat(transfer(destination, content)).isEqualTo(digest(content));

            TunCounters sent = from.deviceCounters();
            TunCounters received = to.deviceCounters();
            assertThat(sent.readOctets() / sent.readCalls()).as("%s", sent).isGreaterThan(5 * MTU);
            assertThat(received.writtenOctets() / received.writeCalls())
                    .as("%s", received)
                    .isGreaterThan(5 * MTU);
            assertThat(sent.droppedReads()).isZero();
            assertThat(received.refusedSuperframes()).isZero();
            assertThat(joint.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TunOffload.class)
    void tcp_passes_with_any_offload_on_either_side(TunOffload offload) throws Exception {
        byte[] content = Arrays.copyOf(content(), TRANSFER_OCTETS / 4);
        try (TunDevice from = open(left, 1, offload, 1);
                TunDevice to = open(right, 2, TunOffload.TCP, 1);
                DeviceJoint joint = DeviceJoint.between(from, to)) {
            assertThat(transfer("10.255.0.2", content)).isEqualTo(digest(content));
            assertThat(transfer("fd00:255::2", content)).isEqualTo(digest(content));
            assertThat(from.deviceCounters().droppedReads()).isZero();
            assertThat(joint.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TunOffload.class)
    void udp_of_any_length_passes(TunOffload offload) throws Exception {
        byte[] content = content();
        try (TunDevice from = open(left, 1, offload, 1);
                TunDevice to = open(right, 2, offload, 1);
                DeviceJoint joint = DeviceJoint.between(from, to)) {
            for (String host : new String[] {"10.255.0.2", "fd00:255::2"}) {
                InetAddress address = InetAddress.getByName(host);
                try (DatagramSocket receiver = right.inside(() -> new DatagramSocket(0, address));
                        DatagramSocket sender = left.inside(() -> new DatagramSocket())) {
                    receiver.setSoTimeout(10_000);
                    InetSocketAddress there = new InetSocketAddress(address, receiver.getLocalPort());
                    byte[] buffer = new byte[9000];
                    for (int octets = 0; octets < 5000; octets = octets < 1500 ? octets + 1 : octets + 97) {
                        sender.send(new DatagramPacket(content, octets, octets, there));
                        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                        receiver.receive(packet);
                        assertThat(packet.getLength()).isEqualTo(octets);
                        assertThat(Arrays.equals(buffer, 0, octets, content, octets, 2 * octets))
                                .isTrue();
                    }
                }
            }
            assertThat(joint.isAlive()).isTrue();
        }
    }

    /** One sendto call with the socket option UDP_SEGMENT. */
    private static void sendSegmented(int socket, byte[] content, int octets, InetSocketAddress there) {
        NativeMemory memory = NativeMemory.allocate(octets);
        memory.buffer().put(0, content, 0, octets);
        NativeMemory address = NativeMemory.allocate(16);
        address.buffer().putShort(0, (short) 2);
        address.buffer().put(2, (byte) (there.getPort() >> 8)).put(3, (byte) there.getPort());
        address.buffer().put(4, there.getAddress().getAddress());
        assertThat(Libc.sendto(socket, memory.address(), octets, 0, address.address(), 16))
                .isEqualTo(octets);
    }

    @Test
    void what_does_not_fit_into_the_batch_comes_with_the_next_ones() throws Exception {
        int segment = 1000;
        int packets = 41;
        byte[] content = content();
        try (TunDevice tun = open(left, 1, TunOffload.TCP_AND_UDP, 1)) {
            int socket = segmentingSocket(segment);
            InetSocketAddress there = new InetSocketAddress(InetAddress.getByName("10.255.0.2"), 9);
            sendSegmented(socket, content, packets * segment, there);
            sendSegmented(socket, content, packets * segment, there);
            Libc.close(socket);

            PacketBatch batch = PacketBatch.forReading(7, 96, MTU, 64);
            int next = 0;
            while (next < 2 * packets) {
                tun.read(batch);
                for (int i = 0; i < batch.count(); i++) {
                    int at = batch.offset(i) + 28;
                    // the kernel may say something about itself in IPv6
                    if (batch.buffer(i)[batch.offset(i)] == 0x45) {
                        int from = next % packets * segment;
                        assertThat(Arrays.equals(batch.buffer(i), at, at + segment, content, from, from + segment))
                                .as("packet %d", next)
                                .isTrue();
                        next++;
                    }
                }
            }
        }
    }

    /** Where the kernel lets it be so: Linux 6.4, io_uring not forbidden. A device that is tried shows it. */
    private void requireRings() throws Exception {
        try (TunDevice tried = open(right, 2, TunOffload.TCP_AND_UDP, 1)) {
            PacketBatch batch = PacketBatch.forWriting(4);
            for (int i = 0; i < batch.capacity(); i++) {
                byte[] packet = datagram(1000 + i, 9, (byte) i);
                batch.add(packet, 0, packet.length);
            }
            tried.write(batch);
            assumeTrue(tried.deviceCounters().writeCalls() == 1, "no io_uring for TUN devices here");
        }
    }

    @Test
    void many_small_packets_come_with_few_calls_and_in_order() throws Exception {
        requireRings();
        int packets = 300;
        byte[] content = content();
        try (TunDevice tun = open(left, 1, TunOffload.TCP_AND_UDP, 1);
                DatagramSocket sender = left.inside(() -> new DatagramSocket())) {
            InetAddress there = InetAddress.getByName("10.255.0.2");
            for (int i = 0; i < packets; i++) {
                sender.send(new DatagramPacket(content, i, 20 + i, there, 9));
            }

            PacketBatch batch = PacketBatch.forReading(64, 96, MTU, 64);
            int next = 0;
            while (next < packets) {
                tun.read(batch);
                for (int i = 0; i < batch.count(); i++) {
                    int at = batch.offset(i) + 28;
                    if (batch.buffer(i)[batch.offset(i)] == 0x45) {
                        assertThat(batch.octets(i)).isEqualTo(28 + 20 + next);
                        assertThat(Arrays.equals(batch.buffer(i), at, at + 20 + next, content, next, 20 + 2 * next))
                                .isTrue();
                        next++;
                    }
                }
            }
            TunCounters counters = tun.deviceCounters();
            assertThat(counters.readCalls()).as("%s", counters).isLessThan(packets / 10);
            assertThat(counters.droppedReads()).isZero();
        }
    }

    @Test
    void packets_of_many_flows_are_written_with_few_calls() throws Exception {
        requireRings();
        int packets = 64;
        InetAddress address = InetAddress.getByName("10.255.0.1");
        try (TunDevice tun = open(left, 1, TunOffload.TCP_AND_UDP, 1);
                DatagramSocket receiver = left.inside(() -> new DatagramSocket(0, address))) {
            receiver.setSoTimeout(10_000);
            PacketBatch batch = PacketBatch.forWriting(packets);
            for (int i = 0; i < packets; i++) {
                byte[] packet = datagram(1000 + i, receiver.getLocalPort(), (byte) i);
                batch.add(packet, 0, packet.length);
            }

            assertThat(tun.write(batch)).isEqualTo(packets);
            assertThat(tun.deviceCounters().writeCalls()).isEqualTo(2);
            for (int i = 0; i < packets; i++) {
                DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                receiver.receive(packet);
                assertThat(packet.getPort()).isEqualTo(1000 + i);
                assertThat(packet.getData()[0]).isEqualTo((byte) i);
            }
        }
    }

    /** From 10.255.0.2 to 10.255.0.1, with one octet, without a checksum of UDP. */
    private static byte[] datagram(int from, int to, byte content) {
        ByteBuffer udp = ByteBuffer.allocate(9);
        udp.putShort((short) from).putShort((short) to).putShort((short) 9).putShort((short) 0);
        return Packets.withDf(
                Packets.packet("10.255.0.2", "10.255.0.1", 17, udp.put(content).array()));
    }

    private int segmentingSocket(int segment) throws Exception {
        NativeMemory size = NativeMemory.allocate(Integer.BYTES);
        size.buffer().putInt(0, segment);
        int socket = left.inside(() -> Libc.socket(2, 2, 0));
        assertThat(Libc.setsockopt(socket, 17, 103, size.address(), Integer.BYTES))
                .isZero();
        return socket;
    }

    @Test
    void reading_and_writing_allocate_nothing() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        int calls = 4000;
        int warmUp = 1000;
        int segment = 1000;
        byte[] content = content();
        try (TunDevice tun = open(left, 1, TunOffload.TCP_AND_UDP, 1)) {
            int socket = segmentingSocket(segment);
            InetSocketAddress there = new InetSocketAddress(InetAddress.getByName("10.255.0.2"), 9);
            PacketBatch batch = PacketBatch.forReading(64, 96, MTU, 64);
            long allocated = 0;
            for (int i = 0; i < warmUp + calls; i++) {
                sendSegmented(socket, content, 20 * segment, there);
                long before = threads.getCurrentThreadAllocatedBytes();
                tun.read(batch);
                tun.write(batch);
                allocated += i < warmUp ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
            }
            Libc.close(socket);

            TunCounters counters = tun.deviceCounters();
            assertThat(counters.readPackets()).isGreaterThanOrEqualTo(20L * (warmUp + calls));
            assertThat(counters.writeCalls()).isLessThan(2L * (warmUp + calls));
            // what a lock or the JVM itself needs now and then is less than one octet for each packet
            assertThat(allocated).isLessThan(20L * calls);
        }
    }

    @Test
    void a_device_of_several_queues_does_not_join_somebody_elses() throws Exception {
        try (TunDevice first = open(left, 1, TunOffload.TCP, 2)) {
            assertThat(first.queues()).isEqualTo(2);
            assertThatThrownBy(() -> open(left, 1, TunOffload.TCP, 2)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_device_that_was_made_for_one_queue_is_used_with_one() throws Exception {
        left.ip("tuntap", "add", "dev", "tun1", "mode", "tun");
        try (TunDevice tun = open(left, 1, TunOffload.TCP_AND_UDP, 4)) {
            assertThat(tun.queues()).isEqualTo(1);
        }
    }

    @Test
    void udp_superframes_pass() throws Exception {
        int segment = 1000;
        int octets = 40 * segment + 1;
        byte[] content = content();
        InetAddress address = InetAddress.getByName("10.255.0.2");
        try (TunDevice from = open(left, 1, TunOffload.TCP_AND_UDP, 1);
                TunDevice to = open(right, 2, TunOffload.TCP_AND_UDP, 1);
                DeviceJoint joint = DeviceJoint.between(from, to);
                DatagramSocket receiver = right.inside(() -> new DatagramSocket(0, address))) {
            receiver.setSoTimeout(10_000);
            receiver.setReceiveBufferSize(1 << 20);
            int socket = segmentingSocket(segment);
            sendSegmented(socket, content, octets, new InetSocketAddress(address, receiver.getLocalPort()));

            byte[] buffer = new byte[9000];
            for (int at = 0; at < octets; at += segment) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                receiver.receive(packet);
                int length = Math.min(segment, octets - at);
                assertThat(packet.getLength()).isEqualTo(length);
                assertThat(Arrays.equals(buffer, 0, length, content, at, at + length))
                        .isTrue();
            }
            Libc.close(socket);
            assertThat(from.deviceCounters().readPackets())
                    .isGreaterThan(from.deviceCounters().readCalls() + 30);
            assertThat(to.deviceCounters().writtenPackets())
                    .isGreaterThan(to.deviceCounters().writeCalls() + 30);
            assertThat(joint.isAlive()).isTrue();
        }
    }
}
