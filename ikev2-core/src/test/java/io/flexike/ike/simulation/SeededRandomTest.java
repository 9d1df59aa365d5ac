package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
    /** The first outputs of SplitMix64 for seed 1234567, as its authors' reference code gives them. */
    @Test
    void octets_are_those_of_splitmix64_on_every_java_version() {
        byte[] octets = new byte[16];
        new SeededRandom(1234567).nextBytes(octets);
        long first = 6457827717110365317L;
        long second = 3203168211198807973L;
        assertThat(java.nio.ByteBuffer.wrap(octets)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .getLong())
                .isEqualTo(first);
        assertThat(java.nio.ByteBuffer.wrap(octets, 8, 8)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .getLong())
                .isEqualTo(second);
    }

    @Test
    void the_same_seed_repeats_and_another_does_not() {
        assertThat(draw(new SeededRandom(7))).isEqualTo(draw(new SeededRandom(7)));
        assertThat(draw(new SeededRandom(7))).isNotEqualTo(draw(new SeededRandom(8)));
    }

    @Test
    void a_derived_generator_does_not_depend_on_what_was_drawn_before() {
        SeededRandom used = new SeededRandom(7);
        draw(used);
        assertThat(draw(used.derive("bob"))).isEqualTo(draw(new SeededRandom(7).derive("bob")));
        assertThat(draw(used.derive("bob"))).isNotEqualTo(draw(used.derive("alice")));
    }

    private static String draw(SeededRandom random) {
        byte[] octets = new byte[20];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets) + random.nextLong() + random.nextInt(1000) + random.nextDouble();
    }
}
