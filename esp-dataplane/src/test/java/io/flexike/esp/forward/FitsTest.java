package io.flexike.esp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.TestSas;
import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.replay.ReplayWindow;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.spd.CompiledSelector;
import io.flexike.esp.spd.SelectorSet;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FitsTest {
    private static final CipherSpec SPEC = TestSas.GCM_128;
    /** 1400 without outer IPv4, UDP, ESP header, IV, trailer and ICV, as a multiple of four with the trailer. */
    private static final int INSIDE_1400 = 1400 - 20 - 8 - 8 - 8 - 16 - 2;

    private final Tunnel tunnel = new Tunnel(InMemoryTun.open(TunSettings.named("alice")));
    private final Port first = new Port();
    private final Port second = new Port();
    private final SendPath path = new SendPath(List.of(first, second), TestSas.ALICE, TestSas.BOB);

    private SaPair pair(int spi) {
        CompiledSelector any = new CompiledSelector(0, 0, 65535, new byte[4], new byte[] {-1, -1, -1, -1});
        SelectorSet selectors = new SelectorSet(List.of(any), List.of(any));
        SecretBytes key = SecretBytes.copyOf(new byte[SPEC.encryptionKeyOctets()]);
        CryptoProvider crypto = CryptoProvider.standard();
        return new SaPair(
                new InboundSa(
                        spi,
                        selectors,
                        new ReplayWindow(64, false),
                        () -> crypto.openingCipher(SPEC, key, SecretBytes.empty())),
                new OutboundSa(
                        spi, false, () -> crypto.sealingCipher(SPEC, key, SecretBytes.empty(), new SecureRandom())),
                selectors,
                false,
                tunnel,
                path,
                HeaderRules.STANDARD,
                SaPair.Use.ALL);
    }

    private List<SaPair> pairs(int count) {
        return IntStream.range(0, count).mapToObj(i -> pair(0x1000 + i)).toList();
    }

    @Test
    void queues_with_the_same_pairs_each_ask_once_for_a_batch() {
        List<SaPair> pairs = pairs(8);
        Fits left = new Fits(0);
        Fits right = new Fits(1);
        for (int batch = 1; batch <= 3; batch++) {
            for (int packet = 0; packet < 10; packet++) {
                for (SaPair pair : pairs) {
                    assertThat(left.longestPacket(pair, path)).isEqualTo(INSIDE_1400);
                    assertThat(right.longestPacket(pair, path)).isEqualTo(INSIDE_1400);
                }
                // the batches of another queue end when they will
                if (packet % 2 == 0) {
                    right.clear();
                }
            }
            left.clear();
            assertThat(first.asked).isEqualTo(batch * 8);
        }
        // it has begun once, and anew after each end
        assertThat(second.asked).isEqualTo((1 + 3 * 5) * 8);
    }

    @Test
    void an_mtu_that_changes_counts_from_the_next_batch_on() {
        SaPair pair = pair(0x1000);
        Fits fits = new Fits(0);
        fits.longestPacket(pair, path);
        first.mtu = 1000;
        assertThat(fits.longestPacket(pair, path)).isEqualTo(INSIDE_1400);
        fits.clear();
        assertThat(fits.longestPacket(pair, path)).isEqualTo(INSIDE_1400 - 400);
        first.mtu = 0;
        fits.clear();
        assertThat(fits.longestPacket(pair, path)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void a_pair_that_moves_within_a_batch_fits_its_new_way() {
        SaPair pair = pair(0x1000);
        Fits fits = new Fits(0);
        fits.longestPacket(pair, path);
        second.mtu = 1200;

        assertThat(fits.longestPacket(pair, new SendPath(second, TestSas.ALICE, TestSas.BOB)))
                .isEqualTo(INSIDE_1400 - 200);
    }

    @Test
    void pairs_that_share_a_slot_are_told_apart() {
        Port narrow = new Port();
        narrow.mtu = 1000;
        SendPath narrowPath = new SendPath(narrow, TestSas.ALICE, TestSas.BOB);
        SaPair one = pair(0x1000);
        SaPair other = pair(0x1000 + Fits.SLOTS);
        Fits fits = new Fits(0);
        for (int i = 0; i < 3; i++) {
            assertThat(fits.longestPacket(one, path)).isEqualTo(INSIDE_1400);
            assertThat(fits.longestPacket(other, narrowPath)).isEqualTo(INSIDE_1400 - 400);
        }
    }

    /** Counts how often it is asked. */
    private static final class Port implements DatagramPort {
        private int mtu = 1400;
        private int asked;

        @Override
        public int pathMtu(InetSocketAddress remote) {
            asked++;
            return mtu;
        }

        @Override
        public Encapsulation encapsulation() {
            return Encapsulation.UDP;
        }

        @Override
        public InetSocketAddress localAddress() {
            return TestSas.ALICE;
        }

        @Override
        public int preferredBatch() {
            return 1;
        }

        @Override
        public void receive(DatagramBatch batch) {
            throw new AssertionError("nobody receives here");
        }

        @Override
        public int send(DatagramBatch batch) {
            throw new AssertionError("nobody sends here");
        }

        @Override
        public void close() {}
    }
}
