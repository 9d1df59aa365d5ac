package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.message.AuthenticatedMessage;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.message.ProtectedMessage;
import io.flexike.ike.payload.Payload;
import java.util.List;

/**
 * A message of the peer that is complete and authentic; whether its content is well-formed is not known yet.
 *
 * @param parts the whole content, in order
 * @param head what is in front of the content, see {@link #head}
 * @param fingerprint of the only datagram, or of the one that will be repeated when our response gets lost (RFC 7383
 *     2.6.1): that with fragment 1
 * @param longestMessage octets of the longest datagram
 */
record Opened(List<MessageFragment> parts, byte[] head, long fingerprint, int longestMessage) {
    private static final byte[] NOTHING = new byte[0];

    static Opened whole(IkeHeader header, MessageFragment content, byte[] datagram) throws NotAuthenticException {
        return new Opened(
                List.of(content), head(header, datagram), ResponseCache.fingerprint(datagram), datagram.length);
    }

    static Opened of(FragmentSet complete) {
        return new Opened(complete.parts(), complete.head(), complete.fingerprint(), complete.longestMessage());
    }

    /** What is in front of the content of a datagram; empty unless IKE_AUTH has to authenticate it (RFC 9242 3.3.2). */
    static byte[] head(IkeHeader header, byte[] datagram) throws NotAuthenticException {
        return header.exchange().equals(ExchangeType.IKE_INTERMEDIATE) ? ProtectedMessage.head(datagram) : NOTHING;
    }

    /** Datagrams that have brought it. */
    int datagrams() {
        return parts.size();
    }

    /** What IKE_AUTH authenticates of it (RFC 9242 3.3.2). */
    byte[] authenticated() {
        return AuthenticatedMessage.received(head, parts);
    }

    /** @throws IkeProtocolException if the peer has sent something malformed */
    List<Payload> payloads() throws IkeProtocolException {
        return MessageFragment.join(parts);
    }
}
