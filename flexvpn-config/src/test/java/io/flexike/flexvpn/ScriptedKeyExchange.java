package io.flexike.flexvpn;

import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Map;
import javax.crypto.KeyAgreement;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.bouncycastle.crypto.params.DHParameters;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/** The initiator's half of a key exchange, computed by others than this library. */
interface ScriptedKeyExchange {
    /** What goes into the KE payload. */
    byte[] publicValue();

    /** The shared secret, from what is in the peer's KE payload. */
    byte[] secret(byte[] peerValue);

    static ScriptedKeyExchange begin(KeyExchangeMethod method) {
        if (method.equals(KeyExchangeMethod.CURVE25519)) {
            return new X25519();
        }
        return Ecp.CURVES.containsKey(method) ? new Ecp(method) : new Modp(method);
    }

    /** RFC 2409 6.2, RFC 3526. */
    final class Modp implements ScriptedKeyExchange {
        private static final int EXPONENT_BITS = 512;
        private static final Map<KeyExchangeMethod, DHParameters> GROUPS = Map.of(
                KeyExchangeMethod.MODP_1024, DHStandardGroups.rfc2409_1024,
                KeyExchangeMethod.MODP_2048, DHStandardGroups.rfc3526_2048,
                KeyExchangeMethod.MODP_4096, DHStandardGroups.rfc3526_4096);

        private final DHParameters group;
        private final BigInteger exponent = new BigInteger(EXPONENT_BITS, new SecureRandom());

        Modp(KeyExchangeMethod method) {
            group = GROUPS.get(method);
        }

        @Override
        public byte[] publicValue() {
            return octets(group.getG().modPow(exponent, group.getP()));
        }

        @Override
        public byte[] secret(byte[] peerValue) {
            return octets(new BigInteger(1, peerValue).modPow(exponent, group.getP()));
        }

        private byte[] octets(BigInteger number) {
            return BigIntegers.asUnsignedByteArray((group.getP().bitLength() + 7) / 8, number);
        }
    }

    /** RFC 5903: x | y, and x is the secret. */
    final class Ecp implements ScriptedKeyExchange {
        private static final Map<KeyExchangeMethod, String> CURVES =
                Map.of(KeyExchangeMethod.ECP_256, "secp256r1", KeyExchangeMethod.ECP_384, "secp384r1");

        private final KeyPair keys;
        private final int octets;

        Ecp(KeyExchangeMethod method) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(CURVES.get(method)));
                keys = generator.generateKeyPair();
                octets = own().getParams().getCurve().getField().getFieldSize() / 8;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private ECPublicKey own() {
            return (ECPublicKey) keys.getPublic();
        }

        @Override
        public byte[] publicValue() {
            return Arrays.concatenate(
                    BigIntegers.asUnsignedByteArray(octets, own().getW().getAffineX()),
                    BigIntegers.asUnsignedByteArray(octets, own().getW().getAffineY()));
        }

        @Override
        public byte[] secret(byte[] peerValue) {
            try {
                ECPoint point = new ECPoint(
                        new BigInteger(1, Arrays.copyOf(peerValue, octets)),
                        new BigInteger(1, Arrays.copyOfRange(peerValue, octets, peerValue.length)));
                KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
                agreement.init(keys.getPrivate());
                agreement.doPhase(
                        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, own().getParams())),
                        true);
                return agreement.generateSecret();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** RFC 8031. */
    final class X25519 implements ScriptedKeyExchange {
        private static final int OCTETS = 32;

        private final KeyPair keys;

        X25519() {
            try {
                keys = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public byte[] publicValue() {
            return Arrays.reverse(BigIntegers.asUnsignedByteArray(OCTETS, ((XECPublicKey) keys.getPublic()).getU()));
        }

        @Override
        public byte[] secret(byte[] peerValue) {
            try {
                KeyAgreement agreement = KeyAgreement.getInstance("X25519");
                agreement.init(keys.getPrivate());
                BigInteger u = new BigInteger(1, Arrays.reverse(peerValue));
                agreement.doPhase(
                        KeyFactory.getInstance("X25519")
                                .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u)),
                        true);
                return agreement.generateSecret();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
