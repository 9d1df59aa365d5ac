package io.flexike.ike.certificate;

import io.flexike.crypto.suite.CryptoPolicy;

/**
 * What a {@link PkixTrust} demands beyond RFC 5280.
 *
 * @param policy which keys and signatures a chain may have; signatures with SHA-1 and authorities with RSA keys of 1024
 *     to 2047 bits only with {@link CryptoPolicy#LEGACY}, MD5 never
 * @param binding whether the certificate has to name the peer
 * @param responderPurpose what the certificate of a responder has to be meant for
 */
public record PkixSettings(CryptoPolicy policy, Binding binding, ResponderPurpose responderPurpose) {
    /** Whether the certificate has to say what the peer calls itself. */
    public enum Binding {
        /** It has to (RFC 7296 4, RFC 4945 3.1). */
        IDENTITY,
        /**
         * It need not; whoever has any certificate of the authorities may call itself what it likes, unless something
         * else looks at the certificate, such as {@link PkixTrust#withMap}.
         */
        ANY_OF_AUTHORITY
    }

    /** What the certificate of a responder has to be meant for. */
    public enum ResponderPurpose {
        /** What RFC 4945 5.1.3.12 allows, and the purposes of TLS. */
        IKE,
        /** TLS servers, as Windows and Apple demand it of gateways. */
        SERVER_AUTH
    }

    /** The policy STANDARD, the identity bound, and any purpose that IKE may have. */
    public static final PkixSettings DEFAULTS =
            new PkixSettings(CryptoPolicy.STANDARD, Binding.IDENTITY, ResponderPurpose.IKE);

    /** The same with another policy. */
    public PkixSettings with(CryptoPolicy other) {
        return new PkixSettings(other, binding, responderPurpose);
    }

    /** The same with another binding. */
    public PkixSettings with(Binding other) {
        return new PkixSettings(policy, other, responderPurpose);
    }

    /** The same with another purpose. */
    public PkixSettings with(ResponderPurpose other) {
        return new PkixSettings(policy, binding, other);
    }
}
