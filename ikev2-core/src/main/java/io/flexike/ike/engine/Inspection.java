package io.flexike.ike.engine;

import io.flexike.ike.session.IkeSaDetails;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A close look at one IKE SA. */
final class Inspection {
    private final IkeSaMachine machine;
    private final EngineContext context;

    Inspection(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
    }

    IkeSaDetails details(Instant now) {
        IkeSa sa = machine.sa();
        Peer peer = sa.peer();
        Optional<IkeSaPolicy> policy = peer.profile().map(PeerProfile::ikePolicy);
        return new IkeSaDetails(
                machine.snapshot(),
                Integer.toUnsignedLong(machine.requests().nextMessageId()),
                Integer.toUnsignedLong(machine.responses().expectedMessageId()),
                machine.requests().all().size(),
                machine.requests().waitingCount(),
                context.settings().options().windowSize(),
                sa.peerWindow(),
                policy.map(IkeSaPolicy::liveness).orElse(SaLifetime.FOREVER),
                policy.map(IkeSaPolicy::livenessMode).orElse(IkeSaPolicy.LivenessMode.PERIODIC),
                sa.fragmentOctets(),
                known(sa.establishedAt()).map(established -> between(established, now)),
                known(sa.lifespan().softAt()).map(soft -> between(now, soft)),
                known(sa.lifespan().hardAt()).map(hard -> between(now, hard)),
                peer.localAuthentication(),
                peer.remoteAuthentication(),
                peer.ppk());
    }

    private static Optional<Instant> known(Instant at) {
        return Optional.of(at).filter(instant -> !instant.equals(Instant.MAX));
    }

    private static Duration between(Instant start, Instant end) {
        return end.isBefore(start) ? Duration.ZERO : Duration.between(start, end);
    }
}
