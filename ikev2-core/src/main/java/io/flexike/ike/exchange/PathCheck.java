package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.MobikeTask;
import io.flexike.ike.task.NatDetection;
import io.flexike.ike.task.ReceivedPayloads;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * INFORMATIONAL along a path that is to be used: shows whether the peer is there. The initiator of MOBIKE says by it
 * that both ends are to use the path (RFC 4555 3.5); every other end only asks for an answer (RFC 4555 3.7, RFC 7296
 * 2.23).
 */
public final class PathCheck implements OwnExchange {
    /** Our choice within the 8 to 64 octets of RFC 4555 4.2.5. */
    private static final int COOKIE_OCTETS = 16;

    private final IkeSa sa;
    private final Path path;
    private final NatDetection detection;
    private final boolean update;
    private byte[] cookie = new byte[0];

    private PathCheck(IkeSa sa, Path path, ProtocolOptions options) {
        this.sa = sa;
        this.path = path;
        this.detection = new NatDetection(sa, options.natTraversal());
        this.update = sa.mobility().isMobikeSpoken() && sa.authenticatedAsInitiator();
    }

    /** Checks the path that is to be used when its turn comes. */
    public static Intention checking(ProtocolOptions options) {
        return sa -> {
            sa.mobility().checkWaiting(false);
            return sa.mobility().target().map(target -> new PathCheck(sa, target.path(), options));
        };
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public Optional<Path> via() {
        return Optional.of(path);
    }

    @Override
    public List<Payload> request() {
        List<Payload> request = new ArrayList<>();
        if (update) {
            request.add(NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES));
            if (sa.mobility().isNatTraversalSpoken()) {
                detection.add(request, path, sa.responderSpi());
            }
            // RFC 4555 3.6: the list may ride along.
            if (MobikeTask.tellAddresses(sa, path, request) == 0) {
                request.add(NotifyPayload.of(NotifyType.NO_ADDITIONAL_ADDRESSES));
            }
        }
        if (sa.mobility().isMobikeSpoken()) {
            cookie = new byte[COOKIE_OCTETS];
            sa.random().nextBytes(cookie);
            request.add(NotifyPayload.of(NotifyType.COOKIE2, cookie));
        }
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        Optional<ExchangeResult> fatal = InformationalInitiation.judge(response);
        if (fatal.isPresent()) {
            return fatal.get();
        }
        // RFC 4555 3.7: another cookie than ours ends the IKE SA.
        if (cookie.length != 0
                && response.notify(NotifyType.COOKIE2)
                        .filter(notify -> MessageDigest.isEqual(notify.data(), cookie))
                        .isEmpty()) {
            throw new InvalidSyntaxException("COOKIE2: the response does not repeat the cookie of the request");
        }
        if (response.error().isPresent()) {
            return new ExchangeResult.PathRefused(
                    path, response.notify(NotifyType.UNEXPECTED_NAT_DETECTED).isPresent());
        }
        if (update) {
            response.notify(NotifyType.NAT_DETECTION_DESTINATION_IP)
                    .ifPresent(notify -> sa.mobility().sees(notify.data()));
        }
        return new ExchangeResult.PathProven(path, detection.detect(response, path));
    }
}
