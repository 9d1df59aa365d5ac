package io.flexike.esp.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacketBatchTest {
    private static PacketBatch holding(int... firstOctets) {
        PacketBatch batch = PacketBatch.forReading(4, 2, 4, 0);
        for (int first : firstOctets) {
            add(batch, first);
        }
        return batch;
    }

    private static void add(PacketBatch batch, int first) {
        byte[] buffer = batch.freeBuffer();
        buffer[2] = (byte) first;
        batch.add(buffer, 2, 1);
    }

    private static byte[] firstOctets(PacketBatch batch) {
        byte[] first = new byte[batch.count()];
        for (int i = 0; i < first.length; i++) {
            first[i] = batch.buffer(i)[batch.offset(i)];
        }
        return first;
    }

    @Test
    void what_is_taken_out_leaves_the_others_and_a_free_buffer() {
        PacketBatch batch = holding(1, 2, 3);

        batch.remove(1);
        add(batch, 4);
        add(batch, 5);

        assertThat(firstOctets(batch)).containsExactly(1, 3, 4, 5);
        assertThat(batch.isFull()).isTrue();
    }

    @Test
    void a_buffer_is_made_when_its_slot_is_first_used_and_kept() {
        PacketBatch batch = PacketBatch.forReading(1 << 20, 100, 65535, 100);
        byte[] buffer = batch.freeBuffer();

        assertThat(buffer).hasSize(100 + 65535 + 100);
        assertThat(batch.freeBuffer()).isSameAs(buffer);
        batch.add(buffer, 100, 1);
        assertThat(batch.freeBuffer()).isNotSameAs(buffer);
        batch.clear();
        assertThat(batch.freeBuffer()).isSameAs(buffer);
    }

    @Test
    void every_packet_can_be_taken_out() {
        PacketBatch batch = holding(1, 2, 3, 4);
        for (int left = 4; left > 0; left--) {
            batch.remove(0);
        }
        for (int first = 6; first < 10; first++) {
            add(batch, first);
        }

        assertThat(firstOctets(batch)).containsExactly(6, 7, 8, 9);
    }

    @Test
    void a_packet_grows_into_its_headroom_and_not_further() {
        PacketBatch batch = holding(1);

        batch.set(0, 0, 6);

        assertThat(batch.offset(0)).isZero();
        assertThat(batch.octets(0)).isEqualTo(6);
        assertThatThrownBy(() -> batch.set(0, 0, 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.set(1, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.remove(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
