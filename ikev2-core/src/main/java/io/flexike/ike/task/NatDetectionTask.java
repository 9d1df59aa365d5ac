package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.NatTraversal;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP in IKE_SA_INIT (RFC 7296 2.23). */
public final class NatDetectionTask extends Task {
    private static final int HASH_OCTETS = 20;

    private final IkeSa sa;
    private final NatTraversal natTraversal;

    public NatDetectionTask(IkeSa sa, NatTraversal natTraversal) {
        this.sa = sa;
        this.natTraversal = natTraversal;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        // RFC 7296 2.23: the responder's SPI is still zero in the request.
        add(request, 0);
    }

    @Override
    public void processRequest(ReceivedPayloads request) {
        detect(request, 0);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        add(response, sa.responderSpi());
    }

    @Override
    public void processResponse(ReceivedPayloads response) {
        detect(response, sa.responderSpi());
    }

    private void add(List<Payload> message, long responderSpi) {
        if (natTraversal == NatTraversal.OFF) {
            return;
        }
        byte[] source = hash(responderSpi, sa.path().local());
        if (natTraversal == NatTraversal.FORCED) {
            sa.random().nextBytes(source);
        }
        message.add(NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, source));
        message.add(NotifyPayload.of(
                NotifyType.NAT_DETECTION_DESTINATION_IP,
                hash(responderSpi, sa.path().remote())));
    }

    private void detect(ReceivedPayloads message, long responderSpi) {
        List<NotifyPayload> sources = message.notifies(NotifyType.NAT_DETECTION_SOURCE_IP);
        List<NotifyPayload> destinations = message.notifies(NotifyType.NAT_DETECTION_DESTINATION_IP);
        if (natTraversal == NatTraversal.OFF || sources.isEmpty() || destinations.isEmpty()) {
            // The peer does not support NAT traversal.
            return;
        }
        // A peer with several addresses sends several sources; one that matches is enough.
        boolean peerBehindNat =
                noneMatches(sources, hash(responderSpi, sa.path().remote()));
        boolean behindNat =
                noneMatches(destinations, hash(responderSpi, sa.path().local()));
        sa.natDetected(behindNat, peerBehindNat, natTraversal == NatTraversal.FORCED);
    }

    private static boolean noneMatches(List<NotifyPayload> notifies, byte[] expected) {
        return notifies.stream().noneMatch(notify -> MessageDigest.isEqual(notify.data(), expected));
    }

    private byte[] hash(long responderSpi, InetSocketAddress end) {
        byte[] address = end.getAddress().getAddress();
        ByteBuffer input = ByteBuffer.allocate(18 + address.length)
                .putLong(sa.initiatorSpi())
                .putLong(responderSpi)
                .put(address)
                .putShort((short) end.getPort());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(input.array());
            if (hash.length != HASH_OCTETS) {
                throw new AssertionError("SHA-1 of " + hash.length + " octets");
            }
            return hash;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
