package io.flexike.ike.task;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.KePayload;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The additional key exchanges that were agreed upon in one CREATE_CHILD_SA, one after the other (RFC 9370 2.2.4), as
 * initiator or as responder.
 */
public final class KeyExchangeSeries {
    private final CryptoProvider crypto;
    private final SecureRandom random;
    private final List<KeyExchangeMethod> methods;
    private final List<SecretBytes> secrets = new ArrayList<>(1);
    private @Nullable PendingKeyExchange pending;

    /** @param methods in the order of their transform types */
    public KeyExchangeSeries(CryptoProvider crypto, SecureRandom random, List<KeyExchangeMethod> methods) {
        this.crypto = crypto;
        this.random = random;
        this.methods = List.copyOf(methods);
    }

    /** Whether all of them are done. */
    public boolean isComplete() {
        return secrets.size() == methods.size();
    }

    /** Initiator: KEi(n) of the next one. */
    public KePayload initiate() {
        pending = crypto.keyExchange(next()).initiate(random);
        return new KePayload(next(), pending.publicValue());
    }

    /** Initiator: reads KEr(n). */
    public void complete(KePayload answer) throws InvalidSyntaxException {
        PendingKeyExchange own = IkeSa.invariant(pending, "a response before its request");
        requireMethod(answer);
        try {
            secrets.add(own.complete(answer.publicValue()));
        } catch (InvalidPublicValueException e) {
            throw unacceptable(e);
        }
        pending = null;
    }

    /** Responder: KEr(n) for the KEi(n) of the peer. */
    public KePayload respond(KePayload request) throws InvalidSyntaxException {
        requireMethod(request);
        try {
            KeyExchangeResult result = crypto.keyExchange(next()).respond(request.publicValue(), random);
            secrets.add(result.sharedSecret());
            return new KePayload(request.method(), result.publicValue());
        } catch (InvalidPublicValueException e) {
            throw unacceptable(e);
        }
    }

    /** SK(1) to SK(n). Whoever takes them destroys them. */
    public List<SecretBytes> secrets() {
        return List.copyOf(secrets);
    }

    /** Nothing will come of it. */
    public void abandon() {
        secrets.forEach(SecretBytes::destroy);
        if (pending != null) {
            pending.destroy();
            pending = null;
        }
    }

    private KeyExchangeMethod next() {
        return methods.get(secrets.size());
    }

    /** RFC 9370 2.2.4: the order is that of the transform types, and each exchange bears one method. */
    private void requireMethod(KePayload key) throws InvalidSyntaxException {
        if (!key.method().equals(next())) {
            throw new InvalidSyntaxException("KE payload: of the additional key exchanges it is the turn of " + next()
                    + ", not " + key.method());
        }
    }

    private static InvalidSyntaxException unacceptable(InvalidPublicValueException fault) {
        return new InvalidSyntaxException("KE payload: " + fault.getMessage());
    }
}
