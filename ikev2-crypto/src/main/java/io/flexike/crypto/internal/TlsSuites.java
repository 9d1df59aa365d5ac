package io.flexike.crypto.internal;

import java.util.stream.IntStream;
import org.bouncycastle.tls.CipherSuite;

/** The cipher suites: ephemeral keys and authenticated encryption, nothing else. */
final class TlsSuites {
    private static final int[] OF_TLS_1_3 = {
        CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256
    };
    private static final int[] WITH_ECDSA = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
    };
    private static final int[] WITH_RSA = {
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    };

    private TlsSuites() {}

    static int[] ofClient() {
        return join(OF_TLS_1_3, WITH_ECDSA, WITH_RSA);
    }

    /** In TLS 1.2 the suite has to name the kind of key that signs; Ed25519 counts as ECDSA (RFC 8422 2.2). */
    static int[] ofServer(boolean rsa) {
        return join(OF_TLS_1_3, rsa ? WITH_RSA : WITH_ECDSA);
    }

    private static int[] join(int[]... parts) {
        return IntStream.range(0, parts.length)
                .flatMap(i -> IntStream.of(parts[i]))
                .toArray();
    }
}
