package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.SaLifetime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** AUTH_LIFETIME: how long an authentication holds before the original initiator has to repeat it (RFC 4478). */
public final class AuthLifetimeTask extends Task {
    /** Our choice: how long after its lifetime an IKE SA is deleted that was not authenticated anew. */
    private static final Duration SLACK = Duration.ofSeconds(60);

    private static final CloseReason NOT_REPEATED =
            new CloseReason(CloseReason.Kind.EXPIRED, "the peer did not repeat its authentication in time");

    private static final long MAX_SECONDS = 0xffff_ffffL;

    private final IkeSa sa;

    public AuthLifetimeTask(IkeSa sa) {
        this.sa = sa;
    }

    @Override
    public void buildResponse(List<Payload> response) {
        Duration lifetime = sa.requiredProfile().ikePolicy().authLifetime();
        if (!lifetime.equals(SaLifetime.FOREVER)) {
            response.add(demand(sa, lifetime));
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        read(sa, response);
    }

    /** Original responder: says when the peer has to authenticate anew, and ends the IKE SA if it does not. */
    public static NotifyPayload demand(IkeSa sa, Duration lifetime) {
        long seconds = Math.min(MAX_SECONDS, lifetime.toSeconds());
        sa.lifespan().endBy(sa.effects().now().plusSeconds(seconds).plus(SLACK), NOT_REPEATED);
        return NotifyPayload.of(
                NotifyType.AUTH_LIFETIME,
                ByteBuffer.allocate(Integer.BYTES).putInt((int) seconds).array());
    }

    /** Original initiator: the time counts from when we hear of it (RFC 4478 2). */
    public static void read(IkeSa sa, ReceivedPayloads message) {
        message.notify(NotifyType.AUTH_LIFETIME)
                .map(NotifyPayload::data)
                .filter(data -> data.length == Integer.BYTES && sa.authenticatedAsInitiator())
                .map(data -> Integer.toUnsignedLong(ByteBuffer.wrap(data).getInt()))
                .ifPresent(seconds -> sa.authenticateWithin(Duration.ofSeconds(seconds)));
    }
}
