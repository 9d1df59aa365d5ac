package io.flexike.ike.session;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.SigningKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A signature with a key that is not ours to use at once, such as one in a hardware security module.
 *
 * @param octets to be signed
 * @param random for schemes that need it
 */
public record SignatureRequest(SigningKey key, SignatureScheme scheme, byte[] octets, SecureRandom random)
        implements Question {
    public SignatureRequest {
        octets = octets.clone();
    }

    @Override
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean isAnsweredBy(Answer answer) {
        return answer instanceof Answer.Signed || answer instanceof Answer.Unanswered;
    }

    @Override
    public CompletionStage<Answer> ask(Executor worker) {
        try {
            return CompletableFuture.supplyAsync(this::sign, worker);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Answer.Unanswered("too much waits for a signature"));
        }
    }

    private Answer sign() {
        try {
            return new Answer.Signed(Objects.requireNonNull(key.sign(scheme, octets, random)));
        } catch (SigningFailedException e) {
            return new Answer.Unanswered(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The key is the application's; a message that is not meant for operators may hold anything.
            return new Answer.Unanswered("the key threw " + e.getClass().getName());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignatureRequest that
                && key.equals(that.key)
                && scheme.equals(that.scheme)
                && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return "SignatureRequest[" + scheme + ", " + octets.length + " octets]";
    }
}
