package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TransportHeader;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.spd.SelectorSet;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Millions of packets as somebody between two peers can send them, of whom one is an enemy itself: late, repeated,
 * forged, cut, of another SA, or authentic with content that must not come through. What becomes of each is compared
 * with a model that knows no bits, words and wraps.
 */
class HostileTrafficTest {
    private static final int EVENTS = 80_000;
    private static final int GUARD = 64;
    private static final byte UNTOUCHED = 0x5a;
    private static final int FORGED = -1;

    private static CipherSpec spec(int encryption, int bits, IntegrityAlgorithm integrity, boolean extended) {
        return new CipherSpec(new EncryptionAlgorithm(encryption), bits, integrity, extended);
    }

    private static Stream<Arguments> ciphersAndModes() {
        IntegrityAlgorithm none = IntegrityAlgorithm.NONE;
        List<CipherSpec> specs = List.of(
                TestSas.GCM_128,
                TestSas.GCM_256_ESN,
                TestSas.CBC_128_SHA_256,
                TestSas.CBC_256_SHA_512_ESN,
                // AES-CTR, AES-CCM, GMAC, Camellia, ChaCha20-Poly1305, and no encryption
                spec(13, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, true),
                spec(16, 128, none, true),
                spec(21, 128, none, false),
                spec(23, 128, IntegrityAlgorithm.HMAC_SHA1_96, true),
                spec(28, 256, none, true),
                spec(11, 0, IntegrityAlgorithm.HMAC_SHA2_256_128, false));
        return specs.stream()
                .flatMap(spec -> Stream.of(Mode.values())
                        .map(mode -> Arguments.of(spec, mode, window(specs.indexOf(spec), mode))));
    }

    private static int window(int spec, Mode mode) {
        int[] windows = {64, 100, 1024, 65_536};
        return windows[(spec + (mode == Mode.TUNNEL ? 0 : 1)) % windows.length];
    }

    /** A receiver with its peer's packets, and what the model expects of it. */
    private static final class Ends {
        final SealedPackets sealed;
        final InboundSa receiver;
        final ReplayModel model;
        final Map<Verdict, Long> expected = new EnumMap<>(Verdict.class);
        long accepted;
        int newest;

        Ends(CipherSpec spec, Mode mode, int window, Random random) {
            EspKeys keys = new EspKeys(
                    key(spec.encryptionKeyOctets(), random),
                    key(spec.integrityKeyOctets(), random),
                    key(spec.encryptionKeyOctets(), random),
                    key(spec.integrityKeyOctets(), random));
            sealed = new SealedPackets(spec, mode, keys, random);
            Selector udp = Selector.subnet("10.0.0.0/8").onlyProtocol(17).onlyPorts(0, 1000);
            EspSaParameters parameters = TestSas.bob(spec)
                    .keys(keys)
                    .replayWindow(window)
                    .path(new OuterPath(TestSas.BOB, TestSas.ALICE, Encapsulation.NATIVE))
                    .mode(mode)
                    .local(udp)
                    .remote(udp)
                    .build();
            SelectorSet selectors = SaFactory.selectors(parameters);
            receiver = SaFactory.inbound(parameters, selectors, CryptoProvider.standard());
            if (mode == Mode.TRANSPORT) {
                receiver.transport(
                        new TransportHeader(TestSas.ALICE.getAddress(), TestSas.BOB.getAddress(), true),
                        selectors.between(TestSas.BOB.getAddress(), TestSas.ALICE.getAddress()));
            }
            model = new ReplayModel(window, spec.extendedSequenceNumbers());
        }

        private static SecretBytes key(int octets, Random random) {
            byte[] key = new byte[octets];
            random.nextBytes(key);
            return SecretBytes.copyOf(key);
        }

        /** Opens what stands there, the packet of that index or a forged one, in a buffer of its own; expects that. */
        void open(byte[] packet, int octets, int index, Verdict verdict, String what) {
            byte[] buffer = new byte[GUARD + octets + GUARD];
            Arrays.fill(buffer, UNTOUCHED);
            System.arraycopy(packet, 0, buffer, GUARD, Math.min(octets, packet.length));
            PacketView view = new PacketView();
            Verdict got = receiver.open(buffer, GUARD, octets, view);
            if (got != verdict) {
                throw new AssertionError(what + " is " + got + " and not " + verdict);
            }
            if (verdict == Verdict.ACCEPTED) {
                accepted++;
            } else {
                expected.merge(verdict, 1L, Long::sum);
            }
            boolean behind = sealed.isTransport() || isUntouched(buffer, GUARD + octets, buffer.length);
            if (!isUntouched(buffer, 0, GUARD) || !behind) {
                throw new AssertionError(what + " changes what stands beside it");
            }
            if (verdict == Verdict.ACCEPTED && !sealed.isWhatWasSent(index, buffer, view)) {
                throw new AssertionError(what + " came out as something else");
            }
        }

        private static boolean isUntouched(byte[] buffer, int from, int to) {
            for (int i = from; i < to; i++) {
                if (buffer[i] != UNTOUCHED) {
                    return false;
                }
            }
            return true;
        }

        /** A packet as it was sent, for whatever time. */
        void deliver(int index) {
            long number = sealed.number(index);
            byte[] packet = sealed.packet(index);
            // what is left far behind looks as if it were far ahead (RFC 4303 A2.2)
            long inferred = model.infer(ReplayModel.lower(packet));
            Verdict verdict = inferred == number ? sealed.verdict(index) : Verdict.NOT_AUTHENTIC;
            if (!model.isFresh(inferred)) {
                verdict = Verdict.REPLAYED;
            }
            open(packet, packet.length, index, verdict, "packet " + number);
            if (verdict != Verdict.REPLAYED && inferred == number) {
                model.accept(number);
                newest = Math.max(newest, index);
            }
        }

        /** A packet that is not authentic, whatever its number and its length say. */
        void deliverForged(byte[] packet, int octets) {
            Verdict verdict = Verdict.MALFORMED;
            if (sealed.canBe(octets)) {
                long number = model.infer(ReplayModel.lower(packet));
                verdict = model.isFresh(number) ? Verdict.NOT_AUTHENTIC : Verdict.REPLAYED;
            }
            open(packet, octets, FORGED, verdict, "a forged packet");
        }
    }

    @ParameterizedTest
    @MethodSource("ciphersAndModes")
    void only_what_is_fresh_authentic_and_allowed_comes_through(CipherSpec spec, Mode mode, int window) {
        Random random = new Random(spec.hashCode() + window);
        int events = 0;
        while (events < EVENTS) {
            Ends ends = new Ends(spec, mode, window, random);
            Ends neighbours = new Ends(spec, mode, window, random);
            int peaceful = 0;
            for (; events < EVENTS && ends.newest < SealedPackets.COUNT - 10; events++) {
                attack(ends, neighbours, random);
                // an attack on one SA is nothing to another
                if (events % 64 == 0 && peaceful < SealedPackets.COUNT) {
                    neighbours.deliver(peaceful++);
                }
            }
            for (int i = 0; i < SealedPackets.COUNT; i++) {
                ends.deliver(i);
                ends.deliver(i);
            }
            check(ends);
            check(neighbours);
        }
    }

    private static void attack(Ends ends, Ends neighbours, Random random) {
        int near = Math.max(0, Math.min(SealedPackets.COUNT - 1, ends.newest + random.nextInt(70) - 64));
        int index = random.nextInt(4) == 0 ? random.nextInt(ends.newest + 1) : near;
        byte[] packet = ends.sealed.packet(index).clone();
        switch (random.nextInt(8)) {
            case 0 -> {
                int bit = 32 + random.nextInt(packet.length * 8 - 32);
                packet[bit / 8] ^= (byte) (1 << bit % 8);
                ends.deliverForged(packet, packet.length);
            }
            case 1 -> {
                // a number far ahead, far behind, or beside
                int lower =
                        ReplayModel.lower(packet) + (random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(18));
                ReplayModel.putLower(packet, lower);
                if (!Arrays.equals(packet, ends.sealed.packet(index))) {
                    ends.deliverForged(packet, packet.length);
                }
            }
            case 2 -> ends.deliverForged(packet, random.nextInt(packet.length));
            case 3 -> ends.deliverForged(packet, packet.length + 1 + random.nextInt(40));
            case 4 -> {
                byte[] others = neighbours.sealed.packet(index);
                ends.deliverForged(others, others.length);
            }
            default -> ends.deliver(index);
        }
    }

    private static void check(Ends ends) {
        assertThat(ends.receiver.drops()).isEqualTo(ends.expected);
        assertThat(ends.receiver.packets()).isEqualTo(ends.accepted);
        assertThat(ends.receiver.highestSequence()).isEqualTo(ends.model.highest());
    }
}
