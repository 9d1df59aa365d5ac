package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapConversation;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** EAP of an initiator, with methods of this library: it answers what the responder asks. */
public record EapOfInitiator(EapPeerSettings settings, CryptoProvider crypto, SecureRandom random)
        implements EapAuthentication {
    private static final byte[] NOTHING = {};

    @Override
    public Optional<EapAuthentication> alone() {
        return settings.safeForEapOnly().map(safe -> new EapOfInitiator(safe, crypto, random));
    }

    @Override
    public EapConversation begin(long ikeSpi, Identification initiator, Path path) {
        return new Conversation(EapPeer.of(settings, crypto, random));
    }

    private record Conversation(EapPeer peer, WorkerGuard guard) implements EapConversation {
        Conversation(EapPeer peer) {
            this(peer, new WorkerGuard(peer::close));
        }

        @Override
        public CompletionStage<EapOutcome> receive(Optional<byte[]> message, Executor worker) {
            byte[] request = message.orElse(NOTHING);
            return CompletableFuture.supplyAsync(() -> guard.run(() -> outcome(peer.receive(request))), worker);
        }

        private static EapOutcome outcome(EapPeerReply reply) {
            if (reply instanceof EapPeerReply.Send send) {
                return new EapOutcome.Continue(send.packet().encode());
            }
            if (reply instanceof EapPeerReply.Succeeded succeeded) {
                return new EapOutcome.Succeeded(
                        NOTHING,
                        succeeded.msk(),
                        Optional.empty(),
                        succeeded.method().isSafeForEapOnly());
            }
            return new EapOutcome.Failed(
                    NOTHING,
                    reply instanceof EapPeerReply.Failed failed
                            ? failed.reason()
                            : "a packet that does not belong to the conversation");
        }

        @Override
        public void close() {
            guard.close();
        }
    }
}
