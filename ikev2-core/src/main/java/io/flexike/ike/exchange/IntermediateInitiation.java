package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.IntermediateTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The IKE_INTERMEDIATE exchange that is due, as initiator (RFC 9242 3.2). */
public final class IntermediateInitiation implements OwnExchange {
    private final IntermediateTask task;

    public IntermediateInitiation(IkeSa sa, Handshake handshake) {
        this.task = new IntermediateTask(sa, handshake, List.of());
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.IKE_INTERMEDIATE;
    }

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public List<Payload> request() throws IkeProtocolException {
        List<Payload> request = new ArrayList<>();
        task.buildRequest(request);
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent()) {
            abandoned();
            return new ExchangeResult.Closed(Refusals.reason(error.get(), Asked.NOTHING));
        }
        task.processResponse(response);
        return new ExchangeResult.Intermediate(task.nextKeys());
    }

    @Override
    public void abandoned() {
        task.abandon();
    }
}
