package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.teletrust.TeleTrusTNamedCurves;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class EcpGroupTest {
    private static final EcpGroup P256 = EcpGroup.of(KeyExchangeMethod.ECP_256, "secp256r1");

    static String curve(int group) {
        return switch (group) {
            case 19 -> "secp256r1";
            case 20 -> "secp384r1";
            case 21 -> "secp521r1";
            case 25 -> "secp192r1";
            case 26 -> "secp224r1";
            case 27 -> "brainpoolP224r1";
            case 28 -> "brainpoolP256r1";
            case 29 -> "brainpoolP384r1";
            case 30 -> "brainpoolP512r1";
            default -> throw new IllegalArgumentException("no curve: " + group);
        };
    }

    static EcpGroup group(int number) {
        return EcpGroup.of(new KeyExchangeMethod(number), curve(number));
    }

    /** RFC 5903 8, RFC 6954 appendix A. */
    @ParameterizedTest
    @CsvFileSource(
            resources = {"/test-vectors/rfc5903-ecdh.csv", "/test-vectors/rfc6954-ecdh.csv"},
            maxCharsPerColumn = 8192)
    void agrees_with_the_rfcs(
            int group, String ours, String ourPublic, String theirs, String theirPublic, String shared)
            throws Exception {
        EphemeralKey initiator = group(group).key(new BigInteger(ours, 16));
        EphemeralKey responder = group(group).key(new BigInteger(theirs, 16));

        assertThat(initiator.publicValue()).isEqualTo(Vectors.octets(ourPublic));
        assertThat(responder.publicValue()).isEqualTo(Vectors.octets(theirPublic));
        assertThat(initiator.agree(responder.publicValue())).isEqualTo(Vectors.secret(shared));
        assertThat(responder.agree(initiator.publicValue())).isEqualTo(Vectors.secret(shared));
    }

    /**
     * RFC 5903 knows no other form than x | y: a compressed point, whatever the vector calls it, has the wrong length.
     */
    @ParameterizedTest
    @CsvSource({
        "19, ecdh_secp256r1_ecpoint_test.json, 355, 330",
        "20, ecdh_secp384r1_ecpoint_test.json, 790, 771",
        "21, ecdh_secp521r1_ecpoint_test.json, 661, 632"
    })
    void every_vector_of_wycheproof_is_accepted_or_refused_as_it_says(int group, String file, int total, int valid)
            throws Exception {
        VectorTally tally = new VectorTally(file);
        int agreed = 0;
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            agreed += agrees(group, vector, vector.octets("public")) ? 1 : 0;
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo(file + ": " + total + " read, " + total + " run");
        assertThat(agreed).isEqualTo(valid);
    }

    /** These come as SubjectPublicKeyInfo; a KE payload has neither its encoding nor parameters of its own. */
    @ParameterizedTest
    @CsvSource({
        "28, ecdh_brainpoolP256r1_test.json, 804, 541, 223, 40, 517",
        "29, ecdh_brainpoolP384r1_test.json, 936, 677, 223, 36, 641",
        "30, ecdh_brainpoolP512r1_test.json, 794, 531, 221, 42, 511"
    })
    void every_point_of_wycheproof_is_accepted_or_refused_as_it_says(
            int group, String file, int read, int run, int wrongAsn, int otherCurves, int valid) throws Exception {
        VectorTally tally = new VectorTally(file);
        int agreed = 0;
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            if (vector.has("InvalidAsn") || vector.has("InvalidEncoding")) {
                tally.skipped("ASN.1 is wrong");
                continue;
            }
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(vector.octets("public"));
            if (!TeleTrusTNamedCurves.getOID(curve(group))
                    .equals(info.getAlgorithm().getParameters())) {
                tally.skipped("another curve is named, or none");
                continue;
            }
            agreed += agrees(group, vector, info.getPublicKeyData().getOctets()) ? 1 : 0;
            tally.ran();
        }
        assertThat(tally.report())
                .isEqualTo(
                        "%s: %d read, %d run, %d skipped: ASN.1 is wrong, %d skipped: another curve is named, or none",
                        file, read, run, wrongAsn, otherCurves);
        assertThat(agreed).isEqualTo(valid);
    }

    private static boolean agrees(int group, WycheproofCase vector, byte[] point) throws Exception {
        EphemeralKey key = group(group).key(new BigInteger(1, vector.octets("private")));
        byte[] publicValue = point.length > 0 && point[0] == 4 ? Arrays.copyOfRange(point, 1, point.length) : point;
        if (vector.isValid()) {
            assertThat(key.agree(publicValue)).as("%s", vector).isEqualTo(vector.secret("shared"));
        } else {
            assertThatExceptionOfType(InvalidPublicValueException.class)
                    .as("%s", vector)
                    .isThrownBy(() -> key.agree(publicValue));
        }
        return vector.isValid();
    }

    @Test
    void a_coordinate_outside_the_field_is_refused_even_if_it_is_right_modulo_the_prime() throws Exception {
        BigInteger prime = new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
        EphemeralKey key = P256.key(BigInteger.TWO);
        // a point with x = 5, found by search; x + p still fits into 32 octets
        byte[] point = Vectors.octets("0000000000000000000000000000000000000000000000000000000000000005"
                + "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
        assertThat(key.agree(point)).isInstanceOf(SecretBytes.class);

        byte[] beyond = prime.add(BigInteger.valueOf(5)).toByteArray();
        System.arraycopy(beyond, beyond.length - 32, point, 0, 32);

        assertThatExceptionOfType(InvalidPublicValueException.class).isThrownBy(() -> key.agree(point));
    }

    @Test
    void the_zero_point_and_wrong_lengths_are_refused() {
        EphemeralKey key = P256.key(BigInteger.TEN);
        for (int length : new int[] {0, 1, 32, 63, 64, 65, 96, 128}) {
            assertThatExceptionOfType(InvalidPublicValueException.class)
                    .as("%d octets", length)
                    .isThrownBy(() -> key.agree(new byte[length]));
        }
    }
}
