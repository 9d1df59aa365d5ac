package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapConversation;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.Path;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * EAP of a responder, with methods of this library and users that it knows itself.
 *
 * @param asksIdentity whether it begins with an EAP-Request/Identity; otherwise the IDi payload says who it is (RFC
 *     7296 2.16)
 */
public record EapOfResponder(
        EapAuthenticatorSettings settings, boolean asksIdentity, CryptoProvider crypto, SecureRandom random)
        implements EapAuthentication {
    private static final int HEADER_OCTETS = 4;
    private static final byte FAILURE = 4;

    @Override
    public Optional<EapAuthentication> alone() {
        return settings.safeForEapOnly().map(safe -> new EapOfResponder(safe, asksIdentity, crypto, random));
    }

    @Override
    public EapConversation begin(long ikeSpi, Identification initiator, Path path) {
        return new Conversation(
                asksIdentity
                        ? EapAuthenticator.askingIdentity(settings, crypto, random)
                        : EapAuthenticator.knowing(name(initiator), settings, crypto, random));
    }

    private static String name(Identification initiator) {
        return new String(initiator.data(), StandardCharsets.UTF_8);
    }

    private record Conversation(EapAuthenticator authenticator, WorkerGuard guard) implements EapConversation {
        Conversation(EapAuthenticator authenticator) {
            this(authenticator, new WorkerGuard(authenticator::close));
        }

        @Override
        public CompletionStage<EapOutcome> receive(Optional<byte[]> message, Executor worker) {
            return CompletableFuture.supplyAsync(() -> guard.run(() -> step(message)), worker);
        }

        private EapOutcome step(Optional<byte[]> message) {
            return message.isEmpty()
                    ? new EapOutcome.Continue(authenticator.start().packet().encode())
                    : outcome(authenticator.receive(message.get()), message.get());
        }

        private static EapOutcome outcome(EapAuthenticatorReply reply, byte[] message) {
            if (reply instanceof EapAuthenticatorReply.Send send) {
                return new EapOutcome.Continue(send.packet().encode());
            }
            if (reply instanceof EapAuthenticatorReply.Succeeded succeeded) {
                return new EapOutcome.Succeeded(
                        succeeded.packet().encode(),
                        succeeded.msk(),
                        Optional.of(succeeded.identity()),
                        succeeded.method().isSafeForEapOnly());
            }
            if (reply instanceof EapAuthenticatorReply.Failed failed) {
                return new EapOutcome.Failed(failed.packet().encode(), failed.reason());
            }
            // IKE delivers each packet once and none that is forged, so that nothing better can come.
            byte[] failure = ByteBuffer.allocate(HEADER_OCTETS)
                    .put(FAILURE)
                    .put(message.length > 1 ? message[1] : 0)
                    .putShort((short) HEADER_OCTETS)
                    .array();
            return new EapOutcome.Failed(failure, "a packet that does not belong to the conversation");
        }

        @Override
        public void close() {
            guard.close();
        }
    }
}
