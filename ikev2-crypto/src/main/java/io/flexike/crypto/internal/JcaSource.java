package io.flexike.crypto.internal;

import io.flexike.crypto.AlgorithmUnavailableException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/** One JCA provider, from which ciphers and MACs are obtained. Thread-safe. */
final class JcaSource {
    private final Provider provider;

    /** Without keys, never used but to be copied: that is several times as fast as to look one up. */
    private final Map<String, Mac> macs = new ConcurrentHashMap<>();

    JcaSource(Provider provider) {
        this.provider = provider;
    }

    Provider provider() {
        return provider;
    }

    /** @throws AlgorithmUnavailableException if the provider lacks it */
    Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation, provider);
        } catch (GeneralSecurityException e) {
            throw lacking(transformation, e);
        }
    }

    /** @throws AlgorithmUnavailableException if the provider lacks it */
    Mac mac(String name) {
        Mac prototype = macs.get(name);
        if (prototype == null) {
            prototype = macs.computeIfAbsent(name, this::newMac);
        }
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            // a provider need not allow it
            return newMac(name);
        }
    }

    private Mac newMac(String name) {
        try {
            return Mac.getInstance(name, provider);
        } catch (GeneralSecurityException e) {
            throw lacking(name, e);
        }
    }

    private AlgorithmUnavailableException lacking(String name, GeneralSecurityException e) {
        return new AlgorithmUnavailableException(name, provider.getName(), String.valueOf(e.getMessage()));
    }
}
