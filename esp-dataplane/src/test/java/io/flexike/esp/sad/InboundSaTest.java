package io.flexike.esp.sad;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.esp.TestSas;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.replay.ReplayWindow;
import io.flexike.esp.spd.CompiledSelector;
import io.flexike.esp.spd.SelectorSet;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboundSaTest {
    private static final CipherSpec SPEC = TestSas.GCM_128;
    private static final SecretBytes KEY = SecretBytes.copyOf(new byte[SPEC.encryptionKeyOctets()]);

    private final AtomicInteger ciphersMade = new AtomicInteger();
    private final SealingCipher peer =
            CryptoProvider.standard().sealingCipher(SPEC, KEY, SecretBytes.empty(), new SecureRandom());
    private final InboundSa sa = newSa();
    private final PacketView view = new PacketView();
    private long sequence;

    private InboundSa newSa() {
        byte[] all = {(byte) 255, (byte) 255, (byte) 255, (byte) 255};
        SelectorSet any = new SelectorSet(
                List.of(new CompiledSelector(0, 0, 65535, new byte[4], all)),
                List.of(new CompiledSelector(0, 0, 65535, new byte[4], all)));
        return new InboundSa(0x1000, any, new ReplayWindow(64, false), () -> {
            ciphersMade.incrementAndGet();
            return CryptoProvider.standard().openingCipher(SPEC, KEY, SecretBytes.empty());
        });
    }

    /** What a peer sends whose plaintext, trailer included, is this. */
    private byte[] esp(byte[] plaintext) {
        byte[] buffer = new byte[8 + peer.ivOctets() + plaintext.length + peer.icvOctets()];
        sequence++;
        EspFraming.writeHeader(buffer, 0, 0x1000, (int) sequence);
        System.arraycopy(plaintext, 0, buffer, 8 + peer.ivOctets(), plaintext.length);
        peer.seal(buffer, 0, 8, plaintext.length, sequence);
        return buffer;
    }

    private Verdict open(byte[] esp) {
        return sa.open(esp, 0, esp.length, view);
    }

    private static byte[] padded(int... trailer) {
        byte[] packet = Packets.packet("10.0.0.1", "10.0.0.2", 17, new byte[8]);
        byte[] plaintext = Arrays.copyOf(packet, packet.length + trailer.length);
        for (int i = 0; i < trailer.length; i++) {
            plaintext[packet.length + i] = (byte) trailer[i];
        }
        return plaintext;
    }

    @Test
    void padding_that_counts_from_one_is_accepted_whatever_its_length() {
        assertThat(open(esp(padded(1, 2, 2, 4)))).isEqualTo(Verdict.ACCEPTED);
        assertThat(open(esp(padded(1, 2, 3, 4, 5, 6, 6, 4)))).isEqualTo(Verdict.ACCEPTED);
        int[] longest = new int[257];
        for (int i = 0; i < 255; i++) {
            longest[i] = i + 1;
        }
        longest[255] = 255;
        longest[256] = 4;
        assertThat(open(esp(padded(longest)))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void other_padding_is_dropped_although_authentic() {
        assertThat(open(esp(padded(0, 0, 2, 4)))).isEqualTo(Verdict.BAD_PADDING);
        assertThat(open(esp(padded(1, 2, 200, 4)))).isEqualTo(Verdict.BAD_PADDING);
        assertThat(open(esp(new byte[] {1, 2, (byte) 255, 4}))).isEqualTo(Verdict.BAD_PADDING);
        assertThat(sa.drops()).isEqualTo(Map.of(Verdict.BAD_PADDING, 3L));
        assertThat(sa.highestSequence()).isEqualTo(3);
    }

    @Test
    void a_dummy_may_have_any_content() {
        assertThat(open(esp(new byte[] {7, 7, 7, 7, 7, 7, 0, 59}))).isEqualTo(Verdict.DUMMY);
    }

    @Test
    void a_flood_of_replays_costs_no_decryption_and_an_idle_sa_no_cipher() {
        assertThat(ciphersMade).hasValue(0);
        byte[] esp = esp(padded(1, 2, 2, 4));
        assertThat(open(esp.clone())).isEqualTo(Verdict.ACCEPTED);

        byte[] replayed = esp.clone();
        assertThat(open(replayed)).isEqualTo(Verdict.REPLAYED);

        assertThat(replayed).as("left as it came").isEqualTo(esp);
        assertThat(ciphersMade).hasValue(1);
    }

    @Test
    void a_closed_sa_makes_no_cipher_again() {
        byte[] esp = esp(padded(1, 2, 2, 4));
        sa.close();

        assertThat(open(esp)).isEqualTo(Verdict.UNKNOWN_SPI);
        assertThat(ciphersMade).hasValue(0);
    }
}
