package io.flexike.esp.gre;

import java.util.Map;

/**
 * What a GRE tunnel did so far.
 *
 * @param sent packets that left with a GRE header
 * @param received IP packets that the device took
 * @param keepalives of the peer, which are not answered
 * @param otherProtocols packets that a listener got
 * @param drops packets by reason, without those that are zero
 */
public record GreCounters(
        long sent, long received, long keepalives, long otherProtocols, Map<GreDropReason, Long> drops) {
    public GreCounters {
        drops = Map.copyOf(drops);
    }

    /** Packets dropped for that reason. */
    public long drops(GreDropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }
}
