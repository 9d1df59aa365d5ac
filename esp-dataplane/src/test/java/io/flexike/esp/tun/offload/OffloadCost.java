package io.flexike.esp.tun.offload;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What splitting and coalescing cost, in nanoseconds of CPU time for each packet of 1400 octets: superframes of 46
 * packets from and to native memory, without system calls.
 */
final class OffloadCost {
    private static final int PACKETS = 46;
    private static final int PACKET_OCTETS = 1400;
    private static final int HEADROOM = 96;
    private static final int ROUNDS = 20;
    private static final int CALLS = 2_000;

    private final ByteBuffer superframe;
    private final ByteBuffer written = ByteBuffer.allocateDirect(70_000).order(ByteOrder.nativeOrder());
    private final byte[][] buffers = new byte[PACKETS][HEADROOM + PACKET_OCTETS + 64];
    private final SuperframeSplitter splitter = new SuperframeSplitter();
    private final Coalescer coalescer = new Coalescer(true);

    OffloadCost(boolean ipv4) {
        Segment like = Segment.tcp(ipv4, 1).withTcpOptions(new byte[12]);
        int payload = PACKET_OCTETS - like.headerOctets();
        byte[] content = SuperframeSplitterPropertyTest.octets(PACKETS * payload, 1);
        superframe = new Superframe(like.withPayload(content), payload).memory();
        split();
        coalesce();
        if (!coalescesAgain()) {
            throw new AssertionError("the packets were not joined");
        }
    }

    private boolean coalescesAgain() {
        return written.getLong(0) >>> 32 == superframe.getLong(0) >>> 32;
    }

    void split() {
        splitter.begin(superframe, superframe.capacity());
        for (int i = 0; splitter.hasNext(); i++) {
            splitter.next(buffers[i], HEADROOM, PACKET_OCTETS);
        }
    }

    void coalesce() {
        coalescer.clear();
        for (byte[] buffer : buffers) {
            coalescer.add(buffer, HEADROOM, PACKET_OCTETS);
        }
        for (int i = 0; i < coalescer.superframes(); i++) {
            coalescer.write(i, written);
        }
    }

    private static double nanosEach(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                work.run();
            }
            best = Math.min(best, (threads.getCurrentThreadCpuTime() - before) / (double) CALLS / PACKETS);
        }
        return best;
    }

    public static void main(String[] arguments) {
        for (boolean ipv4 : new boolean[] {true, false}) {
            OffloadCost cost = new OffloadCost(ipv4);
            System.out.printf(
                    "IPv%d, CPU ns per packet of %d octets: splitting %.0f, coalescing %.0f%n",
                    ipv4 ? 4 : 6, PACKET_OCTETS, nanosEach(cost::split), nanosEach(cost::coalesce));
        }
    }
}
