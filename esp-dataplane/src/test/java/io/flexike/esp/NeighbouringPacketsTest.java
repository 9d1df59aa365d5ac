package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.DelegatingPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.Checksums;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets that stand side by side in one array when they are opened in place. */
@Timeout(60)
class NeighbouringPacketsTest {
    private static final int PACKETS = 12;
    private static final String LEFT = "2001:db8::1";
    private static final String RIGHT = "2001:db8::2";

    /** Those with the fewest octets around a packet, so that the IP header of transport mode grows most. */
    static List<CipherSpec> specs() {
        return List.of(
                new CipherSpec(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA1_96, false),
                new CipherSpec(EncryptionAlgorithm.AES_GCM_8, 128, IntegrityAlgorithm.NONE, false),
                TestSas.GCM_128);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void what_becomes_longer_leaves_its_neighbours_alone(CipherSpec spec) throws Exception {
        try (TwoGateways gateways = new TwoGateways()) {
            OuterPath there = path(LEFT, RIGHT);
            OuterPath back = path(RIGHT, LEFT);
            gateways.alice.start(gateways.network.open(Encapsulation.UDP, there.local()));
            gateways.bob.start(new GatheringPort(gateways.network.open(Encapsulation.UDP, back.local())));
            gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
            gateways.bob.plane.install(transport(TestSas.bob(spec), back));
            gateways.alice.plane.install(transport(TestSas.alice(spec), there));

            List<byte[]> packets = new ArrayList<>();
            for (int i = 0; i < PACKETS; i++) {
                byte[] payload = new byte[6 + i];
                Arrays.fill(payload, (byte) i);
                packets.add(Checksums.udp(LEFT, RIGHT, 1000 + i, 2000, payload));
                gateways.alice.sendReliably(packets.get(i));
            }

            for (byte[] packet : packets) {
                byte[] got = gateways.bob.received.poll(5, TimeUnit.SECONDS);
                assertThat(got)
                        .as("nothing came: %s", gateways.bob.plane.snapshot().drops())
                        .isNotNull();
                assertThat(Arrays.copyOfRange(got, 40, got.length))
                        .isEqualTo(Arrays.copyOfRange(packet, 40, packet.length));
            }
            assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
        }
    }

    private static OuterPath path(String local, String remote) {
        return new OuterPath(
                new InetSocketAddress(address(local), 4500),
                new InetSocketAddress(address(remote), 4500),
                Encapsulation.UDP);
    }

    private static EspSaParameters transport(EspSaParameters.Builder end, OuterPath path) {
        return end.mode(Mode.TRANSPORT)
                .path(path)
                .local(Selector.any6())
                .remote(Selector.any6())
                .build();
    }

    /** Brings datagrams only once there are so many. */
    private static final class GatheringPort extends DelegatingPort {
        private final DatagramBatch some = DatagramBatch.forReceiving(PACKETS, 2000);

        GatheringPort(DatagramPort port) {
            super(port);
        }

        @Override
        public void receive(DatagramBatch batch) throws IOException {
            batch.clear();
            while (batch.count() < PACKETS) {
                super.receive(some);
                for (int i = 0; i < some.count(); i++) {
                    assertThat(batch.reserve(some.octets(i))).isTrue();
                    System.arraycopy(
                            some.buffer(i), some.offset(i), batch.freeBuffer(), batch.freeOffset(), some.octets(i));
                    batch.add(batch.freeBuffer(), batch.freeOffset(), some.octets(i), some.remote(i));
                }
            }
        }

        @Override
        public int preferredBatch() {
            return PACKETS;
        }
    }
}
