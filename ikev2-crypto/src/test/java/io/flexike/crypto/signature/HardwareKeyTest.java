package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.Serial;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that shows nothing of itself and signs through a provider of its own. */
class HardwareKeyTest {
    private static final byte[] OCTETS = {1, 2, 3};
    private static final Provider DEVICE = new Device();

    @BeforeEach
    void plugIn() {
        Security.addProvider(DEVICE);
    }

    @AfterEach
    void pullOut() {
        Security.removeProvider(DEVICE.getName());
    }

    @ParameterizedTest
    @CsvSource({"RSA, RSA_PSS_SHA2_384", "RSA, RSA_PKCS1_SHA2_256", "ECDSA_P256, ECDSA_SHA2_256"})
    void it_is_asked_to_sign(PublicKeyType type, String schemeName) throws Exception {
        SignatureScheme scheme =
                (SignatureScheme) SignatureScheme.class.getField(schemeName).get(null);
        KeyPair pair = SampleKeys.pair(type);
        SigningKey key = SigningKey.of(new Handle(pair.getPrivate()), pair.getPublic());
        byte[] signature = key.sign(scheme, OCTETS, new SecureRandom());
        assertThat(key.verificationKey().verify(scheme, OCTETS, signature)).isTrue();
    }

    @Test
    void one_that_is_gone_is_said_to_be() {
        KeyPair pair = SampleKeys.pair(PublicKeyType.RSA);
        SigningKey key = SigningKey.of(new Handle(pair.getPrivate()), pair.getPublic());
        pullOut();
        assertThatExceptionOfType(SigningFailedException.class)
                .isThrownBy(() -> key.sign(SignatureScheme.RSA_PSS_SHA2_256, OCTETS, new SecureRandom()));
    }

    @Test
    void a_public_key_that_does_not_belong_to_it_is_noticed() {
        KeyPair pair = SampleKeys.pair(PublicKeyType.ECDSA_P256);
        PublicKey other = SampleKeys.freshPair(PublicKeyType.ECDSA_P256).getPublic();
        SigningKey key = SigningKey.of(new Handle(pair.getPrivate()), other);
        assertThatExceptionOfType(SigningFailedException.class)
                .isThrownBy(() -> key.sign(SignatureScheme.ECDSA_SHA2_256, OCTETS, new SecureRandom()))
                .withMessage("the public key is not that of the private key");
    }

    private record Handle(PrivateKey inside) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return inside.getAlgorithm();
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }

    private static final class Device extends Provider {
        @Serial
        private static final long serialVersionUID = 1L;

        Device() {
            super("Device", "1", "signs with handles");
            for (String name : new String[] {"RSASSA-PSS", "SHA256withRSA", "SHA256withECDSA"}) {
                putService(new Service(this, "Signature", name, Signing.class.getName(), null, null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return new Signing(getAlgorithm());
                    }

                    @Override
                    public boolean supportsParameter(Object parameter) {
                        return parameter instanceof Handle;
                    }
                });
            }
        }
    }

    /** Hands on to the providers of Java. */
    private static final class Signing extends SignatureSpi {
        private final String algorithm;
        private @Nullable Signature inside;

        Signing(String algorithm) {
            this.algorithm = algorithm;
        }

        private Signature inside() {
            if (inside == null) {
                throw new AssertionError("not initialised");
            }
            return inside;
        }

        @Override
        protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
            throw new InvalidKeyException("it only signs");
        }

        @Override
        protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
            if (!(privateKey instanceof Handle handle)) {
                throw new InvalidKeyException("not a handle");
            }
            try {
                inside = Signature.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new InvalidKeyException(e);
            }
            inside.initSign(handle.inside);
        }

        @Override
        protected void engineUpdate(byte octet) throws SignatureException {
            inside().update(octet);
        }

        @Override
        protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
            inside().update(octets, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return inside().sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
            inside().setParameter(parameters);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
