package io.flexike.crypto.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PacketCipherPropertyTest {
    @Provide
    Arbitrary<CipherSpec> specs() {
        return Arbitraries.of(Specs.all());
    }

    @Property(tries = 2000)
    void what_is_sealed_opens_to_the_same_and_nothing_around_it_is_touched(
            @ForAll("specs") CipherSpec spec,
            @ForAll @IntRange(max = 20) int offset,
            @ForAll @IntRange(max = 64) int someAadOctets,
            @ForAll @IntRange(max = 100) int blocks,
            @ForAll long packetNumber) {
        Specs.Pair pair = Specs.Pair.of(spec, packetNumber);
        int aadOctets = spec.extendedSequenceNumbers() ? 8 : someAadOctets;
        int plaintextOctets = blocks * pair.sealing().blockOctets();
        int start = offset + aadOctets + pair.sealing().ivOctets();
        int end = start + plaintextOctets + pair.sealing().icvOctets();
        byte[] original = Specs.octets(end + 9, packetNumber);
        byte[] buffer = original.clone();

        int sealed = pair.sealing().seal(buffer, offset, aadOctets, plaintextOctets, packetNumber);
        assertThat(sealed).isEqualTo(end - offset);
        byte[] packet = buffer.clone();
        int opened = pair.opening().open(buffer, offset, aadOctets, sealed, packetNumber);

        assertThat(opened).isEqualTo(plaintextOctets);
        assertThat(Arrays.copyOfRange(buffer, start, start + opened))
                .isEqualTo(Arrays.copyOfRange(original, start, start + opened));
        for (byte[] after : new byte[][] {packet, buffer}) {
            assertThat(Arrays.copyOf(after, offset + aadOctets)).isEqualTo(Arrays.copyOf(original, offset + aadOctets));
            assertThat(Arrays.copyOfRange(after, end, end + 9)).isEqualTo(Arrays.copyOfRange(original, end, end + 9));
        }
        if (plaintextOctets >= 16 && !Specs.isInTheClear(spec)) {
            assertThat(Arrays.copyOfRange(packet, start, start + plaintextOctets))
                    .isNotEqualTo(Arrays.copyOfRange(original, start, start + plaintextOctets));
        }
    }

    @Property(tries = 3000)
    void random_octets_are_refused_without_an_exception(
            @ForAll("specs") CipherSpec spec,
            @ForAll @IntRange(max = 300) int octets,
            @ForAll @IntRange(max = 400) int someAadOctets,
            @ForAll long seed) {
        int aadOctets = spec.extendedSequenceNumbers() ? 8 : someAadOctets;
        OpeningCipher cipher = Specs.Pair.of(spec, seed).opening();

        assertThat(cipher.open(Specs.octets(octets, seed), 0, aadOctets, octets, seed))
                .isEqualTo(-1);
    }

    @Property(tries = 500)
    void a_packet_opens_only_under_its_own_keys(
            @ForAll("specs") CipherSpec spec, @ForAll int oneSeed, @ForAll @IntRange(min = 2) int difference) {
        // the integrity key has the next seed, therefore not 1
        long otherSeed = (long) oneSeed + difference;
        Specs.Pair pair = Specs.Pair.of(spec, oneSeed);
        byte[] buffer = new byte[128];
        int sealed = pair.sealing().seal(buffer, 0, 8, 32, 1);

        OpeningCipher other = Specs.Pair.of(spec, otherSeed).opening();
        assertThat(other.open(buffer.clone(), 0, 8, sealed, 1)).isEqualTo(-1);
        assertThat(pair.opening().open(buffer, 0, 8, sealed, 1)).isEqualTo(32);
    }

    @Property(tries = 300)
    void a_sequence_of_packets_opens_in_any_order(
            @ForAll("specs") CipherSpec spec, @ForAll @IntRange(min = 1, max = 20) int count, @ForAll long seed) {
        Specs.Pair pair = Specs.Pair.of(spec, seed);
        byte[][] packets = new byte[count][128];
        int sealed = 0;
        for (int i = 0; i < count; i++) {
            Arrays.fill(packets[i], (byte) i);
            sealed = pair.sealing().seal(packets[i], 0, 8, 48, i + 1L);
        }
        int start = 8 + pair.sealing().ivOctets();
        for (int i = count - 1; i >= 0; i--) {
            assertThat(pair.opening().open(packets[i], 0, 8, sealed, i + 1L)).isEqualTo(48);
            assertThat(packets[i][start + 47]).isEqualTo((byte) i);
        }
    }
}
