package io.flexike.esp;

/** Learns of outbound packets that no SA protects, for example to make one. Called on the data plane's event thread. */
@FunctionalInterface
public interface NoSaListener {
    /**
     * One packet was dropped. When many are, only some of them are reported. Not of ICMP errors that travel through the
     * SA of the packets they tell of.
     */
    void noSa(UnprotectedPacket packet);
}
