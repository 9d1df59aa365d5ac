package io.flexike.esp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.IdentityHashMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DatagramBatchTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4500);

    private static boolean append(DatagramBatch batch, int octets) {
        if (!batch.reserve(octets)) {
            return false;
        }
        batch.add(batch.freeBuffer(), batch.freeOffset(), octets, PEER);
        return true;
    }

    @Property(tries = 200)
    void datagrams_stand_apart_from_each_other_and_from_the_end(
            @ForAll @Size(min = 1, max = 150) int[] lengths, @ForAll @IntRange(min = 1, max = 140) int capacity) {
        int longest =
                Arrays.stream(lengths).map(DatagramBatchTest::length).max().orElseThrow();
        DatagramBatch batch = DatagramBatch.forReceiving(capacity, longest);
        for (int length : lengths) {
            append(batch, length(length));
        }

        assertThat(batch.count()).isPositive();
        IdentityHashMap<byte[], boolean[]> taken = new IdentityHashMap<>();
        for (int i = 0; i < batch.count(); i++) {
            boolean[] used = taken.computeIfAbsent(batch.buffer(i), array -> new boolean[array.length]);
            int end = batch.offset(i) + batch.octets(i) + DatagramBatch.GAP_OCTETS;
            for (int at = batch.offset(i); at < end; at++) {
                assertThat(used[at]).isFalse();
                used[at] = true;
            }
        }
        assertThat(taken).hasSizeLessThanOrEqualTo(4);
    }

    private static int length(int any) {
        return (any & 0x7fffffff) % (DatagramBatch.MAX_DATAGRAM_OCTETS + 1);
    }

    @Test
    void holds_as_many_short_ones_as_its_capacity_says() {
        DatagramBatch batch = DatagramBatch.forReceiving(128, DatagramBatch.MAX_DATAGRAM_OCTETS);
        for (int i = 0; i < 128; i++) {
            assertThat(append(batch, 1400)).isTrue();
        }
        assertThat(batch.isFull()).isTrue();
        assertThat(append(batch, 0)).isFalse();
    }

    @Test
    void an_empty_batch_has_room_for_the_longest_each_time() {
        DatagramBatch batch = DatagramBatch.forReceiving(1, DatagramBatch.MAX_DATAGRAM_OCTETS);
        for (int i = 0; i < 3; i++) {
            batch.clear();
            assertThat(append(batch, DatagramBatch.MAX_DATAGRAM_OCTETS)).isTrue();
            assertThat(batch.offset(0)).isZero();
        }
    }

    @Test
    void long_ones_wait_for_the_next_batch_rather_than_take_memory() {
        DatagramBatch batch = DatagramBatch.forReceiving(128, DatagramBatch.MAX_DATAGRAM_OCTETS);
        for (int i = 0; i < 4; i++) {
            assertThat(append(batch, DatagramBatch.MAX_DATAGRAM_OCTETS)).isTrue();
        }
        assertThat(append(batch, DatagramBatch.MAX_DATAGRAM_OCTETS)).isFalse();
        assertThat(batch.isFull()).isFalse();
    }

    @Test
    void what_is_impossible_is_refused() {
        assertThatThrownBy(() -> DatagramBatch.forReceiving(0, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DatagramBatch.forSending(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DatagramBatch.forReceiving(1, 65536)).isInstanceOf(IndexOutOfBoundsException.class);
        DatagramBatch batch = DatagramBatch.forReceiving(1, 100);
        assertThatThrownBy(() -> batch.reserve(101)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
