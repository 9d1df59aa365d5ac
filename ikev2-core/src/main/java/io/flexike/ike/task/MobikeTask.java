package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.UnexpectedNatException;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** MOBIKE in the notifies that change nothing by themselves: support, other addresses, no NATs (RFC 4555 3.2 - 3.4). */
public final class MobikeTask extends Task {
    private final IkeSa sa;
    private final boolean spoken;
    private boolean peerSpeaks;

    /** @param spoken whether we want to use MOBIKE */
    public MobikeTask(IkeSa sa, boolean spoken) {
        this.sa = sa;
        this.spoken = spoken;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (spoken) {
            request.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
            tellAddresses(sa, sa.path(), request);
        }
    }

    /** RFC 4555 3.9: who does not want its addresses changed is not answered as if they were not. */
    @Override
    public void processRequest(ReceivedPayloads request) throws UnexpectedNatException {
        peerSpeaks = spoken && request.notify(NotifyType.MOBIKE_SUPPORTED).isPresent();
        if (peerSpeaks && OuterAddresses.hasForbiddenNat(request, sa.path())) {
            throw new UnexpectedNatException("a NAT has changed the addresses, which the peer does not allow");
        }
        read(request);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        if (peerSpeaks) {
            response.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
            tell(sa, sa.path(), response);
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        peerSpeaks = spoken && response.notify(NotifyType.MOBIKE_SUPPORTED).isPresent();
        read(response);
    }

    private void read(ReceivedPayloads message) {
        if (peerSpeaks) {
            sa.mobility().mobikeSpoken();
            sa.mobility().peerAddresses(OuterAddresses.additional(message));
        }
    }

    /** Our addresses beside that of a path, in the order of our liking. */
    public static List<InetAddress> others(IkeSa sa, Path path) {
        List<InetAddress> all = sa.effects().localAddresses();
        if (all.isEmpty()) {
            return all;
        }
        return all.stream()
                .filter(address -> !address.equals(path.local().getAddress()))
                .limit(OuterAddresses.MOST)
                .toList();
    }

    /**
     * Tells our other addresses in a request along a path.
     *
     * @return how many there are
     */
    public static int tellAddresses(IkeSa sa, Path path, List<Payload> request) {
        int told = tell(sa, path, request);
        // RFC 4555 3.9: without NAT traversal nobody is to change the addresses on the way.
        if (!sa.mobility().isNatTraversalSpoken()) {
            request.add(OuterAddresses.noNatsAllowed(path));
        }
        return told;
    }

    private static int tell(IkeSa sa, Path path, List<Payload> message) {
        List<InetAddress> others = others(sa, path);
        OuterAddresses.addAdditional(message, others);
        sa.mobility().told(others);
        return others.size();
    }

    /** The peer's addresses as a request tells them that came along a path; empty if it tells none (RFC 4555 3.6). */
    public static Optional<List<InetAddress>> told(ReceivedPayloads request) {
        boolean tells = request.notify(NotifyType.ADDITIONAL_IP4_ADDRESS).isPresent()
                || request.notify(NotifyType.ADDITIONAL_IP6_ADDRESS).isPresent()
                || request.notify(NotifyType.NO_ADDITIONAL_ADDRESSES).isPresent();
        return tells ? Optional.of(OuterAddresses.additional(request)) : Optional.empty();
    }

    /** Whether a NAT has changed the addresses of a request on the way although the peer does not allow it. */
    public static boolean hasForbiddenNat(ReceivedPayloads request, Path path) {
        return OuterAddresses.hasForbiddenNat(request, path);
    }
}
