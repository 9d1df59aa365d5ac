package io.flexike.ike.task;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.Payload;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** Ni and Nr of CREATE_CHILD_SA (RFC 7296 2.10), and who wins when both ends rekey at once (RFC 7296 2.8.1). */
public final class NonceTask extends Task {
    private static final int OCTETS = 32;

    private final byte[] own = new byte[OCTETS];
    private byte[] peers = new byte[0];
    private boolean initiator;

    public NonceTask(SecureRandom random) {
        random.nextBytes(own);
    }

    @Override
    public void buildRequest(List<Payload> request) {
        initiator = true;
        request.add(new NoncePayload(own));
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        peers = request.required(NoncePayload.class).nonce();
    }

    @Override
    public void buildResponse(List<Payload> response) {
        response.add(new NoncePayload(own));
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        peers = response.required(NoncePayload.class).nonce();
    }

    public byte[] nonceI() {
        return initiator ? own : peers;
    }

    public byte[] nonceR() {
        return initiator ? peers : own;
    }

    /** The lower one of both. */
    public byte[] lowest() {
        return lowest(own, peers);
    }

    /** The lower of two nonces. */
    public static byte[] lowest(byte[] one, byte[] other) {
        return isLower(one, other) ? one : other;
    }

    /**
     * RFC 7296 2.8.1: nonces are compared octet by octet, and one that ends where the other goes on is the lower one.
     */
    public static boolean isLower(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other) < 0;
    }
}
