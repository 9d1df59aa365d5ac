package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.payload.Payload;
import java.util.List;

/**
 * A message of the peer that is complete and authentic; whether its content is well-formed is not known yet.
 *
 * @param parts the whole content, in order
 * @param fingerprint of the only datagram, or of the one that will be repeated when our response gets lost (RFC 7383
 *     2.6.1): that with fragment 1
 * @param longestMessage octets of the longest datagram
 */
record Opened(List<MessageFragment> parts, long fingerprint, int longestMessage) {
    static Opened whole(MessageFragment content, byte[] datagram) {
        return new Opened(List.of(content), ResponseCache.fingerprint(datagram), datagram.length);
    }

    static Opened of(FragmentSet complete) {
        return new Opened(complete.parts(), complete.fingerprint(), complete.longestMessage());
    }

    /** Datagrams that have brought it. */
    int datagrams() {
        return parts.size();
    }

    /** @throws IkeProtocolException if the peer has sent something malformed */
    List<Payload> payloads() throws IkeProtocolException {
        return MessageFragment.join(parts);
    }
}
