package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** REDIRECT_SUPPORTED and REDIRECTED_FROM in the IKE_SA_INIT request (RFC 5685 3, 9.1, 9.3). */
public final class RedirectTask extends Task {
    private final IkeSa sa;
    private final boolean accepted;

    /** @param accepted whether as initiator we take redirects */
    public RedirectTask(IkeSa sa, boolean accepted) {
        this.sa = sa;
        this.accepted = accepted;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        // RFC 5685 3: who says where it comes from says with it that it takes redirects.
        if (sa.peer().redirects().isPresent()) {
            request.add(
                    RedirectNotify.redirectedFrom(sa.peer().redirects().get().last()));
        } else if (accepted) {
            request.add(NotifyPayload.of(NotifyType.REDIRECT_SUPPORTED));
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        sa.peer().takesRedirects(takesRedirects(request));
    }

    /** Whether the initiator may be sent to another gateway. */
    public static boolean takesRedirects(ReceivedPayloads request) {
        return request.notify(NotifyType.REDIRECT_SUPPORTED).isPresent()
                || request.notify(NotifyType.REDIRECTED_FROM).isPresent();
    }
}
