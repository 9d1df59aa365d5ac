package io.flexike.ike.engine;

import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.task.IkeSa;
import java.time.Duration;

/** How many IKE SAs there may be with one peer; decided whenever one is established. */
final class Uniqueness {
    static final CloseReason REPLACED =
            new CloseReason(CloseReason.Kind.REPLACED, "there is a newer IKE SA with the same peer");
    static final CloseReason LOST = new CloseReason(
            CloseReason.Kind.REPLACED,
            "both ends connected at once, and the IKE SA with the lower initiator SPI stays");

    /** Our choice: what both ends begin within that time is begun at once. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    /** Our choice: how long packets of the peer may still come through what its own new IKE SA has replaced. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private Uniqueness() {}

    /** Lets one IKE SA remain of those with that peer; KEEP lets all of them. */
    static void established(IkeSaMachine machine, EngineContext context) {
        IkeSa sa = machine.sa();
        if (sa.requiredProfile().ikePolicy().uniqueness() == IkeSaPolicy.Uniqueness.KEEP) {
            return;
        }
        for (long spi : context.othersWithPeerOf(sa)) {
            context.siblings().with(spi, other -> {
                if (other.isEstablished()) {
                    keepOne(other, machine, context);
                }
            });
        }
    }

    private static void keepOne(IkeSaMachine older, IkeSaMachine newer, EngineContext context) {
        boolean crossing = areCrossing(older.sa(), newer.sa());
        if (crossing
                && Long.compareUnsigned(older.sa().initiatorSpi(), newer.sa().initiatorSpi()) < 0) {
            // The peer may have restarted in between and know nothing of the older one: that has to show first.
            older.want(
                    Intention.of(InformationalInitiation.confirming(newer.sa().localSpi())), context.now());
            return;
        }
        CloseReason reason = crossing ? LOST : REPLACED;
        if (newer.sa().initiator()) {
            older.delete(reason, context.now());
        } else {
            // The initiator hears of the new one only now, and what it has sent is on its way.
            older.sa().lifespan().endBy(context.now().plus(GRACE), reason);
        }
    }

    private static boolean areCrossing(IkeSa one, IkeSa other) {
        return one.authenticatedAsInitiator() != other.authenticatedAsInitiator()
                && Duration.between(one.since(), other.since()).abs().compareTo(AT_ONCE) <= 0;
    }
}
