package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.KeyExchangeSeries;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;
import java.util.Optional;

/** IKE_FOLLOWUP_KE as initiator: one additional key exchange after a CREATE_CHILD_SA (RFC 9370 2.2.4). */
final class FollowUpExchange implements OwnExchange {
    /** Our choice: a link goes back in one message with a public value, and nobody needs more to find a state. */
    private static final int MAX_LINK_OCTETS = 1024;

    private final OwnSeries series;
    private final KeyExchangeSeries keys;
    private final byte[] link;

    private FollowUpExchange(OwnSeries series, KeyExchangeSeries keys, byte[] link) {
        this.series = series;
        this.keys = keys;
        this.link = link;
    }

    /** What comes after a response: the next key exchange, or the end if there is none. */
    static ExchangeResult after(ReceivedPayloads response, OwnSeries series, KeyExchangeSeries keys)
            throws IkeProtocolException {
        if (keys.isComplete()) {
            return series.completed(keys.secrets());
        }
        if (!series.goesOn()) {
            keys.abandon();
            return series.stopped();
        }
        byte[] link = response.notify(NotifyType.ADDITIONAL_KEY_EXCHANGE)
                .map(NotifyPayload::data)
                .orElseThrow(() -> new InvalidSyntaxException(
                        "no ADDITIONAL_KEY_EXCHANGE although another key exchange is to follow"));
        if (link.length == 0 || link.length > MAX_LINK_OCTETS) {
            throw new InvalidSyntaxException("ADDITIONAL_KEY_EXCHANGE with a link of " + link.length + " octets; 1 to "
                    + MAX_LINK_OCTETS + " are allowed");
        }
        return new ExchangeResult.Continues(List.of(Intention.of(new FollowUpExchange(series, keys, link))));
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.IKE_FOLLOWUP_KE;
    }

    @Override
    public boolean isAlone() {
        return series.isAlone();
    }

    @Override
    public List<Payload> request() {
        // RFC 9370 2.2.4: what the responder has sent goes back as it is.
        return List.of(keys.initiate(), NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link));
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent()) {
            keys.abandon();
            return series.refused(error.get());
        }
        keys.complete(response.required(KePayload.class));
        return after(response, series, keys);
    }

    @Override
    public void abandoned() {
        keys.abandon();
        series.abandoned();
    }
}
