package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModpGroupTest {
    private static final BigInteger PRIME = new BigInteger(KeyExchanges.PRIME_2048, 16);
    private static final ModpGroup GROUP = ModpGroup.of(KeyExchangeMethod.MODP_2048, KeyExchanges.PRIME_2048, 320);

    private final SecureRandom random = new SecureRandom();

    /** RFC 3526 3: 2^2048 - 2^1984 - 1 + 2^64 * { [2^1918 pi] + 124476 }. */
    @Test
    void the_prime_is_the_one_of_rfc_3526_and_safe() {
        BigInteger scaledPi =
                pi().multiply(new BigDecimal(BigInteger.TWO.pow(1918))).toBigInteger();
        BigInteger expected = BigInteger.TWO
                .pow(2048)
                .subtract(BigInteger.TWO.pow(1984))
                .subtract(BigInteger.ONE)
                .add(BigInteger.TWO.pow(64).multiply(scaledPi.add(BigInteger.valueOf(124476))));

        assertThat(PRIME).isEqualTo(expected);
        assertThat(PRIME.isProbablePrime(40)).isTrue();
        assertThat(PRIME.shiftRight(1).isProbablePrime(40)).isTrue();
    }

    /** With a peer whose private value is 1, the secret is our own public value: 2 to the power of our exponent. */
    @Test
    void the_secret_is_the_peers_value_to_our_exponent() throws Exception {
        EphemeralKey key = GROUP.generate(random);
        assertThat(octets(key.agree(number(BigInteger.TWO)))).isEqualTo(key.publicValue());
    }

    @Test
    void public_value_and_secret_keep_their_leading_zeros() throws Exception {
        EphemeralKey key = GROUP.generate(random);
        int tries = 0;
        while (key.publicValue()[0] != 0) {
            assertThat(++tries).as("a probability of 255/256 each time").isLessThan(10_000);
            key = GROUP.generate(random);
        }
        assertThat(key.publicValue()).hasSize(256);
        assertThat(octets(key.agree(number(BigInteger.TWO)))).hasSize(256).isEqualTo(key.publicValue());
    }

    @Test
    void values_below_2_and_above_the_prime_less_2_are_refused() throws Exception {
        EphemeralKey key = GROUP.generate(random);
        BigInteger all = BigInteger.TWO.pow(2048).subtract(BigInteger.ONE);
        for (BigInteger y : new BigInteger[] {
            BigInteger.ZERO, BigInteger.ONE, PRIME.subtract(BigInteger.ONE), PRIME, PRIME.add(BigInteger.TWO), all
        }) {
            assertThatExceptionOfType(InvalidPublicValueException.class)
                    .as("%s", y)
                    .isThrownBy(() -> key.agree(number(y)));
        }
        assertThat(key.agree(number(PRIME.subtract(BigInteger.TWO))).length()).isEqualTo(256);
    }

    @Test
    void wrong_lengths_are_refused_even_if_the_number_is_right() {
        EphemeralKey key = GROUP.generate(random);
        byte[] right = number(BigInteger.valueOf(4711));
        for (byte[] wrong :
                new byte[][] {new byte[0], Arrays.copyOfRange(right, 1, 256), Vectors.concat(new byte[1], right), {2}
                }) {
            assertThatExceptionOfType(InvalidPublicValueException.class)
                    .as("%d octets", wrong.length)
                    .isThrownBy(() -> key.agree(wrong));
        }
    }

    private static byte[] number(BigInteger value) {
        byte[] minimal = value.toByteArray();
        byte[] octets = new byte[256];
        int count = Math.min(256, minimal.length);
        System.arraycopy(minimal, minimal.length - count, octets, 256 - count, count);
        return octets;
    }

    private static byte[] octets(SecretBytes secret) {
        return secret.toByteArray(SecretAccess.granted());
    }

    /** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239), to 700 digits. */
    private static BigDecimal pi() {
        return arctanOfInverse(5)
                .multiply(BigDecimal.valueOf(16))
                .subtract(arctanOfInverse(239).multiply(BigDecimal.valueOf(4)));
    }

    private static BigDecimal arctanOfInverse(int n) {
        int digits = 700;
        BigDecimal square = BigDecimal.valueOf((long) n * n);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), digits, RoundingMode.HALF_EVEN);
        BigDecimal sum = power;
        for (int k = 1; power.signum() != 0; k++) {
            power = power.divide(square, digits, RoundingMode.HALF_EVEN);
            BigDecimal term = power.divide(BigDecimal.valueOf(2L * k + 1), digits, RoundingMode.HALF_EVEN);
            sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
        }
        return sum;
    }
}
