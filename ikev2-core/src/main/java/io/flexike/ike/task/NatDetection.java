package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP of a message (RFC 7296 2.23, RFC 4555 3.5, 3.8). */
public final class NatDetection {
    private static final int HASH_OCTETS = 20;

    private final IkeSa sa;
    private final NatTraversal mode;

    public NatDetection(IkeSa sa, NatTraversal mode) {
        this.sa = sa;
        this.mode = mode;
    }

    /** Adds both to a message that goes along a path, unless NAT traversal is off. */
    public void add(List<Payload> message, Path path, long responderSpi) {
        if (mode == NatTraversal.OFF) {
            return;
        }
        byte[] source = hash(responderSpi, path.local());
        if (mode == NatTraversal.FORCED) {
            sa.random().nextBytes(source);
        }
        message.add(NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, source));
        message.add(NotifyPayload.of(NotifyType.NAT_DETECTION_DESTINATION_IP, hash(responderSpi, path.remote())));
    }

    /** What a message shows of the path along which it came; empty without NAT traversal on both ends. */
    Optional<NatFinding> detect(ReceivedPayloads message, Path path, long responderSpi) {
        List<NotifyPayload> sources = message.notifies(NotifyType.NAT_DETECTION_SOURCE_IP);
        List<NotifyPayload> destinations = message.notifies(NotifyType.NAT_DETECTION_DESTINATION_IP);
        if (mode == NatTraversal.OFF || sources.isEmpty() || destinations.isEmpty()) {
            return Optional.empty();
        }
        // A peer with several addresses sends several sources; one that matches is enough.
        boolean peerBehindNat = noneMatches(sources, hash(responderSpi, path.remote()));
        boolean behindNat = noneMatches(destinations, hash(responderSpi, path.local()));
        return Optional.of(NatFinding.of(behindNat, peerBehindNat, mode == NatTraversal.FORCED));
    }

    /** As {@link #detect(ReceivedPayloads, Path, long)} in an IKE SA whose SPIs are both known. */
    public Optional<NatFinding> detect(ReceivedPayloads message, Path path) {
        return detect(message, path, sa.responderSpi());
    }

    private static boolean noneMatches(List<NotifyPayload> notifies, byte[] expected) {
        for (NotifyPayload notify : notifies) {
            if (MessageDigest.isEqual(notify.data(), expected)) {
                return false;
            }
        }
        return true;
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
