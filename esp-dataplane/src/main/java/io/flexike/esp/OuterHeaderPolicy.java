package io.flexike.esp;

import io.flexike.esp.forward.HeaderRules;
import io.flexike.esp.packet.TrafficClass;
import java.util.OptionalInt;

/**
 * What the outer headers of an SA's packets look like, and what becomes of packets that are too long for the way to the
 * peer. ECN is always copied, and taken over where a packet leaves the tunnel (RFC 6040); ports that do not learn the
 * traffic class of what comes, such as UDP ports without native access, lose marks of congestion on the way.
 *
 * @param dfBit whether routers may fragment the outer packet
 * @param dscp 0 to 63; that of the packet inside if empty (RFC 2983). In transport mode, where packets have one header
 *     only, it is always the packet's own
 * @param fragmentsBeforeEncryption whether a packet of IPv4 that is too long and may be fragmented is cut before it is
 *     protected, so that the peer need not join pieces, or the outer packet after. What cannot be cut before is cut
 *     after in any case: in transport mode, and where selectors with ports would not match the pieces
 */
public record OuterHeaderPolicy(DfBit dfBit, OptionalInt dscp, boolean fragmentsBeforeEncryption) {
    private static final int MAX_DSCP = 63;

    /** @throws IllegalArgumentException if the DSCP is out of range */
    public OuterHeaderPolicy {
        if (dscp.isPresent() && (dscp.getAsInt() < 0 || dscp.getAsInt() > MAX_DSCP)) {
            throw new IllegalArgumentException("a DSCP of " + dscp.getAsInt() + " is not between 0 and " + MAX_DSCP);
        }
    }

    /** DF and DSCP are copied, and packets are fragmented before encryption. */
    public static OuterHeaderPolicy standard() {
        return new OuterHeaderPolicy(DfBit.COPY, OptionalInt.empty(), true);
    }

    public OuterHeaderPolicy withDfBit(DfBit newDfBit) {
        return new OuterHeaderPolicy(newDfBit, dscp, fragmentsBeforeEncryption);
    }

    /** The same with a fixed DSCP, 0 to 63. */
    public OuterHeaderPolicy withDscp(int newDscp) {
        return new OuterHeaderPolicy(dfBit, OptionalInt.of(newDscp), fragmentsBeforeEncryption);
    }

    public OuterHeaderPolicy withFragmentationAfterEncryption() {
        return new OuterHeaderPolicy(dfBit, dscp, false);
    }

    HeaderRules toRules() {
        return new HeaderRules(dfBit.rule(), dscp.orElse(TrafficClass.COPIED), fragmentsBeforeEncryption);
    }
}
