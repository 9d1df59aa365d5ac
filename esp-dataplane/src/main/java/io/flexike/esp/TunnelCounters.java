package io.flexike.esp;

import java.util.Map;

/**
 * What went through one tunnel device, with the headers of GRE where it is a GRE tunnel.
 *
 * @param packetsSent packets from the host that were protected
 * @param octetsSent octets of these packets
 * @param packetsReceived packets that the host took
 * @param octetsReceived octets of the packets that were offered to the host
 * @param drops packets either way that were dropped, without reasons that did not occur
 */
public record TunnelCounters(
        String tunnel,
        long packetsSent,
        long octetsSent,
        long packetsReceived,
        long octetsReceived,
        Map<DropReason, Long> drops) {
    public TunnelCounters {
        drops = Map.copyOf(drops);
    }
}
