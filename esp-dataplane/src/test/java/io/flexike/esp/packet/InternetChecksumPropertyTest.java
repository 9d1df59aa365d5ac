package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class InternetChecksumPropertyTest {
    private static int plainly(byte[] octets, int offset, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (octets[offset + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    @Property
    void is_what_adding_words_of_16_bits_gives(
            @ForAll @IntRange(max = 70_000) int count, @ForAll @IntRange(max = 9) int offset, @ForAll long seed) {
        byte[] octets = new byte[offset + count];
        if (seed % 3 == 0) {
            java.util.Arrays.fill(octets, (byte) (seed % 2 == 0 ? 0 : 0xff));
        } else {
            new Random(seed).nextBytes(octets);
        }

        long sum = InternetChecksum.sum(0, octets, offset, count);

        assertThat(InternetChecksum.folded(sum)).isEqualTo(plainly(octets, offset, count));
        assertThat(InternetChecksum.fold(sum)).isEqualTo(~plainly(octets, offset, count) & 0xffff);
        assertThat(InternetChecksum.fold(InternetChecksum.sum(0x12345, octets, offset, count)))
                .isEqualTo(InternetChecksum.fold(sum + 0x12345));
    }
}
