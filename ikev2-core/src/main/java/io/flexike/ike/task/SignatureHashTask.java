package io.flexike.ike.task;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.ike.auth.SignatureHashes;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** SIGNATURE_HASH_ALGORITHMS in IKE_SA_INIT: with which hash functions the other end may sign (RFC 7427 4). */
public final class SignatureHashTask extends Task {
    /** With which we could sign. */
    private static final Set<SignatureHash> USABLE =
            Set.of(SignatureHash.SHA2_256, SignatureHash.SHA2_384, SignatureHash.SHA2_512, SignatureHash.IDENTITY);

    private final Handshake handshake;
    private final List<SignatureHash> own;

    /** @param own what we announce, none if nobody signs */
    public SignatureHashTask(Handshake handshake, List<SignatureHash> own) {
        this.handshake = handshake;
        this.own = own;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (!own.isEmpty()) {
            request.add(announcement());
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws InvalidSyntaxException {
        read(request);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        // Our choice: nobody else could do anything with it.
        if (handshake.signatureHashes().isPresent()) {
            response.add(announcement());
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws InvalidSyntaxException {
        read(response);
    }

    private void read(ReceivedPayloads message) throws InvalidSyntaxException {
        Optional<NotifyPayload> announced =
                message.notify(NotifyType.SIGNATURE_HASH_ALGORITHMS).filter(notify -> !own.isEmpty());
        handshake.signatureHashes(
                announced.isPresent()
                        ? Optional.of(
                                new SignatureHashes(own, known(announced.get().data())))
                        : Optional.empty());
    }

    private NotifyPayload announcement() {
        ByteBuffer data = ByteBuffer.allocate(2 * own.size());
        own.forEach(hash -> data.putShort((short) hash.value()));
        return NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, data.array());
    }

    /**
     * RFC 7427 4: numbers of two octets without anything between them. What a stranger's list holds beside those with
     * which we could sign is not kept.
     */
    private static List<SignatureHash> known(byte[] data) throws InvalidSyntaxException {
        if (data.length % 2 != 0) {
            throw new InvalidSyntaxException("SIGNATURE_HASH_ALGORITHMS with half a number at its end");
        }
        Set<SignatureHash> hashes = new LinkedHashSet<>();
        ByteBuffer in = ByteBuffer.wrap(data);
        while (in.hasRemaining()) {
            SignatureHash hash = new SignatureHash(in.getShort() & 0xffff);
            if (USABLE.contains(hash)) {
                hashes.add(hash);
            }
        }
        return List.copyOf(hashes);
    }
}
