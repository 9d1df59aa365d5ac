package io.flexike.ike.certificate;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;

/**
 * One object that is to be fetched.
 *
 * @param uri where a certificate or a peer says that it is; nothing of it has been checked
 * @param content what it should be, on which the limit of its size depends
 * @param body what is posted; nothing asks with GET
 * @param limit of the time for all of it
 */
public record RemoteRequest(URI uri, Content content, byte[] body, Duration limit) {
    /** What is fetched. */
    public enum Content {
        /** A certificate in DER (RFC 7296 3.6). */
        CERTIFICATE,
        /** A bundle of certificates and CRLs (RFC 7296 3.6). */
        BUNDLE,
        /** A CRL in DER (RFC 5280 4.2.1.13). */
        CRL,
        /** The answer to an OCSP request, which is posted (RFC 6960 A.1). */
        OCSP_RESPONSE;

        /**
         * Whether somebody who has proved nothing yet says where it is; of the rest, certificates that are trusted do.
         */
        public boolean isOfStranger() {
            return this == CERTIFICATE || this == BUNDLE;
        }
    }

    /** Copies the octets. */
    public RemoteRequest {
        body = body.clone();
    }

    /** A copy of the octets. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteRequest that
                && uri.equals(that.uri)
                && content == that.content
                && Arrays.equals(body, that.body)
                && limit.equals(that.limit);
    }

    @Override
    public int hashCode() {
        return 31 * uri.hashCode() + content.hashCode();
    }

    @Override
    public String toString() {
        return "RemoteRequest[" + content + ", " + uri + ", " + body.length + " octets, " + limit + "]";
    }
}
