package io.flexike.esp.tun.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SuperframeSplitterPropertyTest {
    private static final int ROOM = 1500;

    static byte[] octets(int count, long seed) {
        byte[] octets = new byte[count];
        new Random(seed).nextBytes(octets);
        return octets;
    }

    @Provide
    static Arbitrary<Superframe> superframes() {
        Arbitrary<Segment> kinds = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(0, 255))
                .as((ipv4, tcp, extra, options, trafficClass) -> {
                    Segment kind = tcp ? Segment.tcp(ipv4, 0) : Segment.udp(ipv4);
                    byte[] ipExtra = ipv4 ? new byte[4 * extra] : Segment.destinationOptions(kind.protocol(), extra);
                    return kind.withIpExtra(ipExtra)
                            .withTcpOptions(octets(tcp ? 4 * options : 0, options))
                            .withTrafficClass(trafficClass);
                });
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers()
                                .between(1, 60_000)
                                .withDistribution(net.jqwik.api.RandomDistribution.uniform()),
                        Arbitraries.integers().between(200, 1380),
                        Arbitraries.integers(),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 65535),
                        Arbitraries.longs())
                .as((kind, payload, gsoSize, sequence, flags, identification, seed) -> new Superframe(
                        kind.withSequence(sequence)
                                .withFlags(kind.tcp() ? flags : 0)
                                .withIdentification(seed % 2 == 0, identification)
                                .withPayload(octets(payload, seed)),
                        gsoSize));
    }

    @Property(tries = 300)
    void packets_are_those_of_the_reference(@ForAll("superframes") Superframe superframe) {
        ByteBuffer memory = superframe.memory();

        List<byte[]> packets = Superframe.split(memory, memory.capacity(), ROOM + 60);

        List<byte[]> expected = superframe.packets();
        assertThat(packets).hasSameSizeAs(expected);
        for (int i = 0; i < packets.size(); i++) {
            assertThat(packets.get(i)).as("packet %d", i).isEqualTo(expected.get(i));
        }
    }

    @Property(tries = 500)
    void a_single_packet_gets_its_checksum(
            @ForAll("superframes") Superframe superframe, @ForAll boolean complete, @ForAll long seed) {
        Segment segment = superframe.whole();
        segment = segment.withPayload(octets((int) (seed & 0x3ff), seed));
        byte[] packet = complete ? segment.packet() : segment.partialPacket();
        int field = segment.tcp() ? 16 : 6;
        ByteBuffer memory = complete
                ? Superframe.memory(0, 0, 0, 0, 0, 0, packet)
                : Superframe.memory(1, 0, 0, 0, segment.ipOctets(), field, packet);

        assertThat(Superframe.split(memory, memory.capacity(), ROOM))
                .hasSize(1)
                .first()
                .isEqualTo(segment.packet());
    }

    @Property(tries = 3000)
    void a_superframe_with_anything_changed_does_no_harm(
            @ForAll("superframes") Superframe superframe, @ForAll long seed) {
        ByteBuffer memory = superframe.memory();
        Random random = new Random(seed);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(Math.min(memory.capacity(), random.nextBoolean() ? 10 : 120));
            memory.put(at, (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3)));
        }
        int octets = random.nextBoolean() ? memory.capacity() : random.nextInt(memory.capacity() + 1);
        ByteBuffer exact =
                memory.duplicate().order(memory.order()).limit(octets).position(0);
        exact = exact.slice().order(memory.order());

        List<byte[]> packets = Superframe.split(exact, octets, ROOM);

        assertThat(packets).allMatch(packet -> packet.length <= ROOM);
    }

    @Property(tries = 3000)
    void noise_does_no_harm(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] noise = octets(random.nextInt(200), seed);
        ByteBuffer memory = ByteBuffer.wrap(noise).order(java.nio.ByteOrder.nativeOrder());
        if (noise.length > 10) {
            noise[0] = (byte) (noise[0] & 1);
            noise[1] = (byte) random.nextInt(6);
            noise[10] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
            memory.putShort(6, (short) random.nextInt(80)).putShort(8, (short) random.nextInt(20));
        }

        assertThat(Superframe.split(memory, noise.length, 100)).allMatch(packet -> packet.length <= 100);
    }
}
