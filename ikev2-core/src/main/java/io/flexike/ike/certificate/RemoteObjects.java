package io.flexike.ike.certificate;

import java.io.IOException;

/**
 * Fetches what certificates and peers point to. Thread-safe. Whoever implements it decides which addresses may be
 * asked: the URLs are a stranger's.
 */
@FunctionalInterface
public interface RemoteObjects {
    /**
     * The octets behind a URL. Blocks, within the limit of the request.
     *
     * @throws IOException with a reason for the log if they cannot be had, are too many, or must not be asked for
     */
    byte[] fetch(RemoteRequest request) throws IOException;
}
