package io.flexike.ike.message;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A message: header and payloads. As decoded from a datagram, protected payloads are still inside an SK or SKF payload
 * at the end; {@link ProtectedMessage} opens them.
 */
public record IkeMessage(IkeHeader header, List<Payload> payloads) {
    /** Most octets of a message, because neither UDP nor TCP encapsulation carries more. */
    public static final int MAX_OCTETS = 65535;

    /** Copies the list. */
    public IkeMessage {
        payloads = List.copyOf(payloads);
    }

    /**
     * Reads a datagram that holds one message, without the non-ESP marker of port 4500. The buffer is consumed.
     *
     * @throws IkeProtocolException if the version is not 2, lengths do not fit, a payload is malformed, or one of
     *     unknown type is critical
     */
    public static IkeMessage decode(ByteBuffer datagram) throws IkeProtocolException {
        IkeHeader header = IkeHeader.decode(datagram);
        return new IkeMessage(header, PayloadChain.decode(header.nextPayload(), datagram));
    }

    /** The octets of an unprotected message; the header's next payload and length are filled in. */
    public static byte[] encode(IkeHeader template, List<? extends Payload> payloads) {
        int octets = checkedOctets(IkeHeader.OCTETS + PayloadChain.octets(payloads));
        ByteBuffer out = ByteBuffer.allocate(octets);
        template.completed(PayloadChain.firstType(payloads), octets).encode(out);
        PayloadChain.encode(payloads, out);
        return out.array();
    }

    static int checkedOctets(int octets) {
        if (octets > MAX_OCTETS) {
            throw new IllegalArgumentException("A message of " + octets + " octets is too long");
        }
        return octets;
    }

    /** The first payload of a kind. */
    public <P extends Payload> Optional<P> first(Class<P> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** All payloads of a kind, in their order. */
    public <P extends Payload> List<P> all(Class<P> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The first notification of a type. */
    public Optional<NotifyPayload> notification(NotifyType type) {
        return payloads.stream()
                .filter(NotifyPayload.class::isInstance)
                .map(NotifyPayload.class::cast)
                .filter(each -> each.notifyType().equals(type))
                .findFirst();
    }

    /** The notation of RFC 7296 1.2, such as {@code HDR, SA, KE, Nonce, N(COOKIE)}; long messages are cut. */
    @Override
    public String toString() {
        return payloads.stream()
                .map(each -> each instanceof NotifyPayload notify
                        ? "N(" + notify.notifyType() + ")"
                        : each.type().toString())
                .collect(Collectors.joining(", ", payloads.isEmpty() ? "HDR" : "HDR, ", ""));
    }
}
