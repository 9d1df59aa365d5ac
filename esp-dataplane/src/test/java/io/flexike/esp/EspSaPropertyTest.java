package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import java.security.SecureRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class EspSaPropertyTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Provide
    Arbitrary<CipherSpec> specs() {
        return Arbitraries.of(TestSas.specs());
    }

    private static EspSa pair(EspSaParameters.Builder end) {
        return EspSa.of(TestSas.anyTraffic(end), CryptoProvider.standard(), RANDOM);
    }

    @Property(tries = 500)
    void opening_undoes_sealing(
            @ForAll("specs") CipherSpec spec, @ForAll @Size(max = 2000) byte[] payload, @ForAll boolean ipv6) {
        byte[] packet = ipv6 ? packet("fd00::1", "fd00::2", 17, payload) : packet("10.0.0.1", "10.0.0.2", 17, payload);

        assertThat(pair(TestSas.bob(spec)).open(pair(TestSas.alice(spec)).seal(packet)))
                .hasValue(packet);
    }

    @Property(tries = 2000)
    void random_octets_never_open_never_throw_and_are_counted(
            @ForAll("specs") CipherSpec spec, @ForAll @Size(min = 8, max = 200) byte[] octets) {
        EspSa bob = pair(TestSas.bob(spec));

        assertThat(bob.open(octets)).isEmpty();

        assertThat(bob.drops().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(1);
        assertThat(bob.inbound().sequence()).isZero();
    }

    @Property(tries = 2000)
    void random_octets_inside_an_authentic_packet_never_throw(
            @ForAll("specs") CipherSpec spec, @ForAll @Size(min = 1, max = 200) byte[] inside, @ForAll boolean ipv6) {
        inside[0] = (byte) (inside[0] & 0x0f | (ipv6 ? 0x60 : 0x40));
        EspSa bob = pair(TestSas.bob(spec));

        boolean opened = bob.open(pair(TestSas.alice(spec)).seal(inside)).isPresent();

        assertThat(bob.drops().isEmpty()).isEqualTo(opened);
        assertThat(bob.inbound().sequence()).isEqualTo(1);
    }
}
