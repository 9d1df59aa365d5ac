package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.TextbookCurve.Point;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every Diffie-Hellman method against a peer that computes in another way, in both roles. */
class KeyExchangeSecondPathTest {
    private static final int ROUNDS = 5;

    private final SecureRandom random = new SecureRandom();

    /** The other way: its own key pair, and its agreement with a public value. */
    private interface Peer {
        byte[] publicValue() throws Exception;

        byte[] agree(byte[] publicValue) throws Exception;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 14, 15, 16, 17, 18, 22, 23, 24})
    void modp_groups_agree_with_plain_exponentiation(int number) throws Exception {
        ModpNumbers numbers = ModpGroups.numbers(new KeyExchangeMethod(number));
        BigInteger prime = numbers.prime();
        int octets = prime.bitLength() / 8;
        BigInteger exponent = new BigInteger(numbers.exponentBits(), random).max(BigInteger.TWO);
        assertAgreed(number, new Peer() {
            @Override
            public byte[] publicValue() {
                return power(numbers.generator());
            }

            @Override
            public byte[] agree(byte[] publicValue) {
                return power(new BigInteger(1, publicValue));
            }

            private byte[] power(BigInteger base) {
                return BigIntegers.asUnsignedByteArray(octets, base.modPow(exponent, prime));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 20, 21, 25, 26, 27, 28, 29, 30})
    void curves_agree_with_the_formulas_of_a_textbook(int number) throws Exception {
        TextbookCurve curve = TextbookCurve.named(EcpGroupTest.curve(number));
        int octets = (curve.prime().bitLength() + 7) / 8;
        for (int i = 0; i < ROUNDS; i++) {
            BigInteger secret = BigIntegers.createRandomInRange(
                    BigInteger.ONE, curve.order().subtract(BigInteger.ONE), random);
            assertAgreed(number, new Peer() {
                @Override
                public byte[] publicValue() {
                    Point point = curve.multiply(secret, curve.base());
                    return Vectors.concat(octets(point.x()), octets(point.y()));
                }

                @Override
                public byte[] agree(byte[] publicValue) {
                    Point peer = new Point(number(publicValue, 0, octets), number(publicValue, octets, 2 * octets));
                    return octets(curve.multiply(secret, peer).x());
                }

                private byte[] octets(BigInteger coordinate) {
                    return BigIntegers.asUnsignedByteArray(octets, coordinate);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 20, 21})
    void curves_that_java_has_agree_with_java(int number) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
            generator.initialize(new ECGenParameterSpec(EcpGroupTest.curve(number)), random);
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey ours = (ECPublicKey) pair.getPublic();
            int octets = (ours.getParams().getCurve().getField().getFieldSize() + 7) / 8;
            assertAgreed(number, new Peer() {
                @Override
                public byte[] publicValue() {
                    ECPoint point = ours.getW();
                    return Vectors.concat(
                            BigIntegers.asUnsignedByteArray(octets, point.getAffineX()),
                            BigIntegers.asUnsignedByteArray(octets, point.getAffineY()));
                }

                @Override
                public byte[] agree(byte[] publicValue) throws Exception {
                    ECPoint point =
                            new ECPoint(number(publicValue, 0, octets), number(publicValue, octets, 2 * octets));
                    PublicKey peer = KeyFactory.getInstance("EC", "SunEC")
                            .generatePublic(new ECPublicKeySpec(point, ours.getParams()));
                    return javaAgreement("ECDH", pair, peer);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"31, X25519, 32", "32, X448, 56"})
    void montgomery_curves_agree_with_java(int number, String name, int octets) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            KeyPair pair = KeyPairGenerator.getInstance(name, "SunEC").generateKeyPair();
            assertAgreed(number, new Peer() {
                @Override
                public byte[] publicValue() {
                    XECPublicKey ours = (XECPublicKey) pair.getPublic();
                    return reversed(BigIntegers.asUnsignedByteArray(octets, ours.getU()));
                }

                @Override
                public byte[] agree(byte[] publicValue) throws Exception {
                    BigInteger u = new BigInteger(1, reversed(publicValue));
                    PublicKey peer = KeyFactory.getInstance("XDH", "SunEC")
                            .generatePublic(new XECPublicKeySpec(new NamedParameterSpec(name), u));
                    return javaAgreement("XDH", pair, peer);
                }
            });
        }
    }

    private void assertAgreed(int number, Peer peer) throws Exception {
        KeyExchangeScheme scheme = CryptoProvider.standard().keyExchange(new KeyExchangeMethod(number));
        PendingKeyExchange initiator = scheme.initiate(random);
        assertThat(initiator.complete(peer.publicValue()))
                .isEqualTo(SecretBytes.copyOf(peer.agree(initiator.publicValue())));

        KeyExchangeResult responder = scheme.respond(peer.publicValue(), random);
        assertThat(responder.sharedSecret()).isEqualTo(SecretBytes.copyOf(peer.agree(responder.publicValue())));
    }

    private static byte[] javaAgreement(String algorithm, KeyPair ours, PublicKey peer) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm, "SunEC");
        agreement.init(ours.getPrivate());
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    private static BigInteger number(byte[] octets, int from, int to) {
        return new BigInteger(1, Arrays.copyOfRange(octets, from, to));
    }

    private static byte[] reversed(byte[] octets) {
        byte[] result = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            result[i] = octets[octets.length - 1 - i];
        }
        return result;
    }
}
