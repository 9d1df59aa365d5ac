package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork.Datagram;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 4302. */
@Timeout(60)
class AuthenticationHeaderTest {
    private static final int UDP = 17;
    private static final int AH = 51;
    private static final String LEFT = "192.0.2.1";
    private static final String RIGHT = "192.0.2.2";
    private static final String LEFT_6 = "2001:db8::1";
    private static final String RIGHT_6 = "2001:db8::2";

    private final TwoGateways gateways = new TwoGateways();
    private final List<Datagram> sent = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        gateways.close();
    }

    private static OuterPath path(String local, String remote) {
        return TwoNamespaces.path(Encapsulation.AH, local, remote);
    }

    private void open(CipherSpec spec, Mode mode, String left, String right) {
        gateways.open(Encapsulation.AH, left, right);
        gateways.network.link((datagram, onwards) -> {
            sent.add(datagram);
            onwards.accept(datagram);
        });
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        gateways.alice.tun.hostEnd().onPacket(gateways.alice.received::add);
        gateways.bob.plane.install(
                TestSas.anyTraffic(TestSas.bob(spec).mode(mode).path(path(right, left))));
        gateways.alice.plane.install(
                TestSas.anyTraffic(TestSas.alice(spec).mode(mode).path(path(left, right))));
    }

    private static List<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (CipherSpec spec : List.of(TestSas.AH_SHA_256, TestSas.AH_SHA_512_ESN, TestSas.AH_SHA_1)) {
            for (Mode mode : Mode.values()) {
                all.add(Arguments.of(spec, mode, LEFT, RIGHT));
                all.add(Arguments.of(spec, mode, LEFT_6, RIGHT_6));
            }
        }
        return all;
    }

    private static byte[] next(TwoGateways.End end) throws InterruptedException {
        byte[] packet = end.received.poll(5, TimeUnit.SECONDS);
        assertThat(packet).as("nothing came: " + end.plane.snapshot().drops()).isNotNull();
        return packet;
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void packets_arrive_whole_and_the_icv_is_that_of_the_rfc(CipherSpec spec, Mode mode, String left, String right)
            throws Exception {
        open(spec, mode, left, right);
        int header = left.contains(":") ? 40 : 20;
        for (int octets : new int[] {1, 20, 1300}) {
            byte[] there = packet(left, right, UDP, new byte[octets]);
            gateways.alice.sendReliably(there);
            byte[] got = next(gateways.bob);
            assertThat(got).hasSameSizeAs(there).endsWith(Arrays.copyOfRange(there, header - 8, there.length));
            gateways.bob.sendReliably(packet(right, left, UDP, new byte[octets]));
            assertThat(next(gateways.alice)).hasSameSizeAs(there);
        }
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
        assertThat(sent).hasSize(6);
        for (Datagram datagram : sent) {
            boolean fromAlice = datagram.source().getAddress().equals(address(left));
            assertIcv(spec, mode, fromAlice, datagram.octets());
        }
    }

    /** RFC 4302 2, 3.3.3, worked out anew. */
    private static void assertIcv(CipherSpec spec, Mode mode, boolean fromAlice, byte[] packet)
            throws GeneralSecurityException {
        boolean ipv4 = packet[0] == 0x45;
        int at = ipv4 ? 20 : 40;
        int icv = spec.integrity().icvOctets();
        int padding = ipv4 || (12 + icv) % 8 == 0 ? 0 : 8 - (12 + icv) % 8;
        assertThat(packet[ipv4 ? 9 : 6]).isEqualTo((byte) AH);
        assertThat(packet[at]).isEqualTo((byte) (mode == Mode.TRANSPORT ? UDP : ipv4 ? 4 : 41));
        assertThat(packet[at + 1]).isEqualTo((byte) ((12 + icv + padding) / 4 - 2));
        ByteBuffer fields = ByteBuffer.wrap(packet, at + 2, 10);
        assertThat(fields.getShort()).isZero();
        assertThat(fields.getInt()).isEqualTo(fromAlice ? TestSas.BOB_SPI : TestSas.ALICE_SPI);
        assertThat(fields.getInt()).isBetween(1, 3);
        byte[] masked = packet.clone();
        if (ipv4) {
            for (int changing : new int[] {1, 6, 7, 8, 10, 11}) {
                masked[changing] = 0;
            }
            assertThat(ByteBuffer.wrap(packet).getShort(4)).isNotZero();
        } else {
            masked[0] = 0x60;
            masked[1] = masked[2] = masked[3] = masked[7] = 0;
        }
        Arrays.fill(masked, at + 12, at + 12 + icv, (byte) 0);
        String hmac = icv == 12 ? "HmacSHA1" : icv == 16 ? "HmacSHA256" : "HmacSHA512";
        Mac mac = Mac.getInstance(hmac);
        mac.init(new SecretKeySpec(key(spec, fromAlice), hmac));
        mac.update(masked);
        if (spec.extendedSequenceNumbers()) {
            mac.update(new byte[4]);
        }
        assertThat(Arrays.copyOfRange(packet, at + 12, at + 12 + icv)).isEqualTo(Arrays.copyOf(mac.doFinal(), icv));
    }

    private static byte[] key(CipherSpec spec, boolean ofAlice) {
        EspSaParameters.Builder end = ofAlice ? TestSas.alice(spec) : TestSas.bob(spec);
        return TestSas.anyTraffic(end).keys().outboundIntegrity().toByteArray(SecretAccess.granted());
    }

    // RFC 4302 3.3.3.1: version, length, identification, protocol, addresses and all that follows are protected
    @ParameterizedTest
    @CsvSource({LEFT + ", " + RIGHT, LEFT_6 + ", " + RIGHT_6})
    void a_change_is_noticed_but_where_routers_make_changes(String left, String right) throws Exception {
        open(TestSas.AH_SHA_256, Mode.TUNNEL, left, right);
        byte[] probe = packet(left, right, UDP, new byte[10]);
        gateways.alice.sendReliably(probe);
        next(gateways.bob);
        int octets = sent.get(0).octets().length;
        AtomicInteger changed = new AtomicInteger();
        gateways.network.link((datagram, onwards) -> {
            byte[] other = datagram.octets().clone();
            // the lowest bit, but of the octet with the flags that which forbids to cut the packet
            int bit = changed.get() == 6 && other[0] == 0x45 ? 0x40 : 1;
            other[changed.get()] = (byte) (other[changed.get()] ^ bit);
            onwards.accept(new Datagram(datagram.source(), datagram.destination(), other));
            onwards.accept(datagram);
        });
        List<Integer> harmless = new ArrayList<>();
        for (int i = 0; i < octets; i++) {
            long before = replays();
            changed.set(i);
            gateways.alice.sendReliably(probe);
            next(gateways.bob);
            // where the changed one was accepted, the other one is a replay; one that is refused tells that both are
            // done
            changed.set(octets - 1);
            gateways.alice.sendReliably(probe);
            next(gateways.bob);
            if (replays() > before) {
                harmless.add(i);
            }
        }
        assertThat(harmless).isEqualTo(left.contains(":") ? List.of(0, 1, 2, 3, 7) : List.of(1, 6, 8, 10, 11));
    }

    private long replays() {
        return gateways.bob.plane.snapshot().drops(DropReason.REPLAYED);
    }

    @Test
    void a_replay_is_dropped() throws Exception {
        open(TestSas.AH_SHA_512_ESN, Mode.TUNNEL, LEFT, RIGHT);
        gateways.network.link((datagram, onwards) -> {
            onwards.accept(datagram);
            onwards.accept(datagram);
        });
        gateways.alice.sendReliably(packet(LEFT, RIGHT, UDP, new byte[10]));
        gateways.alice.sendReliably(packet(LEFT, RIGHT, UDP, new byte[11]));
        next(gateways.bob);
        assertThat(next(gateways.bob)).hasSize(31);
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.REPLAYED)).isPositive();
    }

    @Test
    void what_does_not_belong_together_is_refused() {
        gateways.open(Encapsulation.AH, LEFT, RIGHT);
        assertThatThrownBy(
                        () -> TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).path(path(LEFT, RIGHT))))
                .hasMessageContaining("AH has an integrity algorithm and encrypts nothing");
        assertThatThrownBy(() ->
                        TestSas.anyTraffic(TestSas.alice(TestSas.AH_SHA_256).path(path("0.0.0.0", RIGHT))))
                .hasMessageContaining("AH protects the two addresses");
        gateways.alice.plane.install(
                TestSas.anyTraffic(TestSas.alice(TestSas.AH_SHA_256).path(path(LEFT, RIGHT))));
        gateways.alice.plane.attach(gateways.network.open(
                Encapsulation.NATIVE,
                TwoNamespaces.path(Encapsulation.UDP, LEFT, RIGHT).local()));
        assertThatThrownBy(() -> gateways.alice.plane.move(
                        TestSas.ALICE_SPI, TwoNamespaces.path(Encapsulation.NATIVE, LEFT, RIGHT)))
                .hasMessageContaining("SAs of AH have paths of AH");
    }
}
