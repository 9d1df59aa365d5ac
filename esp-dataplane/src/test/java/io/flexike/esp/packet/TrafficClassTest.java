package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficClassTest {
    private static final int DSCP = 0xb8;
    private static final int DROP = -1;
    /** RFC 6040 figure 4: the inner field by row, the outer by column: Not-ECT 0, ECT(1) 1, ECT(0) 2, CE 3. */
    private static final int[][] EGRESS = {
        {0, 0, 0, DROP},
        {1, 1, 1, 3},
        {2, 1, 2, 3},
        {3, 3, 3, 3},
    };

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "fd00::1"})
    void what_routers_told_is_taken_over_as_the_table_says(String address) {
        for (int inner = 0; inner < 4; inner++) {
            for (int outer = 0; outer < 4; outer++) {
                byte[] packet = new byte[100];
                byte[] inside =
                        Packets.withTrafficClass(Packets.packet(address, address, 17, new byte[8]), DSCP | inner);
                // flow labels stay as they are
                inside[1] = (byte) (inside[1] | (inside[0] >>> 4 == 6 ? 0x0a : 0));
                System.arraycopy(inside, 0, packet, 7, inside.length);

                boolean kept = TrafficClass.leaveTunnel(packet, 7, 0x28 | outer);

                assertThat(kept).as("%d in %d", inner, outer).isEqualTo(EGRESS[inner][outer] != DROP);
                byte[] expected = kept ? withEcn(inside, EGRESS[inner][outer]) : inside;
                assertThat(Arrays.copyOfRange(packet, 7, 7 + inside.length))
                        .as("%d in %d", inner, outer)
                        .isEqualTo(expected);
                assertThat(Checksums.headerIsRight(expected)).isTrue();
            }
        }
    }

    private static byte[] withEcn(byte[] packet, int ecn) {
        return Packets.withTrafficClass(packet, DSCP | ecn);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void ecn_is_copied_whatever_becomes_of_the_dscp(int ecn) {
        assertThat(TrafficClass.ofOuter(DSCP | ecn, TrafficClass.COPIED)).isEqualTo(DSCP | ecn);
        assertThat(TrafficClass.ofOuter(DSCP | ecn, 10)).isEqualTo(10 << 2 | ecn);
        assertThat(TrafficClass.ofOuter(DSCP | ecn, 0)).isEqualTo(ecn);
    }
}
