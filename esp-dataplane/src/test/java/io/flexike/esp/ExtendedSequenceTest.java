package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.packet.TransportHeader;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.spd.SelectorSet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequence numbers of 64 bits where the lower half, which alone travels, begins anew (RFC 4303 2.2.1 and A2). */
class ExtendedSequenceTest {
    private static final long BOUNDARY = 1L << 32;
    private static final int OFFSET = 64;
    private static final byte[] PAYLOAD = new byte[24];

    private static Stream<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (CipherSpec spec : List.of(TestSas.GCM_256_ESN, TestSas.CBC_256_SHA_512_ESN)) {
                for (int window : new int[] {64, 128, 1024}) {
                    all.add(Arguments.of(mode, spec, window));
                }
            }
        }
        return all.stream();
    }

    private record Ends(OutboundSa sender, InboundSa receiver) {}

    private static Ends ends(Mode mode, CipherSpec spec, int window) {
        EspSaParameters alice =
                TestSas.anyTraffic(TestSas.alice(spec).mode(mode).replayWindow(window));
        EspSaParameters bob = TestSas.anyTraffic(TestSas.bob(spec).mode(mode).replayWindow(window));
        SelectorSet selectors = SaFactory.selectors(bob);
        InboundSa receiver = SaFactory.inbound(bob, selectors, CryptoProvider.standard());
        if (mode == Mode.TRANSPORT) {
            receiver.transport(
                    new TransportHeader(TestSas.ALICE.getAddress(), TestSas.BOB.getAddress(), false),
                    selectors.between(TestSas.BOB.getAddress(), TestSas.ALICE.getAddress()));
        }
        return new Ends(SaFactory.outbound(alice, CryptoProvider.standard(), new SecureRandom()), receiver);
    }

    private static byte[] seal(OutboundSa sender, Mode mode) {
        byte[] inner = mode == Mode.TUNNEL ? Packets.packet("10.0.0.1", "10.0.0.2", 47, PAYLOAD) : PAYLOAD;
        byte[] buffer = new byte[256];
        System.arraycopy(inner, 0, buffer, OFFSET, inner.length);
        int sealed = sender.seal(buffer, OFFSET, inner.length, mode == Mode.TUNNEL ? 4 : 47);
        byte[] esp = new byte[sealed];
        System.arraycopy(buffer, OFFSET - sender.headroomOctets(), esp, 0, sealed);
        return esp;
    }

    private static Verdict open(InboundSa receiver, byte[] esp) {
        byte[] buffer = new byte[esp.length + 40];
        System.arraycopy(esp, 0, buffer, 0, esp.length);
        return receiver.open(buffer, 0, esp.length, new PacketView());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void packets_around_the_boundary_arrive_in_any_order_and_once(Mode mode, CipherSpec spec, int window) {
        Ends ends = ends(mode, spec, window);
        // as far as a receiver follows without help, then on to the boundary
        for (long number : new long[] {BOUNDARY / 2 - 1, BOUNDARY - window - 1}) {
            ends.sender().startBehind(number);
            assertThat(open(ends.receiver(), seal(ends.sender(), mode))).isEqualTo(Verdict.ACCEPTED);
        }
        ends.sender().startBehind(BOUNDARY - window / 2);
        List<byte[]> around = new ArrayList<>();
        for (int i = 0; i < window; i++) {
            around.add(seal(ends.sender(), mode));
        }
        assertThat(ends.sender().sequence()).isGreaterThan(BOUNDARY);
        Collections.shuffle(around, new Random(window));

        assertThat(around)
                .allSatisfy(esp -> assertThat(open(ends.receiver(), esp)).isEqualTo(Verdict.ACCEPTED));
        assertThat(around)
                .allSatisfy(esp -> assertThat(open(ends.receiver(), esp)).isEqualTo(Verdict.REPLAYED));
        assertThat(ends.receiver().highestSequence()).isEqualTo(ends.sender().sequence());
    }
}
