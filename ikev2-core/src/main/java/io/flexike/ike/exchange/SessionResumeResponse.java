package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.FragmentationTask;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.NatDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Resumption;
import io.flexike.ike.task.ResumptionTask;
import io.flexike.ike.task.Task;
import java.util.ArrayList;
import java.util.List;

/** IKE_SESSION_RESUME as responder, after the questions of cookies and of the ticket (RFC 5723 4.3.2). */
public final class SessionResumeResponse implements FirstResponse {
    private final List<Task> tasks;

    public SessionResumeResponse(IkeSa sa, Handshake handshake, Resumption resumption, ProtocolOptions options) {
        sa.continuity().resumption(resumption);
        this.tasks = List.of(
                new ResumptionTask(sa, handshake, resumption),
                new NatDetectionTask(sa, options.natTraversal()),
                new FragmentationTask(sa, options.fragmentOctets()));
    }

    @Override
    public List<Payload> response(IkeMessage request) throws IkeProtocolException {
        ReceivedPayloads payloads =
                ReceivedPayloads.of(request.payloads(), ExchangeType.IKE_SESSION_RESUME, false, false);
        List<Payload> response = new ArrayList<>();
        for (Task task : tasks) {
            task.processRequest(payloads);
            task.buildResponse(response);
        }
        return response;
    }
}
