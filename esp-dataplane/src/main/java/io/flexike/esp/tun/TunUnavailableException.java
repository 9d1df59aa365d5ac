package io.flexike.esp.tun;

import java.io.IOException;

/** There can be no TUN device: wrong system, missing device file, or missing capability. */
public final class TunUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public TunUnavailableException(String message) {
        super(message);
    }

    public TunUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
