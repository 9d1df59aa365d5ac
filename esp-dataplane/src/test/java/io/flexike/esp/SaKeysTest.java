package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.esp.sad.CipherSource;
import io.flexike.esp.sad.OutboundSa;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SaKeysTest {
    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private static EspSaParameters alice() {
        return TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128));
    }

    @Test
    void parameters_can_be_installed_once_only() throws InterruptedException {
        gateways.open();
        EspSaParameters parameters = alice();
        gateways.bob.plane.install(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));

        gateways.alice.plane.install(parameters);

        assertThat(parameters.keys().isDestroyed()).isTrue();
        assertThat(gateways.alice.host.ping(address("10.1.0.1"), address("10.2.0.1"), 56, Duration.ofSeconds(5)))
                .isPresent();
        gateways.alice.plane.remove(TestSas.ALICE_SPI);
        assertThatThrownBy(() -> gateways.alice.plane.install(parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a11ce000")
                .hasMessageContaining("destroyed");
        assertThat(gateways.alice.plane.snapshot().sas()).isEmpty();
    }

    @Test
    void parameters_that_were_refused_keep_their_keys() {
        gateways.open();
        gateways.alice.plane.install(alice());
        EspSaParameters second = alice();

        assertThatThrownBy(() -> gateways.alice.plane.install(second)).isInstanceOf(IllegalArgumentException.class);
        assertThat(second.keys().isDestroyed()).isFalse();

        gateways.alice.plane.remove(TestSas.ALICE_SPI);
        gateways.alice.plane.install(second);
        assertThat(second.keys().isDestroyed()).isTrue();
    }

    @Test
    void a_pair_by_itself_takes_the_keys_over_too() {
        for (CipherSpec spec : TestSas.specs()) {
            EspSaParameters parameters = TestSas.anyTraffic(TestSas.alice(spec));
            EspSa alice = EspSa.of(parameters, CryptoProvider.standard(), new SecureRandom());
            EspSa bob = EspSa.of(TestSas.anyTraffic(TestSas.bob(spec)), CryptoProvider.standard(), new SecureRandom());
            byte[] packet = packet("10.0.0.1", "10.0.0.2", 17, new byte[8]);

            assertThat(bob.open(alice.seal(packet))).hasValue(packet);
            assertThatThrownBy(() -> EspSa.of(parameters, CryptoProvider.standard(), new SecureRandom()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("destroyed");
        }
    }

    @Test
    void copies_of_the_keys_live_until_the_cipher_is_made_or_not_needed() {
        SecretBytes key = SecretBytes.copyOf(new byte[] {1, 2, 3});
        List<SecretBytes> seen = new ArrayList<>();
        CipherSource<String> used = source(key, seen);
        CipherSource<String> unused = source(key, seen);

        assertThat(used.make()).isEqualTo("alive");
        assertThat(seen).hasSize(2).allMatch(SecretBytes::isDestroyed);
        unused.destroy();
        assertThat(unused.make()).isEqualTo("destroyed");
        assertThat(key.isDestroyed()).isFalse();
    }

    private static CipherSource<String> source(SecretBytes key, List<SecretBytes> seen) {
        return new KeyedCipherSource<>(key, SecretBytes.empty(), (encryption, integrity) -> {
            seen.add(encryption);
            seen.add(integrity);
            return encryption.isDestroyed() ? "destroyed" : "alive";
        });
    }

    @Test
    void a_closed_pair_destroys_keys_that_no_packet_ever_used() {
        CountingSource keys = new CountingSource();
        new OutboundSa(0x1000, false, keys).close();

        assertThat(keys.destroyed).isEqualTo(1);
    }

    private static final class CountingSource implements CipherSource<SealingCipher> {
        private int destroyed;

        @Override
        public SealingCipher make() {
            throw new AssertionError("no packet was sent");
        }

        @Override
        public void destroy() {
            destroyed++;
        }
    }
}
