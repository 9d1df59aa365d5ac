package io.flexike.esp.forward;

import java.util.concurrent.atomic.LongAdder;

/** What went through one tunnel device, counted batch by batch. Thread-safe. */
public final class TrafficTally {
    private final LongAdder sentPackets = new LongAdder();
    private final LongAdder sentOctets = new LongAdder();
    private final LongAdder receivedPackets = new LongAdder();
    private final LongAdder receivedOctets = new LongAdder();

    TrafficTally() {}

    void sent(long packets, long octets) {
        sentPackets.add(packets);
        sentOctets.add(octets);
    }

    void received(long packets, long octets) {
        receivedPackets.add(packets);
        receivedOctets.add(octets);
    }

    public long sentPackets() {
        return sentPackets.sum();
    }

    public long sentOctets() {
        return sentOctets.sum();
    }

    public long receivedPackets() {
        return receivedPackets.sum();
    }

    public long receivedOctets() {
        return receivedOctets.sum();
    }
}
