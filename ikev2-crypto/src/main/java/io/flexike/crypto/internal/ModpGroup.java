package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPrivateKeySpec;
import javax.crypto.spec.DHPublicKeySpec;

/**
 * A Diffie-Hellman group modulo a prime, by the JCA.
 *
 * <p>The JDK's own provider comes down to {@code BigInteger.modPow}, whose time depends on the exponent; going through
 * the JCA lets an application put a provider before it that is constant in time, at no cost otherwise. What makes the
 * JDK's one bearable is that an exponent is used for exactly one exchange: whoever measures, measures each exponent
 * once. In a group whose order is twice a prime an exponent of twice the bits of the group's strength is as strong as a
 * full one, and several times as fast; in a subgroup the exponent has the bits of its order (RFC 5114 4).
 */
final class ModpGroup {
    private static final String ALGORITHM = "DiffieHellman";

    private final KeyExchangeMethod method;
    private final DHParameterSpec parameters;
    private final ModpNumbers numbers;
    private final int primeOctets;

    ModpGroup(KeyExchangeMethod method, ModpNumbers numbers) {
        this.method = method;
        this.parameters = new DHParameterSpec(numbers.prime(), numbers.generator(), numbers.exponentBits());
        this.numbers = numbers;
        this.primeOctets = (numbers.prime().bitLength() + 7) / 8;
    }

    EphemeralKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(parameters, random);
            KeyPair pair = generator.generateKeyPair();
            return new Key(pair.getPrivate(), ((DHPublicKey) pair.getPublic()).getY());
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    /** A key of that exponent. */
    EphemeralKey key(BigInteger exponent) {
        BigInteger prime = numbers.prime();
        BigInteger generator = numbers.generator();
        try {
            PrivateKey privateKey =
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new DHPrivateKeySpec(exponent, prime, generator));
            return new Key(privateKey, generator.modPow(exponent, prime));
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    /** The generator as a public value: what a peer with the exponent 1 would send. */
    byte[] generator() {
        return padded(numbers.generator().toByteArray());
    }

    private IllegalStateException refused(GeneralSecurityException e) {
        return new IllegalStateException("this Java runtime refuses " + method, e);
    }

    private final class Key implements EphemeralKey {
        private final PrivateKey privateKey;
        private final BigInteger publicNumber;

        Key(PrivateKey privateKey, BigInteger publicNumber) {
            this.privateKey = privateKey;
            this.publicNumber = publicNumber;
        }

        /** RFC 7296 3.4: as long as the prime, with leading zeros. */
        @Override
        public byte[] publicValue() {
            return padded(publicNumber.toByteArray());
        }

        @Override
        public SecretBytes agree(byte[] peerPublicValue) throws InvalidPublicValueException {
            BigInteger peer = check(peerPublicValue);
            try {
                PublicKey peerKey = KeyFactory.getInstance(ALGORITHM)
                        .generatePublic(new DHPublicKeySpec(peer, numbers.prime(), numbers.generator()));
                KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
                agreement.init(privateKey);
                agreement.doPhase(peerKey, true);
                byte[] secret = agreement.generateSecret();
                byte[] fullLength = padded(secret);
                Secrets.wipe(secret);
                return Secrets.take(fullLength);
            } catch (GeneralSecurityException e) {
                throw refused(e);
            }
        }

        @Override
        public void destroy() {
            // the JDK's private keys for Diffie-Hellman cannot be wiped
        }
    }

    /**
     * RFC 6989 2.1: for a safe prime 1 < y < p-1 is enough. RFC 6989 2.2: otherwise y must be in the subgroup as well,
     * or one of a small order would give part of the exponent away.
     */
    private BigInteger check(byte[] publicValue) throws InvalidPublicValueException {
        PublicValues.requireLength(method, publicValue, primeOctets);
        BigInteger y = new BigInteger(1, publicValue);
        BigInteger highest = numbers.prime().subtract(BigInteger.TWO);
        if (y.compareTo(BigInteger.TWO) < 0 || y.compareTo(highest) > 0) {
            throw new InvalidPublicValueException("the public value of " + method + " is not between 2 and p-2");
        }
        if (!numbers.isSafe() && !y.modPow(numbers.order(), numbers.prime()).equals(BigInteger.ONE)) {
            throw new InvalidPublicValueException("the public value of " + method + " is outside the subgroup");
        }
        return y;
    }

    /** Big-endian, as long as the prime; {@code octets} may have lost or gained leading zeros. */
    private byte[] padded(byte[] octets) {
        byte[] result = new byte[primeOctets];
        int count = Math.min(octets.length, primeOctets);
        System.arraycopy(octets, octets.length - count, result, primeOctets - count, count);
        return result;
    }
}
