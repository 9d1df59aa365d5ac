package io.flexike.esp;

import io.flexike.crypto.SecretBytes;
import io.flexike.esp.sad.CipherSource;
import java.util.function.BiFunction;

/** Keeps copies of two keys until the cipher is made, which keeps its own, or is not needed any more. */
final class KeyedCipherSource<C> implements CipherSource<C> {
    private final SecretBytes encryption;
    private final SecretBytes integrity;
    private final BiFunction<SecretBytes, SecretBytes, C> maker;

    KeyedCipherSource(SecretBytes encryption, SecretBytes integrity, BiFunction<SecretBytes, SecretBytes, C> maker) {
        this.encryption = encryption.slice(0, encryption.length());
        this.integrity = integrity.slice(0, integrity.length());
        this.maker = maker;
    }

    @Override
    public C make() {
        C cipher = maker.apply(encryption, integrity);
        destroy();
        return cipher;
    }

    @Override
    public void destroy() {
        encryption.destroy();
        integrity.destroy();
    }
}
