package io.flexike.ike.task;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;

/** CHILDLESS_IKEV2_SUPPORTED in the IKE_SA_INIT response (RFC 6023 3, 4). */
public final class ChildlessTask extends Task {
    private final boolean announced;

    /** @param announced whether as responder we take IKE_AUTH without a Child SA */
    public ChildlessTask(boolean announced) {
        this.announced = announced;
    }

    @Override
    public void buildResponse(List<Payload> response) {
        if (announced) {
            // RFC 6023 4: it names the IKE SA as its protocol.
            response.add(new NotifyPayload(
                    SecurityProtocol.IKE, new byte[0], NotifyType.CHILDLESS_IKEV2_SUPPORTED, new byte[0]));
        }
    }
}
