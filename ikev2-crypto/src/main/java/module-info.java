import org.jspecify.annotations.NullMarked;

/** Algorithms, transforms, proposals and secrets of IKEv2 and ESP. */
@NullMarked
module io.flexike.crypto {
    requires transitive static org.jspecify;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;

    exports io.flexike.crypto;
    exports io.flexike.crypto.cipher;
    exports io.flexike.crypto.kex;
    exports io.flexike.crypto.legacy;
    exports io.flexike.crypto.prf;
    exports io.flexike.crypto.signature;
    exports io.flexike.crypto.suite;
    exports io.flexike.crypto.tls;
    exports io.flexike.crypto.transform;
}
