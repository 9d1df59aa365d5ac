package io.flexike.esp.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IoRingTest {
    private static final int CAPACITY = 4;
    private static final int SLOT_OCTETS = 5000;
    private static final int EBADF = 9;

    private DatagramPair pair;
    private IoRing ring;

    @BeforeEach
    void open() throws SystemCallException {
        assumeTrue(DatagramPair.hasRings(), "no io_uring here");
        pair = new DatagramPair();
        ring = new IoRing(CAPACITY, SLOT_OCTETS);
    }

    @AfterEach
    void close() {
        if (ring != null) {
            ring.close();
            pair.close();
        }
    }

    @Test
    void datagrams_stand_in_the_slots_in_the_order_in_which_they_came() {
        // more rounds than the rings have entries, so that their numbers wrap
        for (int round = 0; round < 5 * CAPACITY; round++) {
            for (int i = 0; i < 3; i++) {
                DatagramPair.send(pair.left(), (byte) round, (byte) i);
            }
            ring.read(pair.right(), CAPACITY);

            for (int i = 0; i < 3; i++) {
                assertThat(ring.result(i)).isEqualTo(2);
                assertThat(ring.slot(i).get(0)).isEqualTo((byte) round);
                assertThat(ring.slot(i).get(1)).isEqualTo((byte) i);
            }
            assertThat(ring.result(3)).isEqualTo(-Errno.EAGAIN);
        }
        assertThat(ring.isBroken()).isFalse();
    }

    @Test
    void a_slot_takes_its_octets_and_no_more() {
        DatagramPair.send(pair.left(), new byte[SLOT_OCTETS]);
        DatagramPair.send(pair.left(), new byte[SLOT_OCTETS + 100]);
        ring.read(pair.right(), 2);

        assertThat(ring.result(0)).isEqualTo(SLOT_OCTETS);
        assertThat(ring.result(1)).isEqualTo(SLOT_OCTETS);
        assertThat(ring.slot(0).capacity()).isEqualTo(SLOT_OCTETS);
    }

    @Test
    void slots_are_written_in_order() {
        for (int i = 0; i < CAPACITY; i++) {
            ring.slot(i).put(0, (byte) i);
        }
        ring.write(pair.left(), new int[] {1, 2, 3, 4}, CAPACITY);

        byte[] datagram = new byte[10];
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(ring.result(i)).isEqualTo(i + 1);
            assertThat(DatagramPair.receive(pair.right(), datagram)).isEqualTo(i + 1);
            assertThat(datagram[0]).isEqualTo((byte) i);
        }
        assertThat(DatagramPair.receive(pair.right(), datagram)).isEqualTo(-Errno.EAGAIN);
    }

    @Test
    void errors_are_results() {
        ring.read(-1, 2);

        assertThat(ring.result(0)).isEqualTo(-EBADF);
        assertThat(ring.result(1)).isEqualTo(-EBADF);
        assertThat(ring.isBroken()).isFalse();
    }
}
