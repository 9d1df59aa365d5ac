package io.flexike.ike.certificate;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Fetching for one check, within a time and a number; see {@link Lookups}. What is not there yet ends the attempt with
 * a {@link LookupNeededException}, so that nobody waits here.
 */
abstract class Fetching {
    /** Posts the body, or gets the object if there is none. */
    abstract byte[] get(URI uri, RemoteRequest.Content content, byte[] body) throws IOException;

    /** What was fetched before is too old. */
    abstract Instant since(Instant now);

    /** The nonce of this check for OCSP. */
    abstract byte[] nonce(SecureRandom random);

    byte[] get(URI uri, RemoteRequest.Content content) throws IOException {
        return get(uri, content, new byte[0]);
    }

    /** What to say of a fetch that failed. */
    static String failure(URI uri, IOException e) {
        return CertificateText.safe(uri + " was not fetched: " + e.getMessage());
    }
}
