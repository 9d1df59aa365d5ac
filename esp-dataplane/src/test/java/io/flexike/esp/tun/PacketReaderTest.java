package io.flexike.esp.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flexike.esp.linux.DatagramPair;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import io.flexike.esp.packet.Packets;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads datagrams of a socket as if they were packets of a device. */
@Timeout(30)
class PacketReaderTest {
    private static final int VNET_OCTETS = 10;
    private static final int BATCH = 8;

    private final TunTally tally = new TunTally();
    private final PacketBatch batch = PacketBatch.forReading(BATCH, 16, 1400, 16);
    private DatagramPair pair;
    private PolledDescriptor descriptor;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(DatagramPair.isPossible(), "not on Linux");
        pair = new DatagramPair();
        descriptor = PolledDescriptor.of(pair.takeRight());
    }

    @AfterEach
    void close() {
        if (descriptor != null) {
            descriptor.close();
            pair.close();
        }
    }

    private PacketReader reader(TunOffload offload) {
        return new PacketReader("tun0", offload, true, descriptor, tally);
    }

    private void send(int from, int to) {
        for (int i = from; i < to; i++) {
            byte[] packet = Packets.packet("10.0.0.1", "10.0.0.2", 250, (byte) i);
            byte[] datagram = new byte[VNET_OCTETS + packet.length];
            System.arraycopy(packet, 0, datagram, VNET_OCTETS, packet.length);
            DatagramPair.send(pair.left(), datagram);
        }
    }

    private void assertHolds(int from, int to) {
        assertThat(batch.count()).isEqualTo(to - from);
        for (int i = from; i < to; i++) {
            assertThat(batch.buffer(i - from)[batch.offset(i - from) + 20]).isEqualTo((byte) i);
        }
    }

    @ParameterizedTest
    @EnumSource(TunOffload.class)
    void all_packets_come_in_order(TunOffload offload) throws IOException {
        PacketReader reader = reader(offload);
        send(0, 3 * BATCH + 3);
        for (int i = 0; i < 3 * BATCH; i += BATCH) {
            reader.read(batch);
            assertHolds(i, i + BATCH);
        }
        reader.read(batch);
        assertHolds(3 * BATCH, 3 * BATCH + 3);
        assertThat(tally.counters().readPackets()).isEqualTo(3 * BATCH + 3);
    }

    @Test
    void many_packets_take_few_calls() throws IOException {
        assumeTrue(DatagramPair.hasRings(), "no io_uring here");
        PacketReader reader = reader(TunOffload.TCP_AND_UDP);
        send(0, 3 * BATCH);
        reader.read(batch);
        long calls = tally.counters().readCalls();
        assertThat(calls).isLessThan(BATCH);

        reader.read(batch);
        reader.read(batch);
        assertThat(tally.counters().readCalls()).isEqualTo(calls + 2);
    }

    @Test
    void without_offload_each_takes_one() throws IOException {
        PacketReader reader = reader(TunOffload.NONE);
        send(0, BATCH);
        reader.read(batch);

        assertThat(tally.counters().readCalls()).isEqualTo(BATCH);
    }

    @ParameterizedTest
    @EnumSource(TunOffload.class)
    void an_error_is_told_and_what_came_with_it_is_not_lost(TunOffload offload) throws IOException {
        PacketReader reader = reader(offload);
        send(0, BATCH + 5);
        reader.read(batch);
        assertHolds(0, BATCH);
        refuse();

        int next = BATCH;
        int errors = 0;
        while (next < BATCH + 5 || errors == 0) {
            try {
                reader.read(batch);
                assertHolds(next, next + batch.count());
                next += batch.count();
            } catch (SystemCallException e) {
                assertThat(e.error()).isEqualTo(Errno.ECONNREFUSED);
                errors++;
            }
        }
        assertThat(next).isEqualTo(BATCH + 5);
        assertThat(errors).isEqualTo(1);
    }

    /** Has the next read fail: nobody is there any more whom the socket is connected to. */
    private void refuse() {
        pair.closeLeft();
        DatagramPair.send(pair.right(), new byte[1]);
    }

    @Test
    void after_the_end_there_is_nothing_to_read() {
        PacketReader reader = reader(TunOffload.TCP);
        descriptor.close();
        reader.close();

        assertThatThrownBy(() -> reader.read(batch)).isInstanceOf(ClosedChannelException.class);
    }
}
