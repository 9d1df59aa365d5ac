package io.flexike.esp.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.packet.Packets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchWriterTest {
    private static final int VNET_OCTETS = 10;
    private static final int PAYLOAD = 500;
    private static final int PACKETS = 3;

    private final TunTally tally = new TunTally();
    private final List<byte[]> written = new ArrayList<>();
    private int superframeError;
    private int packetError;

    /** A system that takes so many packets with one call. */
    private final class Slots implements WriteSlots {
        private final ByteBuffer[] slots;
        private final int[] octets;
        private final int[] errors;
        private boolean open;
        private int faultAt = -1;

        Slots(int capacity) {
            slots = new ByteBuffer[capacity];
            octets = new int[capacity];
            errors = new int[capacity];
            for (int i = 0; i < capacity; i++) {
                slots[i] = ByteBuffer.allocate(70_000).order(ByteOrder.nativeOrder());
            }
        }

        @Override
        public void open(int packets) {
            assertThat(packets).isPositive();
            assertThat(open).isFalse();
            open = true;
        }

        @Override
        public void close() {
            assertThat(open).isTrue();
            open = false;
        }

        @Override
        public int capacity() {
            return slots.length;
        }

        @Override
        public ByteBuffer slot(int index) {
            if (index == faultAt) {
                throw new IllegalStateException("a fault on purpose");
            }
            return slots[index];
        }

        @Override
        public void setOctets(int slot, int length) {
            octets[slot] = length;
        }

        @Override
        public int write(int count) {
            for (int i = 0; i < count; i++) {
                byte[] packet = new byte[octets[i] - VNET_OCTETS];
                slots[i].get(VNET_OCTETS, packet);
                boolean superframe = slots[i].get(1) != 0;
                errors[i] = superframe ? superframeError : packetError;
                if (errors[i] == 0) {
                    written.add(packet);
                }
            }
            return 1;
        }

        @Override
        public int error(int slot) {
            return errors[slot];
        }
    }

    private BatchWriter writer(TunOffload offload) {
        return writer(offload, 1);
    }

    private BatchWriter writer(TunOffload offload, int packetsPerCall) {
        return new BatchWriter(offload, tally, new Slots(packetsPerCall));
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
        assertThat(writer(TunOffload.TCP_AND_UDP).write(batch())).isEqualTo(PACKETS);

        assertThat(written).hasSize(1);
        assertThat(written.get(0)).hasSize(48 + PACKETS * PAYLOAD);
        assertThat(tally.counters()).isEqualTo(new TunCounters(0, 0, 0, 0, 1, PACKETS, 48 + PACKETS * PAYLOAD, 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "CHECKSUMS", "NONE"})
    void without_offload_each_packet_takes_one(TunOffload offload) {
        assertThat(writer(offload).write(batch())).isEqualTo(PACKETS);

        assertThat(written).containsExactly(packet(0), packet(1), packet(2));
    }

    @ParameterizedTest
    @CsvSource({"22,1", "27,2", "90,3", "22,32"})
    void what_the_system_refuses_as_a_whole_is_written_in_pieces_and_soon_not_tried_again(int error, int perCall) {
        superframeError = error;
        BatchWriter writer = writer(TunOffload.TCP_AND_UDP, perCall);
        for (int round = 1; round <= BatchWriter.MAX_REFUSALS + 2; round++) {
            written.clear();
            assertThat(writer.write(batch())).isEqualTo(PACKETS);
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
            assertThat(writer.write(batch())).isEqualTo(PACKETS);
            assertThat(written).hasSize(round % 2 == 0 ? PACKETS : 1);
        }
    }

    @Test
    void what_the_host_does_not_take_is_not_counted_as_taken() {
        superframeError = 5;
        packetError = 5;

        assertThat(writer(TunOffload.TCP_AND_UDP).write(batch())).isZero();
        assertThat(writer(TunOffload.NONE).write(batch())).isZero();
        assertThat(tally.counters().writtenPackets()).isZero();
    }

    @Test
    void what_is_longer_than_any_packet_is_refused() {
        PacketBatch batch = PacketBatch.forWriting(2);
        batch.add(new byte[66_000], 0, 66_000);
        batch.add(packet(7), 0, 48 + PAYLOAD);

        assertThat(writer(TunOffload.TCP_AND_UDP).write(batch)).isEqualTo(1);
        assertThat(written).containsExactly(packet(7));
    }

    @ParameterizedTest
    @CsvSource({"1,7", "3,3", "7,1", "32,1"})
    void many_packets_take_as_many_calls_as_the_system_needs(int perCall, int calls) {
        PacketBatch batch = PacketBatch.forWriting(7);
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // flows of their own
            byte[] packet = packet(i);
            packet[40] = (byte) i;
            packets.add(packet);
            batch.add(packet, 0, packet.length);
        }

        assertThat(writer(TunOffload.TCP_AND_UDP, perCall).write(batch)).isEqualTo(7);
        assertThat(written).containsExactlyElementsOf(packets);
        assertThat(tally.counters().writeCalls()).isEqualTo(calls);
        assertThat(tally.counters().writtenPackets()).isEqualTo(7);
    }

    @Test
    void a_flow_keeps_its_order_when_a_superframe_is_refused() {
        PacketBatch batch = PacketBatch.forWriting(5);
        byte[] other = packet(9);
        other[40] = 9;
        batch.add(other, 0, other.length);
        for (int i = 0; i < PACKETS; i++) {
            batch.add(packet(i), 0, packet(i).length);
        }
        // of the same flow, but with another hop limit, so that it begins something new
        byte[] last = packet(3);
        last[7]--;
        batch.add(last, 0, last.length);
        superframeError = 22;

        assertThat(writer(TunOffload.TCP_AND_UDP, 8).write(batch)).isEqualTo(2 + PACKETS);
        assertThat(written).containsExactly(other, packet(0), packet(1), packet(2), last);
    }

    @Test
    void what_was_staged_before_a_fault_is_not_written_with_the_next_batch() {
        PacketBatch faulty = PacketBatch.forWriting(2);
        faulty.add(packet(0), 0, packet(0).length);
        byte[] gone = packet(1);
        gone[40] = 1;
        faulty.add(gone, 0, gone.length);
        Slots slots = new Slots(8);
        slots.faultAt = 1;
        BatchWriter writer = new BatchWriter(TunOffload.TCP_AND_UDP, tally, slots);
        assertThatThrownBy(() -> writer.write(faulty)).isInstanceOf(IllegalStateException.class);

        slots.faultAt = -1;
        assertThat(writer.write(batch())).isEqualTo(PACKETS);
        assertThat(written).hasSize(1);
        assertThat(written.get(0)).hasSize(48 + PACKETS * PAYLOAD);
    }
}
