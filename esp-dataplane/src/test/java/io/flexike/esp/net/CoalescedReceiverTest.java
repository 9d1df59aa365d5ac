package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Function;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SocketOptions;
import io.flexike.esp.linux.SystemCallException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CoalescedReceiverTest {
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int ENOTSOCK = 88;

    private int socket;

    @BeforeEach
    void requireLinux() {
        assumeTrue(LinuxUdpPort.suits());
    }

    /** With a socket that does not block, the receiver waits in poll, as it does after some time without datagrams. */
    private void openSocket(boolean blocking) throws IOException {
        socket = Libc.socket(SocketAddresses.AF_INET, SOCK_DGRAM_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK), 0);
        SocketOptions.limitReceiving(socket, 1);
    }

    private InetSocketAddress bind() {
        NativeMemory name = NativeMemory.allocate(SocketAddresses.IPV6_OCTETS);
        SocketAddresses addresses = new SocketAddresses(true);
        addresses.write(name.buffer(), 0, new InetSocketAddress(address("127.0.0.1"), 0));
        assertThat(Libc.bind(socket, name.address(), addresses.octets())).isZero();
        NativeMemory length = NativeMemory.allocate(Integer.BYTES);
        length.buffer().putInt(0, SocketAddresses.IPV6_OCTETS);
        assertThat(Libc.getsockname(socket, name.address(), length.address())).isZero();
        return addresses.read(name.buffer(), 0);
    }

    /** Its number belongs to another file from now on, which is closed as such. */
    private void replaceSocketBy(int other) {
        assertThat(Function.getFunction("c", "dup2").invokeInt(new Object[] {other, socket}))
                .isEqualTo(socket);
        Libc.close(other);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void a_fault_behind_datagrams_of_a_batch_is_told_of_by_the_next_call(boolean severalAtOnce, boolean blocking)
            throws IOException {
        openSocket(blocking);
        PolledDescriptor descriptor = PolledDescriptor.of(socket);
        try (UdpPort from = UdpPort.bind(new InetSocketAddress(address("127.0.0.1"), 0))) {
            InetSocketAddress here = bind();
            int kept = Function.getFunction("c", "dup").invokeInt(new Object[] {socket});
            CoalescedReceiver receiver = new CoalescedReceiver(
                    descriptor,
                    SocketFamily.IPV4,
                    severalAtOnce,
                    (received, at, octets, remote, trafficClass, batch) -> {
                        if (batch.count() == 1) {
                            // no socket
                            replaceSocketBy(Libc.eventfd(0, EFD_CLOEXEC));
                        }
                        return CoalescedReceiver.placeWhole(received, at, octets, remote, trafficClass, batch);
                    },
                    "UDP");
            List<byte[]> sent = IntStream.range(0, 3)
                    .mapToObj(i -> Datagrams.numbered(i, 100 + i))
                    .toList();
            for (byte[] datagram : sent) {
                Datagrams.send(from, datagram, here);
            }
            DatagramBatch batch = DatagramBatch.forReceiving(16, 1500);

            receiver.receive(batch);
            assertThat(octets(batch)).isEqualTo(Datagrams.lists(sent.subList(0, 2)));
            replaceSocketBy(kept);
            assertThatThrownBy(() -> receiver.receive(batch))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            fault -> assertThat(fault.error()).isEqualTo(ENOTSOCK));
            assertThat(batch.count()).isZero();
            receiver.receive(batch);
            assertThat(octets(batch)).isEqualTo(Datagrams.lists(sent.subList(2, 3)));
        } finally {
            descriptor.close();
        }
    }

    private static List<List<Byte>> octets(DatagramBatch batch) {
        return IntStream.range(0, batch.count())
                .mapToObj(i -> Datagrams.octets(batch, i))
                .toList();
    }
}
