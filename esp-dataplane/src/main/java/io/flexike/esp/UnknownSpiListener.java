package io.flexike.esp;

/** Learns of packets with an SPI that no SA has. Called on the data plane's event thread. */
@FunctionalInterface
public interface UnknownSpiListener {
    /** One packet was dropped. Of many at one port, not more than ten in a second are reported. */
    void unknownSpi(UnknownSpi packet);
}
