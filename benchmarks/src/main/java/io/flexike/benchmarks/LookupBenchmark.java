package io.flexike.benchmarks;

import io.flexike.esp.packet.PacketView;
import io.flexike.esp.sad.SpiTable;
import io.flexike.esp.spd.CompiledSelector;
import io.flexike.esp.spd.OutboundIndex;
import io.flexike.esp.spd.SelectorSet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a packet costs to find its SA: by SPI when it comes in, by its destination when it goes out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {
    private static final int SAS = 300_000;
    private static final int PREFIXES = 100_000;
    /** Of them comes what is looked up, so that no order of memory helps. */
    private static final int PROBES = 1 << 16;

    private static final int[] LENGTHS = {16, 20, 22, 23, 24, 24, 24, 24, 28, 32};
    private static final int IPV4_HEADER = 20;

    private record Policy(SelectorSet selectors) implements OutboundIndex.Entry {}

    private final SpiTable<Policy> table = new SpiTable<>();
    private final OutboundIndex<Policy> index = new OutboundIndex<>();
    private final OutboundIndex.Lookup<Policy> lookup = index.lookup();
    private final PacketView view = new PacketView();
    private final int[] spis = new int[PROBES];
    private final byte[][] packets = new byte[PROBES][];
    private int next;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        Policy any = new Policy(towards(0, 0));
        int[] known = new int[SAS];
        for (int i = 0; i < SAS; i++) {
            do {
                known[i] = random.nextInt();
            } while (!table.putIfAbsent(known[i], any));
        }
        int[] destinations = new int[PREFIXES];
        for (int i = 0; i < PREFIXES; i++) {
            int length = LENGTHS[i % LENGTHS.length];
            destinations[i] = random.nextInt();
            index.add(new Policy(towards(destinations[i], length)));
        }
        for (int i = 0; i < PROBES; i++) {
            spis[i] = known[random.nextInt(SAS)];
            packets[i] = packetTo(destinations[random.nextInt(PREFIXES)]);
        }
    }

    private static SelectorSet towards(int address, int length) {
        int hosts = length == 0 ? -1 : (int) ((1L << 32 - length) - 1);
        CompiledSelector remote = selector(address & ~hosts, address | hosts);
        return new SelectorSet(List.of(selector(0, -1)), List.of(remote));
    }

    private static CompiledSelector selector(int first, int last) {
        return new CompiledSelector(0, 0, 0xffff, octets(first), octets(last));
    }

    private static byte[] octets(int address) {
        return ByteBuffer.allocate(4).putInt(address).array();
    }

    private static byte[] packetTo(int destination) {
        ByteBuffer packet = ByteBuffer.allocate(IPV4_HEADER + 8);
        packet.put(0, (byte) 0x45).putShort(2, (short) packet.capacity()).put(9, (byte) 17);
        packet.putInt(12, 0x0a010001).putInt(16, destination);
        return packet.array();
    }

    /** One of {@value #SAS} SAs. */
    @Benchmark
    public @Nullable Object spi() {
        return table.get(spis[next++ & PROBES - 1]);
    }

    /** One of {@value #PREFIXES} prefixes of eight lengths; the packet is parsed, too. */
    @Benchmark
    public @Nullable Object prefix() {
        byte[] packet = packets[next++ & PROBES - 1];
        if (!view.parse(packet, 0, packet.length)) {
            throw new AssertionError("the packet is not well-formed");
        }
        return lookup.find(view);
    }
}
