package io.flexike.esp.tun.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CoalescerPropertyTest {
    /** A flow that now and then does something that keeps packets apart. */
    private static final class Flow {
        private final Random random;
        private Segment next;
        private final int usual;

        Flow(Random random, int port) {
            this.random = random;
            usual = 1 + random.nextInt(1300);
            boolean ipv4 = random.nextBoolean();
            Segment like = random.nextInt(3) > 0 ? Segment.tcp(ipv4, random.nextInt()) : Segment.udp(ipv4);
            next = like.withSourcePort(port)
                    .withTcpOptions(new byte[like.tcp() ? 4 * random.nextInt(11) : 0])
                    .withIdentification(random.nextBoolean(), random.nextInt());
        }

        byte[] packet() {
            int octets = random.nextInt(10) == 0 ? random.nextInt(usual + 2) : usual;
            Segment sent = next.withPayload(SuperframeSplitterPropertyTest.octets(octets, random.nextLong()));
            if (sent.tcp() && random.nextInt(10) == 0) {
                sent = sent.withFlags(random.nextBoolean() ? 0x18 : random.nextInt(256));
            }
            next = next.withSequence(next.sequence() + octets + (random.nextInt(20) == 0 ? random.nextInt(3000) : 0))
                    .withIdentification(
                            next.mayBeFragmented(),
                            next.identification() + (random.nextInt(20) == 0 ? 2 + random.nextInt(9) : 1));
            if (random.nextInt(20) == 0) {
                next = next.withTrafficClass(random.nextInt(4)).withHopLimit(60 + random.nextInt(4));
            }
            byte[] packet = sent.packet();
            if (random.nextInt(20) == 0) {
                packet[sent.ipOctets() + 4 + random.nextInt(packet.length - sent.ipOctets() - 4)] ^= 1;
            }
            return packet;
        }
    }

    private static int port(byte[] packet) {
        int at = packet[0] >>> 4 == 4 ? 20 : 40;
        return (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
    }

    private static Map<Integer, List<byte[]>> byFlow(List<byte[]> packets) {
        Map<Integer, List<byte[]>> flows = new HashMap<>();
        packets.forEach(packet ->
                flows.computeIfAbsent(port(packet), port -> new ArrayList<>()).add(packet));
        return flows;
    }

    @Property(tries = 400)
    void every_flow_comes_out_as_it_went_in(
            @ForAll @IntRange(min = 1, max = 12) int flows,
            @ForAll @IntRange(min = 1, max = 200) int packets,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<Flow> senders = new ArrayList<>();
        for (int i = 0; i < flows; i++) {
            senders.add(new Flow(random, 1000 + i));
        }
        List<byte[]> batch = new ArrayList<>();
        while (batch.size() < packets) {
            Flow sender = senders.get(random.nextInt(flows));
            for (int i = random.nextInt(5); i >= 0; i--) {
                batch.add(sender.packet());
            }
        }

        Coalescing coalescing = Coalescing.of(new Coalescer(true), batch);

        assertThat(coalescing.packets()).hasSameSizeAs(batch);
        Map<Integer, List<byte[]>> came = byFlow(coalescing.packets());
        byFlow(batch).forEach((port, sent) -> assertThat(came.get(port)).containsExactlyElementsOf(sent));
    }

    @Property(tries = 300)
    void a_split_superframe_is_put_together_again(
            @ForAll @IntRange(min = 1, max = 50_000) int payload,
            @ForAll @IntRange(min = 1000, max = 1360) int size,
            @ForAll boolean ipv4,
            @ForAll boolean tcp,
            @ForAll boolean pushed,
            @ForAll long seed) {
        byte[] content = SuperframeSplitterPropertyTest.octets(payload, seed);
        Segment whole = (tcp ? Segment.tcp(ipv4, (int) seed) : Segment.udp(ipv4))
                .withPayload(content)
                .withFlags(pushed ? 0x18 : 0x10);

        List<byte[]> packets = new Superframe(whole, size).packets();
        Coalescing coalescing = Coalescing.of(new Coalescer(true), packets);

        assertThat(coalescing.packetsEach()).containsExactly(packets.size());
        assertThat(coalescing.packets()).containsExactlyElementsOf(packets);
    }
}
