package io.flexike.ike.exchange;

import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.TicketTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INFORMATIONAL that asks for a ticket: for another one, or because the IKE SA was rekeyed (RFC 5723 4.1). */
public final class TicketRequest implements OwnExchange {
    private final TicketTask task;

    private TicketRequest(IkeSa sa) {
        this.task = new TicketTask(sa);
    }

    /** Asks for a ticket, unless the IKE SA has been rekeyed when its turn comes: its successor asks for its own. */
    public static Intention wanted() {
        return sa -> sa.heir().isPresent() ? Optional.empty() : Optional.of(new TicketRequest(sa));
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public List<Payload> request() {
        List<Payload> request = new ArrayList<>(1);
        task.buildRequest(request);
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) {
        task.processResponse(response);
        return InformationalInitiation.judge(response).orElse(ExchangeResult.CONTINUES);
    }
}
