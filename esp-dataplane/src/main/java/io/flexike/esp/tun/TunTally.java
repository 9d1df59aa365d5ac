package io.flexike.esp.tun;

import java.util.concurrent.atomic.LongAdder;

/** The counters of a device while they run. Thread-safe. */
final class TunTally {
    private final LongAdder readCalls = new LongAdder();
    private final LongAdder readPackets = new LongAdder();
    private final LongAdder readOctets = new LongAdder();
    private final LongAdder droppedReads = new LongAdder();
    private final LongAdder writeCalls = new LongAdder();
    private final LongAdder writtenPackets = new LongAdder();
    private final LongAdder writtenOctets = new LongAdder();
    private final LongAdder refusedSuperframes = new LongAdder();

    /** One system call that brought something. */
    void readCall() {
        readCalls.increment();
    }

    void readOctets(long octets) {
        readOctets.add(octets);
    }

    void readPackets(long packets) {
        readPackets.add(packets);
    }

    void droppedRead() {
        droppedReads.increment();
    }

    void written(long calls, long packets, long octets) {
        writeCalls.add(calls);
        writtenPackets.add(packets);
        writtenOctets.add(octets);
    }

    void refusedSuperframe() {
        refusedSuperframes.increment();
    }

    TunCounters counters() {
        return new TunCounters(
                readCalls.sum(),
                readPackets.sum(),
                readOctets.sum(),
                droppedReads.sum(),
                writeCalls.sum(),
                writtenPackets.sum(),
                writtenOctets.sum(),
                refusedSuperframes.sum());
    }
}
