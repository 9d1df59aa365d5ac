package io.flexike.esp.net;

import java.io.IOException;

/** There can be no raw socket: wrong system or missing capability. */
public final class RawSocketUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public RawSocketUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
