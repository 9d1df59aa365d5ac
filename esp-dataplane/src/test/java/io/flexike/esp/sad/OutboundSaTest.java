package io.flexike.esp.sad;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class OutboundSaTest {
    private static final int OFFSET = 64;
    private static final byte[] PACKET = Packets.packet("10.0.0.1", "10.0.0.2", 17, new byte[20]);

    private final byte[] buffer = new byte[512];

    private static SecretBytes key(int octets) {
        return SecretBytes.copyOf(new byte[octets]);
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
        CompiledSelector any = new CompiledSelector(
                0, 0, 65535, new byte[4], new byte[] {(byte) 255, (byte) 255, (byte) 255, (byte) 255});
        return new InboundSa(
                0x1000,
                new SelectorSet(List.of(any), List.of(any)),
                new ReplayWindow(64, spec.extendedSequenceNumbers()),
                () -> CryptoProvider.standard()
                        .openingCipher(spec, key(spec.encryptionKeyOctets()), key(spec.integrityKeyOctets())));
    }

    private int seal(OutboundSa sa, int nextHeader) {
        System.arraycopy(PACKET, 0, buffer, OFFSET, PACKET.length);
        return sa.seal(buffer, OFFSET, PACKET.length, nextHeader);
    }

    private Verdict sealAndOpen(OutboundSa from, InboundSa to, int nextHeader) {
        int sealed = seal(from, nextHeader);
        return to.open(buffer, OFFSET - from.headroomOctets(), sealed, new PacketView());
    }

    @Test
    void refuses_to_send_after_the_last_of_32_bits() {
        OutboundSa sa = outbound(TestSas.GCM_128);
        sa.startBehind(0xfffffffeL);

        assertThat(seal(sa, EspFraming.NEXT_HEADER_IPV4)).isPositive();
        assertThat(EspFraming.sequence(buffer, OFFSET - sa.headroomOctets())).isEqualTo(-1);
        assertThat(seal(sa, EspFraming.NEXT_HEADER_IPV4)).isEqualTo(OutboundSa.EXHAUSTED);
        assertThat(seal(sa, EspFraming.NEXT_HEADER_IPV4)).isEqualTo(OutboundSa.EXHAUSTED);
        assertThat(sa.sequence()).isEqualTo(0xffffffffL);
    }

    @Test
    void extended_numbers_carry_on_and_the_receiver_follows() {
        for (CipherSpec spec : List.of(TestSas.GCM_256_ESN, TestSas.CBC_256_SHA_512_ESN)) {
            OutboundSa sender = outbound(spec);
            InboundSa receiver = inbound(spec);
            assertThat(sealAndOpen(sender, receiver, EspFraming.NEXT_HEADER_IPV4))
                    .isEqualTo(Verdict.ACCEPTED);
            for (long start = 1L << 30; start < 5L << 32; start += 1L << 30) {
                sender.startBehind(start - 2);
                for (int i = 0; i < 4; i++) {
                    assertThat(sealAndOpen(sender, receiver, EspFraming.NEXT_HEADER_IPV4))
                            .as("%s at %x", spec, start)
                            .isEqualTo(Verdict.ACCEPTED);
                }
            }
            assertThat(receiver.highestSequence()).isEqualTo(sender.sequence()).isGreaterThan(1L << 32);
        }
    }

    @Test
    void the_wrong_upper_half_is_not_authentic() {
        OutboundSa sender = outbound(TestSas.GCM_256_ESN);
        sender.startBehind(1L << 32);

        assertThat(sealAndOpen(sender, inbound(TestSas.GCM_256_ESN), EspFraming.NEXT_HEADER_IPV4))
                .isEqualTo(Verdict.NOT_AUTHENTIC);
    }

    @Test
    void dummies_are_dropped_and_other_next_headers_too() {
        OutboundSa sender = outbound(TestSas.GCM_128);
        InboundSa receiver = inbound(TestSas.GCM_128);

        assertThat(sealAndOpen(sender, receiver, EspFraming.NEXT_HEADER_NONE)).isEqualTo(Verdict.DUMMY);
        assertThat(sealAndOpen(sender, receiver, 17)).isEqualTo(Verdict.UNSUPPORTED_NEXT_HEADER);
        assertThat(sealAndOpen(sender, receiver, EspFraming.NEXT_HEADER_IPV6)).isEqualTo(Verdict.MALFORMED_INNER);
        assertThat(sealAndOpen(sender, receiver, EspFraming.NEXT_HEADER_IPV4)).isEqualTo(Verdict.ACCEPTED);
        assertThat(receiver.drops()).hasSize(3);
    }

    @Test
    void missing_room_costs_no_sequence_number() {
        OutboundSa sa = outbound(TestSas.GCM_128);

        assertThat(sa.seal(Arrays.copyOf(PACKET, 256), 0, PACKET.length, 4)).isEqualTo(OutboundSa.NO_ROOM);
        assertThat(sa.seal(new byte[OFFSET + PACKET.length], OFFSET, PACKET.length, 4))
                .isEqualTo(OutboundSa.NO_ROOM);
        assertThat(sa.sequence()).isZero();
    }

    @Test
    void no_number_is_used_twice_by_several_threads() throws InterruptedException {
        OutboundSa sa = outbound(TestSas.GCM_128);
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();
        int each = 5000;
        Runnable work = () -> {
            byte[] own = new byte[512];
            for (int i = 0; i < each; i++) {
                System.arraycopy(PACKET, 0, own, OFFSET, PACKET.length);
                sa.seal(own, OFFSET, PACKET.length, 4);
                numbers.add(EspFraming.sequence(own, OFFSET - sa.headroomOctets()));
            }
        };
        List<Thread> threads = List.of(new Thread(work), new Thread(work), new Thread(work));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(numbers).hasSize(3 * each);
        assertThat(sa.packets()).isEqualTo(3 * each);
    }
}
