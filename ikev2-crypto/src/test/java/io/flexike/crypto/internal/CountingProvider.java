package io.flexike.crypto.internal;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;

/** A JCA provider of AES-GCM and AES-CBC that counts how often it is asked for a cipher. */
final class CountingProvider extends Provider {
    private static final long serialVersionUID = 1L;

    private final AtomicInteger asked = new AtomicInteger();

    private CountingProvider(String name, boolean wrong) {
        super(name, "1", "counts");
        for (String transformation : List.of("AES/GCM/NoPadding", "AES/CBC/NoPadding")) {
            putService(new Service(this, "Cipher", transformation, name, List.of(), Map.of()) {
                @Override
                public Object newInstance(Object parameter) {
                    asked.incrementAndGet();
                    return new Borrowed(transformation, wrong);
                }
            });
        }
    }

    /** What it gives is right. */
    static CountingProvider honest(String name) {
        return new CountingProvider(name, false);
    }

    /** What it gives has one bit flipped. */
    static CountingProvider wrong(String name) {
        return new CountingProvider(name, true);
    }

    int asked() {
        return asked.get();
    }

    /** A cipher of the Java runtime. */
    private static final class Borrowed extends CipherSpi {
        private final Cipher lender;
        private final boolean wrong;

        Borrowed(String transformation, boolean wrong) {
            this.lender = JcaSources.STANDARD.cipher(transformation);
            this.wrong = wrong;
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            lender.init(mode, key, parameters, random);
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int octets, byte[] output, int outputOffset)
                throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
            int made = lender.doFinal(input, offset, octets, output, outputOffset);
            if (wrong) {
                output[outputOffset] ^= 1;
            }
            return made;
        }

        @Override
        protected void engineUpdateAAD(byte[] octets, int offset, int count) {
            lender.updateAAD(octets, offset, count);
        }

        @Override
        protected int engineGetBlockSize() {
            return lender.getBlockSize();
        }

        @Override
        protected int engineGetOutputSize(int octets) {
            return lender.getOutputSize(octets);
        }

        @Override
        protected byte[] engineGetIV() {
            return lender.getIV();
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return lender.getParameters();
        }

        @Override
        protected void engineSetMode(String mode) {
            throw new UnsupportedOperationException(mode);
        }

        @Override
        protected void engineSetPadding(String padding) {
            throw new UnsupportedOperationException(padding);
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int octets) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int octets, byte[] output, int outputOffset) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int octets) {
            throw new UnsupportedOperationException();
        }
    }
}
