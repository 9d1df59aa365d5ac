package io.flexike.ike.session;

import io.flexike.ike.identity.Identification;
import java.util.Optional;

/** How EAP is done with a kind of peer. Called on the engine's thread: it must begin at once and not throw. */
@FunctionalInterface
public interface EapAuthentication {
    /**
     * The same where EAP alone is to prove who both ends are, with methods only that RFC 5998 4 holds safe for that. An
     * initiator uses nothing else towards a responder that has not proved who it is, so that nobody learns a password;
     * a responder asks by it, if there is one.
     *
     * @return empty if there is none, which is so unless an implementation says otherwise
     */
    default Optional<EapAuthentication> alone() {
        return Optional.empty();
    }

    /**
     * Begins a conversation.
     *
     * @param ikeSpi our SPI of the IKE SA
     * @param initiator what the initiator calls itself in IDi
     * @param path where it comes from
     */
    EapConversation begin(long ikeSpi, Identification initiator, Path path);
}
