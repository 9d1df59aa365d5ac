package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.PayloadChain;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.task.ReceivedPayloads;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * What the first request of IKE_AUTH asks for beside authentication, which the last response gives (RFC 7296 2.16).
 * Until then its sender is a stranger, for whom little is kept: octets, and no others than these.
 */
final class KeptRequest {
    /** Our choice: some hundred octets are usual, and this has room for 255 selectors of IPv4 of either end. */
    static final int MOST_OCTETS = 10_240;

    private static final Set<Class<? extends Payload>> KINDS =
            Set.of(SaPayload.class, TsiPayload.class, TsrPayload.class, CpPayload.class, NotifyPayload.class);

    private final PayloadType first;
    private final byte[] chain;

    private KeptRequest(PayloadType first, byte[] chain) {
        this.first = first;
        this.chain = chain;
    }

    /**
     * Keeps what is needed of a request.
     *
     * @throws InvalidSyntaxException if that is too much
     */
    static KeptRequest of(ReceivedPayloads request) throws InvalidSyntaxException {
        List<Payload> needed = request.ofKinds(KINDS);
        int octets = PayloadChain.octets(needed);
        if (octets > MOST_OCTETS) {
            throw new InvalidSyntaxException("an IKE_AUTH request that asks for " + octets
                    + " octets of SA, selectors, configuration and notifies; at most " + MOST_OCTETS
                    + " are kept for who is not authenticated yet");
        }
        ByteBuffer out = ByteBuffer.allocate(octets);
        PayloadChain.encode(needed, out);
        return new KeptRequest(PayloadChain.firstType(needed), out.array());
    }

    /** The payloads. */
    ReceivedPayloads payloads() {
        try {
            List<Payload> payloads = PayloadChain.decodeInner(first, ByteBuffer.wrap(chain));
            return ReceivedPayloads.of(payloads, ExchangeType.IKE_AUTH, /* response= */ false, /* isProtected= */ true);
        } catch (IkeProtocolException e) {
            throw new AssertionError("payloads that were read once", e);
        }
    }

    /** How much is kept. */
    int octets() {
        return chain.length;
    }
}
