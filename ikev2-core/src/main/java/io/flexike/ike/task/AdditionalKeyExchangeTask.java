package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.Payload;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** KEi(n) and KEr(n) of an additional key exchange, whose method was agreed upon before (RFC 9370 2.2.2). */
public final class AdditionalKeyExchangeTask extends Task {
    private final IkeSa sa;
    private final KeyExchangeMethod method;
    private @Nullable PendingKeyExchange pending;
    private byte[] ownValue = new byte[0];
    private @Nullable SecretBytes sharedSecret;

    public AdditionalKeyExchangeTask(IkeSa sa, KeyExchangeMethod method) {
        this.sa = sa;
        this.method = method;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        pending = sa.crypto().keyExchange(method).initiate(sa.random());
        request.add(new KePayload(method, pending.publicValue()));
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws InvalidSyntaxException {
        KePayload peerKey = agreedOne(request);
        try {
            KeyExchangeResult result = sa.crypto().keyExchange(method).respond(peerKey.publicValue(), sa.random());
            ownValue = result.publicValue();
            sharedSecret = result.sharedSecret();
        } catch (InvalidPublicValueException e) {
            throw new InvalidSyntaxException("KE payload: " + e.getMessage());
        }
    }

    @Override
    public void buildResponse(List<Payload> response) {
        response.add(new KePayload(method, ownValue));
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws InvalidSyntaxException {
        KePayload peerKey = agreedOne(response);
        if (pending == null) {
            throw new AssertionError("a response before its request");
        }
        try {
            sharedSecret = pending.complete(peerKey.publicValue());
        } catch (InvalidPublicValueException e) {
            throw new InvalidSyntaxException("KE payload: " + e.getMessage());
        }
    }

    @Override
    public void abandon() {
        if (pending != null) {
            pending.destroy();
        }
        if (sharedSecret != null) {
            sharedSecret.destroy();
        }
    }

    private KePayload agreedOne(ReceivedPayloads message) throws InvalidSyntaxException {
        KePayload peerKey = message.required(KePayload.class);
        if (!peerKey.method().equals(method)) {
            throw new InvalidSyntaxException("KE payload: agreed is " + method + ", not " + peerKey.method());
        }
        return peerKey;
    }

    /** What both ends have in common now; whoever takes it destroys it. */
    Optional<SecretBytes> sharedSecret() {
        return Optional.ofNullable(sharedSecret);
    }
}
