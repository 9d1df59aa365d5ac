package io.flexike.esp.tun;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.packet.Packets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchWriterTest {
    private static final int VNET_OCTETS = 10;
    private static final int PAYLOAD = 500;
    private static final int PACKETS = 3;

    private final TunTally tally = new TunTally();
    private final NativeMemory memory = NativeMemory.allocate(70_000);
    private final List<byte[]> written = new ArrayList<>();
    private int superframeError;
    private int packetError;

    private int call(NativeMemory from, int octets) {
        byte[] packet = new byte[octets - VNET_OCTETS];
        from.buffer().get(VNET_OCTETS, packet);
        boolean superframe = from.buffer().get(1) != 0;
        int error = superframe ? superframeError : packetError;
        if (error == 0) {
            written.add(packet);
        }
        return error;
    }

    private BatchWriter writer(TunOffload offload) {
        return new BatchWriter(offload, tally, this::call);
    }

    /** Packets of one flow of UDP, without a checksum of their own, so that they are built without code under test. */
    private static byte[] packet(int number) {
        byte[] udp = ByteBuffer.allocate(8 + PAYLOAD)
                .putShort((short) 1)
                .putShort((short) 2)
                .putShort((short) (8 + PAYLOAD))
                .array();
        udp[8] = (byte) number;
        byte[] packet = Packets.packet("fd00::1", "fd00::2", 17, udp);
        int sum = 0;
        for (int at = 8; at < packet.length; at += 2) {
            sum += (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
        }
        sum += 17 + 8 + PAYLOAD;
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = ~((sum & 0xffff) + (sum >>> 16));
        packet[46] = (byte) (sum >>> 8);
        packet[47] = (byte) sum;
        return packet;
    }

    private static PacketBatch batch() {
        PacketBatch batch = PacketBatch.forWriting(PACKETS);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packet(i);
            batch.add(packet, 0, packet.length);
        }
        return batch;
    }

    @Test
    void neighbours_take_one_call() {
        assertThat(writer(TunOffload.TCP_AND_UDP).write(batch(), memory)).isEqualTo(PACKETS);

        assertThat(written).hasSize(1);
        assertThat(written.get(0)).hasSize(48 + PACKETS * PAYLOAD);
        assertThat(tally.counters()).isEqualTo(new TunCounters(0, 0, 0, 0, 1, PACKETS, 48 + PACKETS * PAYLOAD, 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "CHECKSUMS", "NONE"})
    void without_offload_each_packet_takes_one(TunOffload offload) {
        assertThat(writer(offload).write(batch(), memory)).isEqualTo(PACKETS);

        assertThat(written).containsExactly(packet(0), packet(1), packet(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 27, 90})
    void what_the_system_refuses_as_a_whole_is_written_in_pieces_and_soon_not_tried_again(int error) {
        superframeError = error;
        BatchWriter writer = writer(TunOffload.TCP_AND_UDP);
        for (int round = 1; round <= BatchWriter.MAX_REFUSALS + 2; round++) {
            written.clear();
            assertThat(writer.write(batch(), memory)).isEqualTo(PACKETS);
            assertThat(written).containsExactly(packet(0), packet(1), packet(2));
            assertThat(tally.counters().refusedSuperframes()).isEqualTo(Math.min(round, BatchWriter.MAX_REFUSALS));
        }
    }

    @Test
    void refusals_now_and_then_change_nothing() {
        BatchWriter writer = writer(TunOffload.TCP_AND_UDP);
        for (int round = 0; round < 3 * BatchWriter.MAX_REFUSALS; round++) {
            superframeError = round % 2 == 0 ? 22 : 0;
            written.clear();
            assertThat(writer.write(batch(), memory)).isEqualTo(PACKETS);
            assertThat(written).hasSize(round % 2 == 0 ? PACKETS : 1);
        }
    }

    @Test
    void what_the_host_does_not_take_is_not_counted_as_taken() {
        superframeError = 5;
        packetError = 5;

        assertThat(writer(TunOffload.TCP_AND_UDP).write(batch(), memory)).isZero();
        assertThat(writer(TunOffload.NONE).write(batch(), memory)).isZero();
        assertThat(tally.counters().writtenPackets()).isZero();
    }

    @Test
    void what_is_longer_than_any_packet_is_refused() {
        PacketBatch batch = PacketBatch.forWriting(2);
        batch.add(new byte[66_000], 0, 66_000);
        batch.add(packet(7), 0, 48 + PAYLOAD);

        assertThat(writer(TunOffload.TCP_AND_UDP).write(batch, memory)).isEqualTo(1);
        assertThat(written).containsExactly(packet(7));
    }
}
