package io.flexike.esp.sad;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.packet.OuterHeader;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.replay.ReplayWindow;
import io.flexike.esp.spd.CompiledSelector;
import io.flexike.esp.spd.SelectorSet;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AhSaTest {
    private static final int SPI = 0x12345678;
    private static final int ICV = 24;
    private static final int ROOM = 96;
    private static final CipherSpec SPEC =
            new CipherSpec(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA2_384_192, true);
    private static final SecretBytes KEY = SecretBytes.copyOf(new byte[48]);
    private static final OuterHeader OUTER = new OuterHeader(address("192.0.2.1"), address("192.0.2.2"));

    private final OutboundSa outbound = OutboundSa.ofAh(
            SPI,
            true,
            TrafficLimits.NONE,
            () -> CryptoProvider.standard().sealingCipher(SPEC, SecretBytes.empty(), KEY, new SecureRandom()),
            ICV);
    private final InboundSa inbound = InboundSa.ofAh(
            SPI,
            anything(),
            new ReplayWindow(64, true),
            TrafficLimits.NONE,
            () -> CryptoProvider.standard().openingCipher(SPEC, SecretBytes.empty(), KEY),
            ICV);

    // RFC 4302 3.3.3.2.2: the upper half stands behind the packet when the ICV is computed, and does not travel
    @Test
    void the_icv_covers_all_64_bits_of_the_sequence_number() throws Exception {
        byte[] inner = packet("10.1.0.1", "10.2.0.1", 17, new byte[5]);
        outbound.startBehind((1L << 32) - 1);
        byte[] sealed = seal(inner);

        byte[] covered = Arrays.copyOf(sealed, sealed.length + 4);
        for (int changing : new int[] {1, 6, 7, 8, 10, 11}) {
            covered[changing] = 0;
        }
        Arrays.fill(covered, 32, 32 + ICV, (byte) 0);
        covered[covered.length - 1] = 1;
        Mac mac = Mac.getInstance("HmacSHA384");
        mac.init(new SecretKeySpec(new byte[48], "HmacSHA384"));
        assertThat(Arrays.copyOfRange(sealed, 28, 32)).isEqualTo(new byte[4]);
        assertThat(Arrays.copyOfRange(sealed, 32, 32 + ICV)).isEqualTo(Arrays.copyOf(mac.doFinal(covered), ICV));
    }

    @Test
    void what_was_sealed_opens_once() {
        byte[] inner = packet("10.1.0.1", "10.2.0.1", 17, new byte[5]);
        byte[] sealed = seal(inner);
        PacketView view = new PacketView();
        assertThat(inbound.open(sealed.clone(), 0, sealed.length, view)).isEqualTo(Verdict.ACCEPTED);
        assertThat(Arrays.copyOfRange(sealed, view.offset(), sealed.length)).isEqualTo(inner);
        assertThat(inbound.open(sealed, 0, sealed.length, view)).isEqualTo(Verdict.REPLAYED);
    }

    @Test
    void a_cut_packet_is_malformed() {
        byte[] sealed = seal(packet("10.1.0.1", "10.2.0.1", 17, new byte[5]));
        for (int octets = 0; octets < sealed.length; octets++) {
            assertThat(inbound.open(sealed.clone(), 0, octets, new PacketView()))
                    .isEqualTo(Verdict.MALFORMED);
        }
    }

    // the padding of a sender that aligns to 8 octets with IPv4, as Linux does unless it is told otherwise
    @Test
    void a_header_of_another_length_than_icv_and_padding_explain_is_malformed() {
        byte[] sealed = seal(packet("10.1.0.1", "10.2.0.1", 17, new byte[5]));
        for (int length : new int[] {0, 6, 9, 255}) {
            byte[] other = sealed.clone();
            other[21] = (byte) length;
            assertThat(inbound.open(other, 0, other.length, new PacketView())).isEqualTo(Verdict.MALFORMED);
        }
        byte[] padded = sealed.clone();
        padded[21] = 8;
        assertThat(inbound.open(padded, 0, padded.length, new PacketView())).isEqualTo(Verdict.NOT_AUTHENTIC);
    }

    private byte[] seal(byte[] inner) {
        byte[] buffer = new byte[ROOM + inner.length];
        System.arraycopy(inner, 0, buffer, ROOM, inner.length);
        int octets = outbound.seal(OUTER, buffer, ROOM, inner.length, 4);
        int start = ROOM - outbound.headroomOctets(OUTER);
        assertThat(start + octets).isEqualTo(buffer.length);
        return Arrays.copyOfRange(buffer, start, buffer.length);
    }

    private static SelectorSet anything() {
        byte[] all = {(byte) 255, (byte) 255, (byte) 255, (byte) 255};
        List<CompiledSelector> any = List.of(new CompiledSelector(0, 0, 65535, new byte[4], all));
        return new SelectorSet(any, any);
    }
}
