package io.flexike.ike.task;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The payloads of one message from the peer, less the notifies that must not stand in such a message. */
public final class ReceivedPayloads {
    private final List<Payload> payloads;

    private ReceivedPayloads(List<Payload> payloads) {
        this.payloads = payloads;
    }

    /** Sorts out the notifies whose precondition does not hold. */
    public static ReceivedPayloads of(
            List<Payload> payloads, ExchangeType exchange, boolean response, boolean isProtected) {
        List<Payload> kept = new ArrayList<>(payloads.size());
        for (Payload payload : payloads) {
            if (!(payload instanceof NotifyPayload notify)
                    || NotifyPrecondition.holds(notify.notifyType(), exchange, response, isProtected)) {
                kept.add(payload);
            }
        }
        return new ReceivedPayloads(kept);
    }

    /** The only payload of that kind. */
    public <P extends Payload> Optional<P> optional(Class<P> kind) throws InvalidSyntaxException {
        Optional<P> found = Optional.empty();
        for (Payload payload : payloads) {
            if (kind.isInstance(payload)) {
                if (found.isPresent()) {
                    throw new InvalidSyntaxException("more than one " + name(kind) + " payload in one message");
                }
                found = Optional.of(kind.cast(payload));
            }
        }
        return found;
    }

    /** The only payload of that kind, which must be there. */
    public <P extends Payload> P required(Class<P> kind) throws InvalidSyntaxException {
        return optional(kind)
                .orElseThrow(() -> new InvalidSyntaxException("no " + name(kind) + " payload in the message"));
    }

    public <P extends Payload> List<P> all(Class<P> kind) {
        List<P> found = new ArrayList<>(1);
        for (Payload payload : payloads) {
            if (kind.isInstance(payload)) {
                found.add(kind.cast(payload));
            }
        }
        return found;
    }

    /** All of some kinds, in their order. */
    public List<Payload> ofKinds(Set<Class<? extends Payload>> kinds) {
        return payloads.stream()
                .filter(payload -> kinds.contains(payload.getClass()))
                .toList();
    }

    public List<NotifyPayload> notifies(NotifyType type) {
        List<NotifyPayload> found = new ArrayList<>(1);
        for (Payload payload : payloads) {
            if (payload instanceof NotifyPayload notify && notify.notifyType().value() == type.value()) {
                found.add(notify);
            }
        }
        return found;
    }

    public Optional<NotifyPayload> notify(NotifyType type) {
        for (Payload payload : payloads) {
            if (payload instanceof NotifyPayload notify && notify.notifyType().value() == type.value()) {
                return Optional.of(notify);
            }
        }
        return Optional.empty();
    }

    /** The first notify that is an error. */
    public Optional<NotifyPayload> error() {
        for (Payload payload : payloads) {
            if (payload instanceof NotifyPayload notify && notify.isError()) {
                return Optional.of(notify);
            }
        }
        return Optional.empty();
    }

    private static String name(Class<?> kind) {
        return kind.getSimpleName().replace("Payload", "");
    }
}
