package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Returns the responder's cookie as the first payload of IKE_SA_INIT (RFC 7296 2.6). */
public final class CookieTask extends Task {
    private byte @Nullable [] cookie;

    /**
     * RFC 7296 2.6: the cookie stays in every further request of this IKE_SA_INIT.
     *
     * @return false if it is the one that we have already, which a copy of the answer brings
     */
    public boolean received(byte[] octets) {
        boolean other = !Arrays.equals(cookie, octets);
        cookie = octets;
        return other;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (cookie != null) {
            request.add(0, NotifyPayload.of(NotifyType.COOKIE, cookie));
        }
    }
}
