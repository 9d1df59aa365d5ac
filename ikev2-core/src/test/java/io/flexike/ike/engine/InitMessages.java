package io.flexike.ike.engine;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.nio.ByteBuffer;
import java.util.List;

/** IKE_SA_INIT messages as others might have sent them. */
final class InitMessages {
    private InitMessages() {}

    /** A message without its notifies of these types. */
    static byte[] without(byte[] message, NotifyType... types) throws Exception {
        IkeMessage decoded = IkeMessage.decode(ByteBuffer.wrap(message));
        List<Payload> payloads = decoded.payloads().stream()
                .filter(payload -> !(payload instanceof NotifyPayload notify)
                        || !List.of(types).contains(notify.notifyType()))
                .toList();
        return IkeMessage.encode(decoded.header(), payloads);
    }
}
