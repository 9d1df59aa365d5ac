package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModpGroupTest {
    private static final BigDecimal PI = pi();
    private static final BigInteger PRIME = prime(2048, 124476);
    private static final ModpGroup GROUP = ModpGroups.of(KeyExchangeMethod.MODP_2048);

    private final SecureRandom random = new SecureRandom();

    /** RFC 2409 6.1, 6.2 and RFC 3526: the generator is 2. */
    @ParameterizedTest
    @CsvSource({
        "1, 768, 149686",
        "2, 1024, 129093",
        "5, 1536, 741804",
        "14, 2048, 124476",
        "15, 3072, 1690314",
        "16, 4096, 240904",
        "17, 6144, 929484",
        "18, 8192, 4743158"
    })
    void the_prime_is_the_one_of_the_rfc_and_safe(int number, int bits, long offset) {
        ModpNumbers numbers = ModpGroups.numbers(new KeyExchangeMethod(number));
        BigInteger prime = numbers.prime();

        assertThat(prime).isEqualTo(prime(bits, offset));
        assertThat(prime.isProbablePrime(40)).isTrue();
        assertThat(numbers.order()).isEqualTo(prime.shiftRight(1));
        assertThat(numbers.order().isProbablePrime(40)).isTrue();
        assertThat(numbers.generator()).isEqualTo(BigInteger.TWO);
    }

    /** 2^n - 2^(n-64) - 1 + 2^64 * { [2^(n-130) pi] + offset }. */
    private static BigInteger prime(int bits, long offset) {
        BigInteger scaledPi =
                PI.multiply(new BigDecimal(BigInteger.TWO.pow(bits - 130))).toBigInteger();
        return BigInteger.TWO
                .pow(bits)
                .subtract(BigInteger.TWO.pow(bits - 64))
                .subtract(BigInteger.ONE)
                .add(BigInteger.TWO.pow(64).multiply(scaledPi.add(BigInteger.valueOf(offset))));
    }

    /** RFC 6989 2.2: an element whose order divides the cofactor would give the exponent away modulo that order. */
    @ParameterizedTest
    @ValueSource(ints = {22, 23, 24})
    void what_is_outside_the_subgroup_is_refused(int number) throws Exception {
        ModpGroup group = ModpGroups.of(new KeyExchangeMethod(number));
        ModpNumbers numbers = ModpGroups.numbers(new KeyExchangeMethod(number));
        BigInteger prime = numbers.prime();
        BigInteger order = numbers.order();
        assertThat(prime.isProbablePrime(40) && order.isProbablePrime(40)).isTrue();
        assertThat(prime.subtract(BigInteger.ONE).mod(order)).isZero();
        assertThat(new BigInteger(1, group.generator()).modPow(order, prime)).isOne();

        EphemeralKey key = group.generate(random);
        int octets = prime.bitLength() / 8;
        BigInteger smallOrder = BigInteger.valueOf(3).modPow(order, prime);
        for (BigInteger y : new BigInteger[] {
            BigInteger.ONE, BigInteger.TWO, smallOrder, prime.subtract(BigInteger.ONE), prime.subtract(BigInteger.TWO)
        }) {
            assertThatExceptionOfType(InvalidPublicValueException.class)
                    .as("%s", y)
                    .isThrownBy(() -> key.agree(number(y, octets)));
        }
        assertThat(octets(key.agree(group.generator()))).isEqualTo(key.publicValue());
    }

    /** RFC 5114 4 and RFC 3526 8: short enough to be fast, long enough for the strength of the group. */
    @ParameterizedTest
    @CsvSource({"14, 320", "22, 160", "23, 224", "24, 256"})
    void the_exponent_is_as_long_as_the_group_deserves(int number, int bits) {
        assertThat(ModpGroups.numbers(new KeyExchangeMethod(number)).exponentBits())
                .isEqualTo(bits);
    }

    @Test
    void no_other_number_is_a_modp_group() {
        assertThatIllegalArgumentException().isThrownBy(() -> ModpGroups.of(KeyExchangeMethod.ECP_256));
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
        return number(value, 256);
    }

    private static byte[] number(BigInteger value, int length) {
        byte[] minimal = value.toByteArray();
        byte[] octets = new byte[length];
        int count = Math.min(length, minimal.length);
        System.arraycopy(minimal, minimal.length - count, octets, length - count, count);
        return octets;
    }

    private static byte[] octets(SecretBytes secret) {
        return secret.toByteArray(SecretAccess.granted());
    }

    /** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239), to 2600 digits. */
    private static BigDecimal pi() {
        return arctanOfInverse(5)
                .multiply(BigDecimal.valueOf(16))
                .subtract(arctanOfInverse(239).multiply(BigDecimal.valueOf(4)));
    }

    private static BigDecimal arctanOfInverse(int n) {
        int digits = 2600;
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
