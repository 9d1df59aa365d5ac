package io.flexike.crypto.internal;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** Obtains a cipher from whatever JCA provider the application prefers. */
final class JcaCipher {
    private JcaCipher() {}

    static Cipher of(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + transformation, e);
        }
    }
}
