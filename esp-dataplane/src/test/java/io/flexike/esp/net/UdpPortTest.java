package io.flexike.esp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.packet.Packets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class UdpPortTest {
    private static final String[] LOOPBACKS = {"127.0.0.1", "::1"};

    private static UdpPort bind(UdpForm form, String address) throws IOException {
        Assumptions.assumeTrue(!form.isLinux() || LinuxUdpPort.suits());
        return form.bind(address);
    }

    private static void assertCarried(UdpForm form, String loopback, List<byte[]> datagrams) throws IOException {
        try (UdpPort left = bind(form, loopback);
                UdpPort right = bind(form, loopback)) {
            assertThat(Datagrams.send(left, datagrams, right.localAddress())).isEqualTo(datagrams.size());

            List<Datagrams.Received> received = Datagrams.receive(right, datagrams.size());

            assertThat(Datagrams.octets(received)).isEqualTo(Datagrams.lists(datagrams));
            assertThat(received).allMatch(datagram -> datagram.remote().equals(left.localAddress()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void carries_datagrams_of_all_lengths(UdpForm form) throws IOException {
        for (String loopback : LOOPBACKS) {
            for (int octets : new int[] {0, 1, 1400, 9000, 65000, 65507}) {
                assertCarried(form, loopback, List.of(Datagrams.numbered(octets, octets)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void carries_runs_of_one_length_in_order(UdpForm form) throws IOException {
        for (String loopback : LOOPBACKS) {
            for (int count : new int[] {1, 2, 63, 64, 65, 128, 129, 200}) {
                assertCarried(
                        form,
                        loopback,
                        IntStream.range(0, count)
                                .mapToObj(i -> Datagrams.numbered(i, 300))
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void carries_runs_that_are_longer_than_a_message(UdpForm form) throws IOException {
        for (String loopback : LOOPBACKS) {
            assertCarried(
                    form,
                    loopback,
                    IntStream.range(0, 20)
                            .mapToObj(i -> Datagrams.numbered(i, 8950))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void carries_mixed_lengths_in_order(UdpForm form) throws IOException {
        int[] lengths = {700, 700, 200, 700, 700, 0, 0, 701, 700, 1, 1, 1, 1400, 1400, 1400, 1399, 1400, 0, 3};
        List<byte[]> datagrams = IntStream.range(0, 57)
                .mapToObj(i -> Datagrams.numbered(i, lengths[i % lengths.length]))
                .toList();
        for (String loopback : LOOPBACKS) {
            assertCarried(form, loopback, datagrams);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tells_peers_apart_within_a_batch(UdpForm form) throws IOException {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort middle = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            DatagramBatch batch = DatagramBatch.forSending(90);
            List<List<Byte>> forMiddle = new ArrayList<>();
            List<List<Byte>> forRight = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                byte[] datagram = Datagrams.numbered(i, 100);
                boolean toMiddle = i % 5 < 2;
                batch.add(datagram, 0, 100, toMiddle ? middle.localAddress() : right.localAddress());
                (toMiddle ? forMiddle : forRight).add(Datagrams.octets(datagram));
            }

            assertThat(left.send(batch)).isEqualTo(90);

            assertThat(Datagrams.octets(Datagrams.receive(middle, forMiddle.size())))
                    .isEqualTo(forMiddle);
            assertThat(Datagrams.octets(Datagrams.receive(right, forRight.size())))
                    .isEqualTo(forRight);
        }
    }

    @ParameterizedTest
    @EnumSource
    void receives_from_several_peers_in_one_call(UdpForm form) throws IOException {
        try (UdpPort right = bind(form, "127.0.0.1")) {
            List<InetSocketAddress> peers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                try (UdpPort left = bind(form, "127.0.0.1")) {
                    peers.add(left.localAddress());
                    Datagrams.send(left, Datagrams.numbered(i, 50), right.localAddress());
                }
            }

            List<Datagrams.Received> received = Datagrams.receive(right, peers.size());

            assertThat(received).extracting(Datagrams.Received::remote).isEqualTo(peers);
        }
    }

    @ParameterizedTest
    @EnumSource
    void brings_several_datagrams_in_one_call(UdpForm form) throws IOException {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            Datagrams.send(left, List.of(new byte[1], new byte[2], new byte[3]), right.localAddress());
            DatagramBatch received = DatagramBatch.forReceiving(right.preferredBatch(), 100);

            right.receive(received);

            assertThat(received.count()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_does_not_fit_a_batch_comes_with_the_next(UdpForm form) throws IOException {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            List<byte[]> datagrams = IntStream.range(0, 40)
                    .mapToObj(i -> Datagrams.numbered(i, 1000))
                    .toList();
            Datagrams.send(left, datagrams, right.localAddress());
            DatagramBatch small = DatagramBatch.forReceiving(3, 1000);

            List<Datagrams.Received> received = Datagrams.receive(right, datagrams.size(), small);

            assertThat(Datagrams.octets(received)).isEqualTo(Datagrams.lists(datagrams));
        }
    }

    @ParameterizedTest
    @EnumSource
    void cuts_what_is_longer_than_the_batch_takes(UdpForm form) throws IOException {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            Datagrams.send(left, List.of(new byte[500], new byte[500]), right.localAddress());

            List<Datagrams.Received> received = Datagrams.receive(right, 2, DatagramBatch.forReceiving(2, 100));

            assertThat(received).allMatch(datagram -> datagram.octets().size() == 100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_wildcard_of_both_versions_carries_both(UdpForm form) throws IOException {
        try (UdpPort middle = bind(form, "::");
                UdpPort four = bind(form, "127.0.0.1");
                UdpPort six = bind(form, "::1")) {
            int port = middle.localAddress().getPort();
            Datagrams.send(four, new byte[4], new InetSocketAddress(Packets.address("127.0.0.1"), port));
            Datagrams.send(six, new byte[6], new InetSocketAddress(Packets.address("::1"), port));

            List<Datagrams.Received> received = Datagrams.receive(middle, 2);
            assertThat(received)
                    .extracting(Datagrams.Received::remote)
                    .containsExactly(four.localAddress(), six.localAddress());

            DatagramBatch back = DatagramBatch.forSending(2);
            back.add(new byte[3], 0, 3, received.get(0).remote());
            back.add(new byte[3], 0, 3, received.get(1).remote());
            assertThat(middle.send(back)).isEqualTo(2);
            assertThat(Datagrams.receive(four, 1)).hasSize(1);
            assertThat(Datagrams.receive(six, 1)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_the_system_refuses_is_not_counted_as_sent_and_hinders_nothing(UdpForm form) throws IOException {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            DatagramBatch sending = DatagramBatch.forSending(4);
            sending.add(new byte[5], 0, 5, right.localAddress());
            sending.add(new byte[65535], 0, 65535, right.localAddress());
            sending.add(new byte[6], 0, 6, new InetSocketAddress(Packets.address("::1"), 9));
            sending.add(new byte[7], 0, 7, right.localAddress());

            assertThat(left.send(sending)).isEqualTo(2);
            assertThat(Datagrams.receive(right, 2))
                    .extracting(received -> received.octets().size())
                    .containsExactly(5, 7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_peer_without_a_port_hinders_neither_sending_nor_receiving(UdpForm form) throws IOException {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            InetSocketAddress gone;
            try (UdpPort port = bind(form, "127.0.0.1")) {
                gone = port.localAddress();
            }
            for (int i = 0; i < 5; i++) {
                assertThat(Datagrams.send(left, new byte[9], gone)).isEqualTo(1);
                assertThat(Datagrams.send(right, new byte[i], left.localAddress()))
                        .isEqualTo(1);

                assertThat(Datagrams.receive(left, 1).get(0).octets()).hasSize(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_of_the_sender_leaves_the_port_open(UdpForm form) throws IOException {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            Thread.currentThread().interrupt();
            assertThat(Datagrams.send(left, new byte[] {7}, right.localAddress()))
                    .isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();

            assertThat(Datagrams.send(left, new byte[] {8}, right.localAddress()))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_of_the_receiver_leaves_the_port_open(UdpForm form) throws Exception {
        try (UdpPort left = bind(form, "127.0.0.1");
                UdpPort right = bind(form, "127.0.0.1")) {
            FutureTask<Integer> receiving = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                return Datagrams.receive(right, 2).size();
            });
            Thread receiver = new Thread(receiving);
            receiver.start();

            Datagrams.send(left, new byte[] {7}, right.localAddress());
            receiver.interrupt();
            Datagrams.send(left, new byte[] {8}, right.localAddress());

            assertThat(receiving.get(10, TimeUnit.SECONDS)).isEqualTo(2);
            receiver.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closing_wakes_up_the_receiver(UdpForm form) throws Exception {
        UdpPort port = bind(form, "127.0.0.1");
        FutureTask<Void> receiving = new FutureTask<>(() -> {
            port.receive(DatagramBatch.forReceiving(1, 100));
            return null;
        });
        Thread receiver = new Thread(receiving);
        receiver.start();

        port.close();
        port.close();

        assertThatThrownBy(() -> receiving.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> Datagrams.send(port, new byte[1], port.localAddress()))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(port.overflows()).isZero();
        receiver.join();
    }

    @ParameterizedTest
    @EnumSource
    void an_address_that_is_taken_is_not_bound_twice(UdpForm form) throws IOException {
        try (UdpPort first = bind(form, "127.0.0.1")) {
            int port = first.localAddress().getPort();

            assertThatThrownBy(() -> form.bind("127.0.0.1", port)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(UdpOffload.class)
    void shards_share_an_address_and_each_sender_keeps_to_one(UdpOffload offload) throws IOException {
        InetSocketAddress free = new InetSocketAddress(Packets.address("127.0.0.1"), 0);
        List<UdpPort> shards = UdpPort.bindShards(free, 3, offload);
        try (UdpPort left = UdpPort.bind(free)) {
            assertThat(shards)
                    .extracting(UdpPort::localAddress)
                    .containsOnly(shards.get(0).localAddress());
            List<byte[]> datagrams = List.of(new byte[1], new byte[2], new byte[3]);
            Datagrams.send(left, datagrams, shards.get(0).localAddress());

            CompletableFuture<Integer> any = new CompletableFuture<>();
            for (UdpPort shard : shards) {
                Thread reader = new Thread(() -> readThree(shard, any), "shard");
                reader.setDaemon(true);
                reader.start();
            }

            assertThat(any.join()).isEqualTo(3);
        } finally {
            for (UdpPort shard : shards) {
                shard.close();
            }
        }
    }

    private static void readThree(UdpPort shard, CompletableFuture<Integer> done) {
        try {
            done.complete(Datagrams.receive(shard, 3).size());
        } catch (ClosedChannelException e) {
            // it got nothing
        } catch (IOException e) {
            done.completeExceptionally(e);
        }
    }

    @Test
    void the_form_of_linux_is_chosen_on_linux() throws IOException {
        Assumptions.assumeTrue(LinuxUdpPort.suits());
        InetSocketAddress any = new InetSocketAddress(Packets.address("127.0.0.1"), 0);
        try (UdpPort fast = UdpPort.bind(any);
                UdpPort plain = UdpPort.bind(any, UdpOffload.OFF)) {
            assertThat(fast).isInstanceOf(LinuxUdpPort.class);
            assertThat(plain).isInstanceOf(ChannelUdpPort.class);
        }
    }
}
