package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * ML-KEM (FIPS 203), by Bouncy Castle because Java has it only since 24. The initiator sends an encapsulation key, the
 * responder a ciphertext; a ciphertext of the right length always leads to a secret, a wrong one to a wrong secret.
 */
final class MlKemScheme implements KeyExchangeScheme {
    /** FIPS 203 3.3: d and z. */
    static final int SEED_OCTETS = 64;

    private static final int POLYNOMIAL_OCTETS = 384;
    private static final int RHO_OCTETS = 32;

    private final KeyExchangeMethod method;
    private final MLKEMParameters parameters;
    private final int keyOctets;
    private final int ciphertextOctets;

    private MlKemScheme(KeyExchangeMethod method, MLKEMParameters parameters) {
        this.method = method;
        this.parameters = parameters;
        this.keyOctets = POLYNOMIAL_OCTETS * parameters.getK() + RHO_OCTETS;
        this.ciphertextOctets = parameters.getEncapsulationLength();
    }

    /** @throws IllegalArgumentException if the method is another one */
    static MlKemScheme of(KeyExchangeMethod method) {
        return new MlKemScheme(
                method,
                switch (method.value()) {
                    case 35 -> MLKEMParameters.ml_kem_512;
                    case 36 -> MLKEMParameters.ml_kem_768;
                    case 37 -> MLKEMParameters.ml_kem_1024;
                    default -> throw new IllegalArgumentException(method + " is not ML-KEM");
                });
    }

    @Override
    public KeyExchangeMethod method() {
        return method;
    }

    @Override
    public PendingKeyExchange initiate(SecureRandom random) {
        byte[] seed = new byte[SEED_OCTETS];
        random.nextBytes(seed);
        try {
            return initiate(seed);
        } finally {
            Secrets.wipe(seed);
        }
    }

    /** FIPS 203, algorithm 16; the seed is the caller's to wipe. */
    PendingKeyExchange initiate(byte[] seed) {
        return new PendingAgreement(new DecapsulationKey(new MLKEMPrivateKeyParameters(parameters, seed)));
    }

    @Override
    public KeyExchangeResult respond(byte[] initiatorPublicValue, SecureRandom random)
            throws InvalidPublicValueException {
        return encapsulate(new MLKEMGenerator(random).generateEncapsulated(encapsulationKey(initiatorPublicValue)));
    }

    /** FIPS 203, algorithm 17; the message is the caller's to wipe. */
    KeyExchangeResult respond(byte[] initiatorPublicValue, byte[] message) throws InvalidPublicValueException {
        return encapsulate(
                MLKEMGenerator.internalGenerateEncapsulated(encapsulationKey(initiatorPublicValue), message));
    }

    private static KeyExchangeResult encapsulate(SecretWithEncapsulation encapsulated) {
        return new KeyExchangeResult(encapsulated.getEncapsulation(), Secrets.take(encapsulated.getSecret()));
    }

    /** FIPS 203 7.2: the key has its length, and its coefficients are below the modulus. */
    private MLKEMPublicKeyParameters encapsulationKey(byte[] publicValue) throws InvalidPublicValueException {
        PublicValues.requireLength(method, publicValue, keyOctets);
        try {
            return new MLKEMPublicKeyParameters(parameters, publicValue);
        } catch (IllegalArgumentException e) {
            throw new InvalidPublicValueException("the encapsulation key of " + method + " exceeds the modulus");
        }
    }

    private final class DecapsulationKey implements EphemeralKey {
        private final MLKEMPrivateKeyParameters key;

        DecapsulationKey(MLKEMPrivateKeyParameters key) {
            this.key = key;
        }

        @Override
        public byte[] publicValue() {
            return key.getPublicKey();
        }

        /** FIPS 203 7.3: a ciphertext of a wrong length is refused. */
        @Override
        public SecretBytes agree(byte[] ciphertext) throws InvalidPublicValueException {
            PublicValues.requireLength(method, ciphertext, ciphertextOctets);
            return Secrets.take(new MLKEMExtractor(key).extractSecret(ciphertext));
        }

        @Override
        public void destroy() {
            key.destroy();
        }
    }
}
