package io.flexike.ike.exchange;

import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.MessageIdSync;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.ReplayCounterTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INFORMATIONAL with message ID 0 as the end that may have lost count of its messages (RFC 6311 5.1). */
public final class MessageIdSynchronization implements OwnExchange {
    private final MessageIdSync proposed;
    private final ReplayCounterTask counters;

    /**
     * @param proposed message IDs that are surely not used yet, and a new nonce
     * @param skipped sequence numbers that the peer is to skip, 0 for none
     */
    public MessageIdSynchronization(IkeSa sa, MessageIdSync proposed, long skipped) {
        this.proposed = proposed;
        this.counters = new ReplayCounterTask(sa, skipped);
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public List<Payload> request() {
        List<Payload> request = new ArrayList<>(2);
        request.add(proposed.toNotify());
        counters.buildRequest(request);
        return request;
    }

    /** RFC 6311 5.1: another nonce, further payloads or counters that go back are none of the peer's answers. */
    @Override
    public boolean accepts(ReceivedPayloads response) {
        return response.all(Payload.class).size() == 1 && answer(response).isPresent();
    }

    private Optional<MessageIdSync> answer(ReceivedPayloads response) {
        return MessageIdSync.in(response)
                .filter(answer -> answer.nonce() == proposed.nonce())
                .filter(answer -> Integer.compareUnsigned(answer.receive(), proposed.send()) >= 0
                        && Integer.compareUnsigned(answer.send(), proposed.receive()) >= 0);
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) {
        MessageIdSync agreed =
                answer(response).orElseThrow(() -> new AssertionError("an answer that was not accepted"));
        return new ExchangeResult.Synchronized(agreed.receive(), agreed.send());
    }
}
