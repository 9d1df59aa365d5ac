package io.flexike.flexvpn;

import org.jspecify.annotations.Nullable;

/** A gateway could not be started, or a peer not be connected to; the message says why in words for a person. */
public final class FlexVpnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FlexVpnException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
