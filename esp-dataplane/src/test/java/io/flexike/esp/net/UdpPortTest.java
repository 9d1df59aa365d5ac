package io.flexike.esp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class UdpPortTest {
    private static UdpPort bind(String address) throws IOException {
        return UdpPort.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
    }

    private static int send(DatagramPort from, byte[] octets, InetSocketAddress to) throws IOException {
        DatagramBatch batch = DatagramBatch.forSending(1);
        batch.add(octets, 0, octets.length, to);
        return from.send(batch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void carries_datagrams_of_all_lengths(String loopback) throws IOException {
        try (UdpPort left = bind(loopback);
                UdpPort right = bind(loopback)) {
            DatagramBatch received = DatagramBatch.forReceiving(4, DatagramBatch.MAX_DATAGRAM_OCTETS);
            for (int octets : new int[] {0, 1, 1400, 9000, 65000}) {
                byte[] sent = new byte[octets];
                Arrays.fill(sent, (byte) octets);

                assertThat(send(left, sent, right.localAddress())).isEqualTo(1);
                right.receive(received);

                assertThat(received.count()).isEqualTo(1);
                assertThat(received.remote(0)).isEqualTo(left.localAddress());
                assertThat(Arrays.copyOfRange(
                                received.buffer(0), received.offset(0), received.offset(0) + received.octets(0)))
                        .isEqualTo(sent);
            }
        }
    }

    @Test
    void brings_several_datagrams_in_one_call() throws IOException {
        try (UdpPort left = bind("127.0.0.1");
                UdpPort right = bind("127.0.0.1")) {
            DatagramBatch sending = DatagramBatch.forSending(3);
            for (byte i = 0; i < 3; i++) {
                sending.add(new byte[] {i}, 0, 1, right.localAddress());
            }
            assertThat(left.send(sending)).isEqualTo(3);
            DatagramBatch received = DatagramBatch.forReceiving(right.preferredBatch(), 100);

            right.receive(received);

            assertThat(received.count()).isEqualTo(3);
            assertThat(received.buffer(2)[received.offset(2)]).isEqualTo((byte) 2);
        }
    }

    @Test
    void what_the_system_refuses_is_not_counted_as_sent_and_hinders_nothing() throws IOException {
        try (UdpPort left = bind("127.0.0.1");
                UdpPort right = bind("127.0.0.1")) {
            DatagramBatch sending = DatagramBatch.forSending(2);
            sending.add(new byte[65535], 0, 65535, right.localAddress());
            sending.add(new byte[5], 0, 5, right.localAddress());

            assertThat(left.send(sending)).isEqualTo(1);
        }
    }

    @Test
    void an_interrupt_of_the_sender_leaves_the_port_open() throws IOException {
        try (UdpPort left = bind("127.0.0.1");
                UdpPort right = bind("127.0.0.1")) {
            Thread.currentThread().interrupt();
            assertThat(send(left, new byte[] {7}, right.localAddress())).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();

            assertThat(send(left, new byte[] {8}, right.localAddress())).isEqualTo(1);
        }
    }

    @Test
    void closing_wakes_up_the_receiver() throws Exception {
        UdpPort port = bind("127.0.0.1");
        FutureTask<Void> receiving = new FutureTask<>(() -> {
            port.receive(DatagramBatch.forReceiving(1, 100));
            return null;
        });
        Thread receiver = new Thread(receiving);
        receiver.start();

        port.close();
        port.close();

        assertThatThrownBy(() -> receiving.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> send(port, new byte[1], port.localAddress()))
                .isInstanceOf(ClosedChannelException.class);
        receiver.join();
    }
}
