package io.flexike.flexvpn.runtime;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a start has opened so far, to be closed again if it fails. */
final class OpenedParts {
    private final Deque<Closing> parts = new ArrayDeque<>();

    /** How a part is closed. */
    @FunctionalInterface
    interface Closing {
        /** Releases it; the others are released even if this fails. */
        void close() throws IOException;
    }

    void add(Closing part) {
        parts.push(part);
    }

    /** Closes everything, the last part first; what fails in doing so is added to the cause. */
    void closeBecauseOf(Throwable cause) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException | RuntimeException | Error e) {
                cause.addSuppressed(e);
            }
        }
    }
}
