package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;
import java.util.Arrays;
import java.util.Optional;

/** What follows from a message of EAP (RFC 3748, RFC 7296 2.16). */
public sealed interface EapOutcome {
    /** Nobody wants it: destroys the keys in it, if there are any. */
    default void discard() {}

    /** The conversation goes on with a message of ours. */
    record Continue(byte[] message) implements EapOutcome {
        public Continue {
            message = message.clone();
        }

        @Override
        public byte[] message() {
            return message.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Continue that && Arrays.equals(message, that.message);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(message);
        }

        @Override
        public String toString() {
            return "Continue[" + message.length + " octets]";
        }
    }

    /**
     * The initiator is authenticated.
     *
     * @param message responder: EAP-Success; initiator: empty
     * @param msk the master session key, empty if the method makes none
     * @param identity responder: whom EAP has authenticated, if it is not just the IDi payload
     * @param mutual whether the method has also authenticated the responder (RFC 5998)
     */
    record Succeeded(byte[] message, Optional<SecretBytes> msk, Optional<String> identity, boolean mutual)
            implements EapOutcome {
        public Succeeded {
            message = message.clone();
        }

        @Override
        public byte[] message() {
            return message.clone();
        }

        @Override
        public void discard() {
            msk.ifPresent(SecretBytes::destroy);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Succeeded that
                    && Arrays.equals(message, that.message)
                    && msk.equals(that.msk)
                    && identity.equals(that.identity)
                    && mutual == that.mutual;
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(message);
        }

        @Override
        public String toString() {
            return "Succeeded[" + (msk.isPresent() ? "with" : "without") + " MSK]";
        }
    }

    /**
     * It has failed.
     *
     * @param message responder: EAP-Failure; initiator: empty
     * @param reason for our own log
     */
    record Failed(byte[] message, String reason) implements EapOutcome {
        public Failed {
            message = message.clone();
        }

        @Override
        public byte[] message() {
            return message.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Failed that && Arrays.equals(message, that.message) && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return reason.hashCode();
        }

        @Override
        public String toString() {
            return "Failed[" + reason + "]";
        }
    }
}
