package io.flexike.ike.exchange;

import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.ReplayCounterTask;
import java.util.ArrayList;
import java.util.List;

/** An ordinary INFORMATIONAL that synchronizes replay counters alone (RFC 6311 5). */
public final class ReplayCounterRequest implements OwnExchange {
    private final ReplayCounterTask counters;

    /** @param skipped sequence numbers that the peer is to skip, unsigned */
    public ReplayCounterRequest(IkeSa sa, long skipped) {
        this.counters = new ReplayCounterTask(sa, skipped);
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public List<Payload> request() {
        List<Payload> request = new ArrayList<>(1);
        counters.buildRequest(request);
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) {
        return InformationalInitiation.judge(response).orElse(ExchangeResult.CONTINUES);
    }
}
