package io.flexike.ike.task;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** INTERMEDIATE_EXCHANGE_SUPPORTED of IKE_SA_INIT (RFC 9242 3.1). */
public final class IntermediateSupportTask extends Task {
    private final IkeSa sa;
    private boolean askedFor;

    public IntermediateSupportTask(IkeSa sa) {
        this.sa = sa;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        boolean additional = SupportedProposals.of(
                        sa.crypto(), sa.requiredProfile().ikeProposals())
                .stream()
                .anyMatch(IntermediateSupportTask::hasAdditionalKeyExchange);
        if (additional || PpkNegotiationTask.asksForIntermediate(sa)) {
            request.add(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED));
        }
    }

    private static boolean hasAdditionalKeyExchange(Proposal proposal) {
        return proposal.transforms().stream()
                .anyMatch(transform ->
                        TransformType.ADDITIONAL_KEY_EXCHANGES.contains(transform.type()) && !transform.isNone());
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        askedFor = isSaid(request);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        if (askedFor) {
            response.add(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED));
        }
    }

    static boolean isSaid(ReceivedPayloads message) {
        return message.notify(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED).isPresent();
    }
}
