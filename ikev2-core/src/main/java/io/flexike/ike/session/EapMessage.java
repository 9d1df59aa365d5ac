package io.flexike.ike.session;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What to say to a message of EAP (RFC 7296 2.16).
 *
 * @param message a whole EAP packet, empty for the first one of a responder
 */
public record EapMessage(EapConversation conversation, Optional<byte[]> message) implements Question {
    public EapMessage {
        message = message.map(byte[]::clone);
    }

    @Override
    public Optional<byte[]> message() {
        return message.map(byte[]::clone);
    }

    @Override
    public boolean isAnsweredBy(Answer answer) {
        return answer instanceof Answer.EapReply || answer instanceof Answer.Unanswered;
    }

    @Override
    public CompletionStage<Answer> ask(Executor worker) {
        CompletionStage<EapOutcome> outcome;
        try {
            outcome = conversation.receive(message, worker);
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        return outcome.handle((reply, failure) ->
                reply == null ? new Answer.Unanswered("EAP threw " + failure) : new Answer.EapReply(reply));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EapMessage that
                && conversation.equals(that.conversation)
                && Arrays.equals(message.orElse(null), that.message.orElse(null));
    }

    @Override
    public int hashCode() {
        return 31 * conversation.hashCode() + Arrays.hashCode(message.orElse(null));
    }

    @Override
    public String toString() {
        return "EapMessage[" + message.map(octets -> octets.length + " octets").orElse("the first one") + "]";
    }
}
