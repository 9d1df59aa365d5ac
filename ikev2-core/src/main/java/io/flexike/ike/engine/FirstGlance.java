package io.flexike.ike.engine;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.PayloadChain;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What has to be known of a first request to ask for a cookie or to check one (RFC 7296 2.6), found without decoding
 * anything: the headers of the payloads are walked along, and only the nonce and the cookie are looked at.
 *
 * @param nonce the octets of Ni, a view
 * @param cookie those of the first COOKIE notification, a view; empty if there is none
 */
record FirstGlance(ByteBuffer nonce, ByteBuffer cookie) {
    private static final int NOTIFY_FIXED_OCTETS = 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /**
     * Empty unless lengths fit and one nonce is there, and SA and KE in IKE_SA_INIT, a notification (the ticket) in
     * IKE_SESSION_RESUME (RFC 5723 4.3.2): no request can do without them.
     */
    static Optional<FirstGlance> at(IkeHeader header, byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        ByteBuffer nonce = NOTHING;
        ByteBuffer cookie = NOTHING;
        boolean proposals = false;
        boolean publicValue = false;
        boolean notification = false;
        int at = IkeHeader.OCTETS;
        int type = header.nextPayload().value();
        for (int count = 0; type != PayloadType.NONE.value(); count++) {
            if (count == PayloadChain.MAX_PAYLOADS || datagram.length - at < Payload.HEADER_OCTETS) {
                return Optional.empty();
            }
            int length = in.getShort(at + 2) & 0xffff;
            if (length < Payload.HEADER_OCTETS || length > datagram.length - at) {
                return Optional.empty();
            }
            int body = at + Payload.HEADER_OCTETS;
            int bodyOctets = length - Payload.HEADER_OCTETS;
            if (type == PayloadType.NONCE.value()) {
                if (nonce.hasRemaining()
                        || bodyOctets < NoncePayload.MIN_OCTETS
                        || bodyOctets > NoncePayload.MAX_OCTETS) {
                    return Optional.empty();
                }
                nonce = in.slice(body, bodyOctets);
            } else if (type == PayloadType.NOTIFY.value() && !cookie.hasRemaining()) {
                cookie = cookieIn(in, body, bodyOctets);
            }
            proposals |= type == PayloadType.SA.value();
            publicValue |= type == PayloadType.KE.value();
            notification |= type == PayloadType.NOTIFY.value();
            type = datagram[at] & 0xff;
            at += length;
        }
        boolean complete =
                header.exchange().equals(ExchangeType.IKE_SESSION_RESUME) ? notification : proposals && publicValue;
        return nonce.hasRemaining() && complete && at == datagram.length
                ? Optional.of(new FirstGlance(nonce, cookie))
                : Optional.empty();
    }

    private static ByteBuffer cookieIn(ByteBuffer in, int body, int octets) {
        boolean found = octets > NOTIFY_FIXED_OCTETS
                && in.get(body + 1) == 0
                && (in.getShort(body + 2) & 0xffff) == NotifyType.COOKIE.value();
        return found ? in.slice(body + NOTIFY_FIXED_OCTETS, octets - NOTIFY_FIXED_OCTETS) : NOTHING;
    }
}
