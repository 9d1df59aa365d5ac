package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapConversation;
import io.flexike.ike.session.EapMessage;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.Rejection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One conversation of EAP within IKE_AUTH (RFC 7296 2.16). */
final class EapRounds {
    /** Our choice: more messages of the peer than a conversation of TLS with a long chain takes. */
    private static final int MOST_ROUNDS = 120;

    private final IkeSa sa;
    private final EapConversation conversation;
    private int rounds;
    private EapOutcome.@Nullable Succeeded success;

    /** @param initiator what the initiator calls itself */
    EapRounds(IkeSa sa, EapAuthentication method, Identification initiator) {
        this.sa = sa;
        this.conversation = method.begin(sa.localSpi(), initiator, sa.path());
    }

    /** @param message of the peer, empty for a responder's first one */
    Progress<EapOutcome> next(Optional<byte[]> message) throws AuthenticationFailedException {
        rounds++;
        if (rounds > MOST_ROUNDS) {
            throw failed("more than " + MOST_ROUNDS + " messages");
        }
        return Progress.ask(new EapMessage(conversation, message), answer -> {
            if (!(answer instanceof Answer.EapReply reply)) {
                throw failed(answer instanceof Answer.Unanswered unanswered ? unanswered.reason() : "another answer");
            }
            if (reply.outcome() instanceof EapOutcome.Succeeded succeeded) {
                success = succeeded;
                succeeded.identity().ifPresent(sa.peer()::eapIdentity);
            }
            return Progress.done(reply.outcome());
        });
    }

    boolean hasSucceeded() {
        return success != null;
    }

    /** Whether the method has authenticated the responder, too, and both ends have a key from it (RFC 5998 4). */
    boolean isMutual() {
        return success != null && success.mutual() && success.msk().isPresent();
    }

    /** The key of a conversation that has succeeded. */
    Optional<SecretBytes> msk() {
        return IkeSa.invariant(success, "no key before EAP has succeeded").msk();
    }

    AuthenticationFailedException failed(String reason) {
        return failed(reason, false);
    }

    /** @param byPeer whether the peer has said so */
    AuthenticationFailedException failed(String reason, boolean byPeer) {
        return new AuthenticationFailedException(
                new Rejection.Eap(sa.profileName(), sa.peer().identity(), byPeer, reason));
    }

    /** It is over. */
    void close() {
        if (success != null) {
            success.msk().ifPresent(SecretBytes::destroy);
        }
        conversation.close();
    }
}
