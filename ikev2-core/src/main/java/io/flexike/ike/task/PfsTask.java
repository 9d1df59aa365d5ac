package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidKePayloadException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Rejection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * KEi and KEr of a Child SA: perfect forward secrecy, where the proposals name a key exchange (RFC 7296 1.3.1, 2.17).
 */
public final class PfsTask extends Task {
    private final IkeSa sa;
    private final List<KeyExchangeMethod> offered;
    private final Set<KeyExchangeMethod> tried = new HashSet<>(2);
    private KeyExchangeMethod method = KeyExchangeMethod.NONE;
    private @Nullable PendingKeyExchange pending;
    private @Nullable KeyExchangeResult result;
    private @Nullable SecretBytes sharedSecret;

    /** @param preferred what an initiator tries first, if it is offered */
    public PfsTask(IkeSa sa, List<Proposal> proposals, KeyExchangeMethod preferred) {
        this.sa = sa;
        this.offered = IkeNegotiationTask.methods(proposals);
        if (offered.contains(preferred)) {
            method = preferred;
        } else if (!offered.isEmpty()) {
            method = offered.get(0);
        }
    }

    /** RFC 7296 1.3.1: the responder wants another group; false if we did not offer it or have tried it. */
    public boolean retryWith(KeyExchangeMethod wanted) {
        if (!offered.contains(wanted) || tried.contains(wanted)) {
            return false;
        }
        method = wanted;
        destroyPending();
        return true;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (method.equals(KeyExchangeMethod.NONE)) {
            return;
        }
        tried.add(method);
        pending = sa.crypto().keyExchange(method).initiate(sa.random());
        request.add(new KePayload(method, pending.publicValue()));
    }

    /**
     * Responder: comes when the proposal is chosen.
     *
     * @throws InvalidKePayloadException if the chosen method is not that of the KE payload
     */
    public void respond(ReceivedPayloads request, KeyExchangeMethod chosen) throws IkeProtocolException {
        method = chosen;
        if (chosen.equals(KeyExchangeMethod.NONE)) {
            return;
        }
        Optional<KePayload> key = request.optional(KePayload.class);
        if (key.isEmpty() || !key.get().method().equals(chosen)) {
            KeyExchangeMethod sent = key.map(KePayload::method).orElse(KeyExchangeMethod.NONE);
            throw new InvalidKePayloadException(chosen, new Rejection.KeyExchange(sent, chosen));
        }
        try {
            result = sa.crypto().keyExchange(chosen).respond(key.get().publicValue(), sa.random());
        } catch (InvalidPublicValueException e) {
            throw new InvalidSyntaxException("KE payload: " + e.getMessage());
        }
        sharedSecret = result.sharedSecret();
    }

    @Override
    public void buildResponse(List<Payload> response) {
        if (result != null) {
            response.add(new KePayload(method, result.publicValue()));
        }
    }

    /**
     * Initiator: comes when the responder's choice is known.
     *
     * @throws InvalidSyntaxException if the responder's key does not fit its own choice or ours
     */
    public void complete(ReceivedPayloads response, KeyExchangeMethod chosen) throws IkeProtocolException {
        if (chosen.equals(KeyExchangeMethod.NONE)) {
            destroyPending();
            return;
        }
        KePayload key = response.required(KePayload.class);
        if (pending == null || !chosen.equals(method) || !key.method().equals(method)) {
            throw new InvalidSyntaxException(
                    "KE payload: the peer answered " + method + " with " + key.method() + " and chose " + chosen);
        }
        try {
            sharedSecret = pending.complete(key.publicValue());
        } catch (InvalidPublicValueException e) {
            throw new InvalidSyntaxException("KE payload: " + e.getMessage());
        }
    }

    /** Nothing will come of it: forgets its private value and the shared secret. */
    @Override
    public void abandon() {
        destroyPending();
        if (sharedSecret != null) {
            sharedSecret.destroy();
        }
    }

    private void destroyPending() {
        if (pending != null) {
            pending.destroy();
            pending = null;
        }
    }

    /** The new shared secret, empty without perfect forward secrecy. Whoever takes it destroys it. */
    public Optional<SecretBytes> sharedSecret() {
        return Optional.ofNullable(sharedSecret);
    }
}
