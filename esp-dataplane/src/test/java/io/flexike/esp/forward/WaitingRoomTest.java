package io.flexike.esp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.Verdict;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.2", 4500);
    private static final int SPI = 0x1000;

    private final DropCounters drops = new DropCounters();
    private final WaitingRoom room = new WaitingRoom(drops);
    private final List<Integer> received = new ArrayList<>();
    private int installed;
    private long now = 1_700_000_000_000L;

    /** A packet that is marked with a number. */
    private boolean admit(int spi, int number, int octets) {
        byte[] buffer = new byte[octets + 3];
        buffer[3] = (byte) number;
        boolean admitted = room.admit(spi, buffer, 3, octets, 0, Encapsulation.UDP, PEER, now);
        // the buffer belongs to the reader, who uses it again
        buffer[3] = -1;
        return admitted;
    }

    private void leave(int spi) {
        room.leave(
                spi,
                now,
                packets -> {
                    assertThat(room.isExpected(spi)).isTrue();
                    packets.forEach(packet -> received.add((int) packet.buffer()[0]));
                },
                () -> installed++);
    }

    private long dropped() {
        return drops.read().get(Verdict.UNKNOWN_SPI);
    }

    @Test
    void packets_leave_in_the_order_in_which_they_came_and_only_those_of_that_spi() {
        room.expect(SPI);
        room.expect(SPI + 1);
        for (int i = 0; i < 6; i++) {
            assertThat(admit(SPI + i % 2, i, 100)).isTrue();
        }

        leave(SPI);

        assertThat(received).containsExactly(0, 2, 4);
        assertThat(installed).isEqualTo(1);
        assertThat(room.isExpected(SPI)).isFalse();
        assertThat(admit(SPI, 9, 100)).isFalse();
        leave(SPI + 1);
        assertThat(received).containsExactly(0, 2, 4, 1, 3, 5);
        assertThat(dropped()).isZero();
    }

    @Test
    void what_was_not_announced_finds_no_place() {
        assertThat(room.isExpected(SPI)).isFalse();
        assertThat(admit(SPI, 1, 100)).isFalse();
        leave(SPI);
        assertThat(received).isEmpty();
        assertThat(installed).isEqualTo(1);
    }

    @Test
    void a_packet_waits_for_less_than_a_second() {
        room.expect(SPI);
        admit(SPI, 1, 100);
        now += 1;
        admit(SPI, 2, 100);
        now += WaitingRoom.PATIENCE_MILLIS - 1;

        leave(SPI);

        assertThat(received).containsExactly(2);
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void a_clock_that_is_set_back_keeps_no_packet_for_ever() {
        room.expect(SPI);
        admit(SPI, 1, 100);
        now -= 3_600_000;

        room.dropOverdue(now);

        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void what_is_forgotten_is_dropped_and_counted_once() {
        room.expect(SPI);
        room.expect(SPI + 1);
        admit(SPI, 1, 100);
        admit(SPI + 1, 2, 100);

        room.forget(SPI);
        room.forget(SPI);

        assertThat(dropped()).isEqualTo(1);
        assertThat(admit(SPI, 3, 100)).isFalse();
        room.close();
        assertThat(dropped()).isEqualTo(2);
        room.close();
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    void there_is_room_for_so_many_packets() {
        room.expect(SPI);
        for (int i = 0; i < WaitingRoom.MOST_PACKETS; i++) {
            assertThat(admit(SPI, i, 100)).isTrue();
        }
        assertThat(admit(SPI, 100, 100)).as("first come, first served").isFalse();

        now += WaitingRoom.PATIENCE_MILLIS;

        assertThat(admit(SPI, 101, 100)).as("their time is over").isTrue();
        assertThat(dropped()).isEqualTo(WaitingRoom.MOST_PACKETS);
        leave(SPI);
        assertThat(received).containsExactly(101);
    }

    @Test
    void there_is_room_for_so_many_octets() {
        room.expect(SPI);
        for (int i = 0; i < 4; i++) {
            assertThat(admit(SPI, i, WaitingRoom.MOST_OCTETS / 4)).isTrue();
        }
        assertThat(admit(SPI, 5, 8)).isFalse();
        leave(SPI);
        assertThat(received).hasSize(4);
        room.expect(SPI);
        assertThat(admit(SPI, 6, WaitingRoom.MOST_OCTETS)).isTrue();
    }

    @Test
    void a_flood_of_strangers_takes_nobodys_place_and_no_memory() {
        room.expect(SPI);
        admit(SPI, 1, 100);
        Random random = new Random(5);
        byte[] garbage = new byte[1400];
        for (int i = 0; i < 1_000_000; i++) {
            int spi = random.nextInt();
            if (spi != SPI) {
                assertThat(room.isExpected(spi)).isFalse();
                if (i % 1000 == 0) {
                    assertThat(room.admit(spi, garbage, 0, garbage.length, 0, Encapsulation.UDP, PEER, now))
                            .isFalse();
                }
            }
        }
        admit(SPI, 2, 100);

        leave(SPI);

        assertThat(received).containsExactly(1, 2);
    }
}
