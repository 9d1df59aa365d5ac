package io.flexike.ike.exchange;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.MobikeTask;
import io.flexike.ike.task.NatDetection;
import io.flexike.ike.task.OuterAddresses;
import io.flexike.ike.task.ReceivedPayloads;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an INFORMATIONAL request says of addresses (RFC 4555 3.5 - 3.9). */
final class MobikeResponse {
    private static final int SHORTEST_COOKIE = 8;
    private static final int LONGEST_COOKIE = 64;

    private final IkeSa sa;
    private final Path path;
    private final int messageId;
    private final NatDetection detection;

    /** @param path along which the request came */
    MobikeResponse(IkeSa sa, Path path, int messageId, ProtocolOptions options) {
        this.sa = sa;
        this.path = path;
        this.messageId = messageId;
        this.detection = new NatDetection(sa, options.natTraversal());
    }

    ExchangeResult request(ReceivedPayloads request, List<Payload> response) {
        // RFC 4555 3.7: copied as it is, by which the peer knows that we have seen its request.
        request.notify(NotifyType.COOKIE2)
                .map(NotifyPayload::data)
                .filter(data -> data.length >= SHORTEST_COOKIE && data.length <= LONGEST_COOKIE)
                .ifPresent(data -> response.add(NotifyPayload.of(NotifyType.COOKIE2, data)));
        if (!sa.mobility().isMobikeSpoken()) {
            return ExchangeResult.CONTINUES;
        }
        // RFC 4555 3.5: only the initiator decides which addresses are used.
        // What comes after a newer one is answered as usual and changes nothing, even if the newer one was refused.
        boolean update = request.notify(NotifyType.UPDATE_SA_ADDRESSES).isPresent()
                && !sa.authenticatedAsInitiator()
                && sa.isNewestUpdate(messageId);
        Optional<List<InetAddress>> told = MobikeTask.told(request);
        // RFC 4555 3.9: nothing that such a request says is used.
        if ((update || told.isPresent()) && MobikeTask.hasForbiddenNat(request, path)) {
            response.add(NotifyPayload.of(NotifyType.UNEXPECTED_NAT_DETECTED));
            return ExchangeResult.CONTINUES;
        }
        if (update && !isAcceptable()) {
            response.add(NotifyPayload.of(NotifyType.UNACCEPTABLE_ADDRESSES));
            return ExchangeResult.CONTINUES;
        }
        // RFC 4555 3.8: any request that has them gets them back.
        if (request.notify(NotifyType.NAT_DETECTION_SOURCE_IP).isPresent()
                || request.notify(NotifyType.NAT_DETECTION_DESTINATION_IP).isPresent()) {
            detection.add(response, path, sa.responderSpi());
        }
        return take(request, update, told);
    }

    /** RFC 7296 2.23: from port 4500 nobody goes back to 500, where ESP cannot travel in UDP. */
    private boolean isAcceptable() {
        return OuterAddresses.isAcceptable(path)
                && (path.natTraversal() || !sa.path().natTraversal());
    }

    /** RFC 4555 3.5, 3.6: what a newer request has said before holds. */
    private ExchangeResult take(ReceivedPayloads request, boolean update, Optional<List<InetAddress>> told) {
        boolean news = told.isPresent() && sa.isNewestAnnouncement(messageId);
        if (news) {
            List<InetAddress> all = new ArrayList<>(told.get());
            all.add(0, path.remote().getAddress());
            sa.mobility().peerAddresses(all);
        }
        if (update) {
            return new ExchangeResult.PathUpdated(path, detection.detect(request, path));
        }
        return news && sa.authenticatedAsInitiator()
                ? new ExchangeResult.PeerAddressesTold(path)
                : ExchangeResult.CONTINUES;
    }
}
