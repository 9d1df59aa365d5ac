package io.flexike.crypto.internal;

import io.flexike.crypto.AlgorithmUnavailableException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/** One JCA provider, from which ciphers and MACs are obtained. */
record JcaSource(Provider provider) {
    /** @throws AlgorithmUnavailableException if the provider lacks it */
    Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation, provider);
        } catch (GeneralSecurityException e) {
            throw new AlgorithmUnavailableException(transformation, provider.getName(), String.valueOf(e.getMessage()));
        }
    }

    /** @throws AlgorithmUnavailableException if the provider lacks it */
    Mac mac(String name) {
        try {
            return Mac.getInstance(name, provider);
        } catch (GeneralSecurityException e) {
            throw new AlgorithmUnavailableException(name, provider.getName(), String.valueOf(e.getMessage()));
        }
    }
}
