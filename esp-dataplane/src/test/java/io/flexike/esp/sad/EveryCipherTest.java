package io.flexike.esp.sad;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.replay.ReplayWindow;
import io.flexike.esp.spd.CompiledSelector;
import io.flexike.esp.spd.SelectorSet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pair of SAs with each encryption algorithm, each key length and each integrity algorithm. */
class EveryCipherTest {
    private static final int OFFSET = 64;

    static List<CipherSpec> specs() {
        List<Integer> integrity = List.of(1, 2, 5, 8, 12, 13, 14);
        List<CipherSpec> specs = new ArrayList<>();
        for (int id : new int[] {3, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28}) {
            EncryptionAlgorithm algorithm = new EncryptionAlgorithm(id);
            for (int bits : algorithm.keyBits()) {
                for (int mac : algorithm.isAead() ? List.of(0) : integrity) {
                    specs.add(new CipherSpec(algorithm, bits, new IntegrityAlgorithm(mac), specs.size() % 2 == 0));
                }
            }
        }
        return specs;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void packets_of_every_length_come_out_as_they_went_in(CipherSpec spec) {
        OutboundSa sender = outbound(spec);
        InboundSa receiver = inbound(spec);
        PacketView view = new PacketView();
        for (int octets = 0; octets < 64; octets++) {
            byte[] payload = new byte[octets];
            Arrays.fill(payload, (byte) octets);
            byte[] packet = Packets.packet("10.0.0.1", "10.0.0.2", 17, payload);
            byte[] buffer = new byte[512];
            System.arraycopy(packet, 0, buffer, OFFSET, packet.length);

            int sealed = sender.seal(buffer, OFFSET, packet.length, EspFraming.NEXT_HEADER_IPV4);
            int start = OFFSET - sender.headroomOctets();
            // RFC 4303 2.4: what is encrypted ends on a boundary of four octets
            int icvOctets = spec.encryption().icvOctets() + spec.integrity().icvOctets();
            assertThat((sealed - icvOctets) % 4).isZero();
            assertThat(sender.headroomOctets()).isEqualTo(8 + spec.encryption().ivOctets());

            assertThat(receiver.open(buffer, start, sealed, view)).isEqualTo(Verdict.ACCEPTED);
            assertThat(Arrays.copyOfRange(buffer, OFFSET, OFFSET + packet.length))
                    .isEqualTo(packet);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void the_longest_payload_is_exactly_the_longest_that_fits(CipherSpec spec) {
        OutboundSa sender = outbound(spec);
        for (int octets = 100; octets < 180; octets++) {
            int longest = sender.longestPayload(octets);

            assertThat(sender.seal(new byte[512], OFFSET, longest, 4))
                    .as("%d octets", octets)
                    .isLessThanOrEqualTo(octets);
            assertThat(sender.seal(new byte[512], OFFSET, longest + 1, 4))
                    .as("%d octets", octets)
                    .isGreaterThan(octets);
        }
    }

    private static OutboundSa outbound(CipherSpec spec) {
        return new OutboundSa(
                0x1000,
                spec.extendedSequenceNumbers(),
                () -> CryptoProvider.standard()
                        .sealingCipher(
                                spec,
                                key(spec.encryptionKeyOctets()),
                                key(spec.integrityKeyOctets()),
                                new SecureRandom()));
    }

    private static InboundSa inbound(CipherSpec spec) {
        byte[] last = {(byte) 255, (byte) 255, (byte) 255, (byte) 255};
        List<CompiledSelector> any = List.of(new CompiledSelector(0, 0, 65535, new byte[4], last));
        return new InboundSa(
                0x1000,
                new SelectorSet(any, any),
                new ReplayWindow(64, spec.extendedSequenceNumbers()),
                () -> CryptoProvider.standard()
                        .openingCipher(spec, key(spec.encryptionKeyOctets()), key(spec.integrityKeyOctets())));
    }

    private static SecretBytes key(int octets) {
        return SecretBytes.copyOf(new byte[octets]);
    }
}
