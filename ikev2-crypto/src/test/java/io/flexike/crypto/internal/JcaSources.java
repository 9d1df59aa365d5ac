package io.flexike.crypto.internal;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** JCA providers for tests that want a certain one. */
final class JcaSources {
    /** That of the Java runtime, with everything but Camellia. */
    static final JcaSource STANDARD = new JcaSource(Security.getProvider("SunJCE"));

    static final Provider BOUNCY_CASTLE_PROVIDER = new BouncyCastleProvider();

    static final JcaSource BOUNCY_CASTLE = new JcaSource(BOUNCY_CASTLE_PROVIDER);

    private JcaSources() {}
}
