package io.flexike.esp;

import java.time.Instant;
import java.util.Map;

/**
 * A pair of SAs at one moment.
 *
 * @param tunnel name of its tunnel device
 * @param inboundSpi ours, names the pair
 * @param outboundSpi the peer's
 * @param path where packets are sent now
 * @param pathMtu the longest packet that goes whole to where packets are sent now, in octets; 0 if that is not known,
 *     as before anything was sent
 * @param inbound what was received
 * @param outbound what was sent
 * @param lastReceived when the last authentic packet came, to a batch; {@link Instant#MIN} if none did
 * @param lastSent when the last packet was sent, to a batch; {@link Instant#MIN} if none was
 * @param drops inbound packets with this SPI that were dropped
 * @param sendDrops packets from the tunnel that were for this pair and were not sent; those that the system refused
 *     only where it was asked to send for no other pair at the same time
 */
public record SaSnapshot(
        String tunnel,
        int inboundSpi,
        int outboundSpi,
        Mode mode,
        OuterPath path,
        int pathMtu,
        DirectionCounters inbound,
        DirectionCounters outbound,
        Instant lastReceived,
        Instant lastSent,
        Map<DropReason, Long> drops,
        Map<DropReason, Long> sendDrops) {
    public SaSnapshot {
        drops = Map.copyOf(drops);
        sendDrops = Map.copyOf(sendDrops);
    }
}
