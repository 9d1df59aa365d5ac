package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.eap.EapPacket.Code;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end that is authenticated (RFC 3748 1.2), in IKEv2 the initiator: one conversation, driven by the requests of the
 * authenticator. Whatever arrives, nothing is thrown, and the conversation ends after a bounded number of packets. Not
 * thread-safe.
 */
public final class EapPeer implements AutoCloseable {
    /** Our own choice: more than any method of ours needs for its largest messages. */
    static final int MAX_PACKETS = 512;

    private static final EapPeerReply DISCARDED = new EapPeerReply.Discarded();
    private static final byte[] NOTHING = {};

    private final EapPeerSettings settings;
    private final CryptoProvider crypto;
    private final SecureRandom random;

    private int packets;
    private @Nullable EapPacket lastRequest;
    private @Nullable EapPacket lastResponse;
    private @Nullable EapMethodType selected;
    private @Nullable PeerMethod method;
    private Standing standing = Standing.ONGOING;
    private String failure = "";
    private Optional<String> notification = Optional.empty();
    private boolean over;

    private EapPeer(EapPeerSettings settings, CryptoProvider crypto, SecureRandom random) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.crypto = Objects.requireNonNull(crypto, "crypto");
        this.random = Objects.requireNonNull(random, "random");
    }

    /** A conversation that waits for its first request. */
    public static EapPeer of(EapPeerSettings settings, CryptoProvider crypto, SecureRandom random) {
        return new EapPeer(settings, crypto, random);
    }

    /** Takes a packet of the authenticator. */
    public EapPeerReply receive(byte[] octets) {
        Optional<EapPacket> read = EapPacket.read(octets);
        if (over || read.isEmpty()) {
            return DISCARDED;
        }
        packets++;
        if (packets > MAX_PACKETS) {
            return fail("the conversation has no end");
        }
        EapPacket packet = read.orElseThrow();
        return switch (packet.code()) {
            case REQUEST -> request(packet);
            case SUCCESS -> success(packet);
            case FAILURE -> failure(packet);
            case RESPONSE -> DISCARDED;
        };
    }

    /** What the authenticator last wanted the user to read (RFC 3748 5.2). It may contain any characters. */
    public Optional<String> notification() {
        return notification;
    }

    /** Wipes what it can. A conversation that is not over gets no further. */
    @Override
    public void close() {
        over = true;
        if (method != null) {
            method.destroy();
        }
    }

    Standing standing() {
        return standing;
    }

    private EapPeerReply request(EapPacket request) {
        if (lastRequest != null && lastResponse != null && request.identifier() == lastRequest.identifier()) {
            // RFC 3748 4.1: a duplicate is answered as it was; a new request must have another identifier.
            return request.equals(lastRequest) ? new EapPeerReply.Send(lastResponse) : DISCARDED;
        }
        if (standing == Standing.FAILED) {
            return fail(failure);
        }
        EapMethodType type = request.type().orElseThrow();
        if (type.equals(EapMethodType.IDENTITY)) {
            return method != null ? DISCARDED : answer(request, Names.octets(settings.identity()));
        }
        if (type.equals(EapMethodType.NOTIFICATION)) {
            notification = Optional.of(Names.text(request.data()));
            return answer(request, NOTHING);
        }
        if (!type.isMethod()) {
            return DISCARDED;
        }
        if (selected != null) {
            // RFC 3748 4.1: no Nak after a method was answered; 2.1: one method in a conversation.
            return selected.equals(type) && method != null ? step(method, request) : DISCARDED;
        }
        return settings.methods().contains(type) ? begin(type, request) : nak(request);
    }

    private EapPeerReply begin(EapMethodType type, EapPacket request) {
        PeerMethod candidate = Methods.peer(type, settings, crypto, random);
        EapPeerReply reply = step(candidate, request);
        if (reply instanceof EapPeerReply.Discarded) {
            candidate.destroy();
        } else {
            selected = type;
            method = candidate;
        }
        return reply;
    }

    private EapPeerReply step(PeerMethod running, EapPacket request) {
        PeerStep step = running.receive(request.identifier(), request.data());
        if (step.answer == null) {
            return step.standing == Standing.FAILED ? fail(step.reason) : DISCARDED;
        }
        standing = step.standing;
        failure = step.reason;
        return answer(request, step.answer);
    }

    private EapPeerReply nak(EapPacket request) {
        if (!request.expanded()) {
            ByteBuffer wanted = ByteBuffer.allocate(settings.methods().size());
            settings.methods().forEach(type -> wanted.put((byte) type.number()));
            return send(
                    request, EapPacket.typed(Code.RESPONSE, request.identifier(), EapMethodType.NAK, wanted.array()));
        }
        // RFC 3748 5.3.2: to an expanded type, all in expanded form
        ByteBuffer wanted = ByteBuffer.allocate(8 * settings.methods().size());
        settings.methods().forEach(type -> EapPacket.putExpandedType(wanted, type));
        return send(
                request,
                new EapPacket(
                        Code.RESPONSE, request.identifier(), Optional.of(EapMethodType.NAK), true, wanted.array()));
    }

    /** In the form of the request (RFC 3748 4.1). */
    private EapPeerReply answer(EapPacket request, byte[] data) {
        return send(
                request, new EapPacket(Code.RESPONSE, request.identifier(), request.type(), request.expanded(), data));
    }

    private EapPeerReply send(EapPacket request, EapPacket response) {
        lastRequest = request;
        lastResponse = response;
        return new EapPeerReply.Send(response);
    }

    private EapPeerReply success(EapPacket packet) {
        if (standing == Standing.FAILED) {
            return fail(failure);
        }
        // RFC 3748 4.2: success is believed only where the method may end, and with the identifier of our response.
        boolean mayEnd = standing == Standing.MAY_SUCCEED || standing == Standing.FINISHED;
        if (!mayEnd || selected == null || method == null || !answersLast(packet)) {
            return DISCARDED;
        }
        over = true;
        return new EapPeerReply.Succeeded(selected, method.msk());
    }

    private EapPeerReply failure(EapPacket packet) {
        // RFC 3748 4.2: after both have indicated success, a failure is discarded.
        if (standing == Standing.FINISHED || !answersLast(packet)) {
            return DISCARDED;
        }
        return fail(standing == Standing.FAILED ? failure : "the authenticator sent EAP-Failure");
    }

    private boolean answersLast(EapPacket verdict) {
        return lastResponse == null || verdict.identifier() == lastResponse.identifier();
    }

    private EapPeerReply fail(String reason) {
        over = true;
        standing = Standing.FAILED;
        return new EapPeerReply.Failed(reason);
    }
}
