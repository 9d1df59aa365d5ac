package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.SecretBytes;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Private keys under a passphrase, as OpenSSL 3.0 writes them. */
class EncryptedKeyTest {
    private static final String PASSPHRASE = "p4\u00df phrase";

    /** Without encryption. */
    private static final String PLAIN =
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggcn5ESX5NXThoOytML732Pqi+/20k7bb6JBDAA1L"
                    + "EUyhRANCAATdmHfFigJY3E3iCC+kZBl0wBGX5UJ86kP1Fd70phYkyfk83m91sbIDizBhtYNdM43TZ3E/OGCCftHQ"
                    + "NSxl5HyI";

    /** By AES-128 after a single iteration. */
    private static final String QUICK =
            "MIHrMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAjY75bd5HdZygIBATAMBggqhkiG9w0CCQUAMB0GCWCG"
                    + "SAFlAwQBAgQQoc4p4hRd0G//gEEYC9t3kwSBkFL/PtOM6tVfuBOcY4sf+8p8QikvQQzIGXbs9jIcTnguI0Yrb0bb"
                    + "dHAGBI3i8VtC/dhkzav+W4gDkMdMsIBsV2VrPEN7subu7nGDzCfTElJXSqtupEWm3Zs2Z+wVmidyLruhBJ+QjwmN"
                    + "sqwVVBfYY6irtbuYyg8+9+bPYtusD4sdv+aGenJUUcJFLTxNodOU0A==";

    private static final String TOO_MUCH_WORK =
            "MIHtMFgGCSqGSIb3DQEFDTBLMCoGCSqGSIb3DQEFDDAdBAjxYA6HvkuwDAIDTEtBMAwGCCqGSIb3DQIJBQAwHQYJ"
                    + "YIZIAWUDBAECBBC2f/wYwxjmw4fTBRu4fuyIBIGQt/GnaIOC1/Rm52oKnWRkhn7i1QOHiAGGwYALB6jksnfe32/M"
                    + "3TsDgufJ4uLadOT4rl2759R+C/UGiPTJoFcwG2KhRPOS6R9HmOtDF+97D/8tTK6nhbkciiZr+KFdRaTvQ2rpYns4"
                    + "CdA7PQpXal8qxnTb6SsjC+JGD7wDWEKRD47bImJS4lQJQ0f1nHNT5Qq4";

    private static final String BY_SCRYPT =
            "MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAhmuIFyXCa8kQICQAACAQgCAQEwHQYJYIZIAWUDBAEq"
                    + "BBDLLsOmNi+bR3wlnM70wbmcBIGQEliMevCvX30AhaSjvm99oNOInsyVzH8bNmoHV6M1PnM6QXgUzx1w0Z3BvtZf"
                    + "IYGGSg2ZWfSIhOlPaCnov4FPT4ukh2/vX1HQ5IzdSLco32xldfCDsyeZS3EWdz6sEn/3W1L2CeyasWC5uMRXiTzU"
                    + "C1ouXLCtQY8Twz4gbwYLMFEWwzB/H587S60RbF46rUcQ";

    private static final String BY_PKCS12 =
            "MIGxMBwGCiqGSIb3DQEMAQMwDgQIu5dR6dN+hw4CAggABIGQ6aJ9l4XK17zI2CdTn9KxSiHkJtHEglYS7/Ut4sMz"
                    + "G2FA3rQQDsVsN7UcZb21H5vg0R1o0MtFA5d5DNg4jo2gUBiczyzO8YPseSLVPVGvOGLGotuFdhp81G3TiJUNwjbo"
                    + "khzKH70PRxXVMLkRFqGeovuJuCCrnvmTPlohoyfwDWtdZj8GTcgsdcDKroMUKLDc";

    static Stream<Arguments> encrypted() {
        return Stream.of(
                Arguments.of(
                        "aes-256-cbc hmacWithSHA256",
                        "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhHUrpfcCxYNAICCAAwDAYIKoZIhvcNAgkFADAdBglg"
                                + "hkgBZQMEASoEEMnT0iwLemIv/XiePUSJ74cEgZCoqulTOjJ21H6YVPld5Rtj1fRJcmcVAbxcXrvrMWgA2JFke1dy"
                                + "oEimasxCLYQruUaL4Gllrsa7BVxsBfBDp4Q/2s6/7XBgUDpLI6dVaDaxB7KOctzoFJ9XYsSNKjGLvvzCRNGLIbIg"
                                + "RicZw4pyGcSJgsqf9Vbl/SF1ahOn5Xj1Vttu8RLa7rbQ6tW86W5F3CY="),
                Arguments.of(
                        "aes-128-cbc hmacWithSHA1",
                        "MIHdMEgGCSqGSIb3DQEFDTA7MBoGCSqGSIb3DQEFDDANBAiDrS50WSGOKwIBATAdBglghkgBZQMEAQIEEBuC0QGi"
                                + "oHMrOK07mbLtEF0EgZCGOUfE15fu6YmG5UVy0kOl7kKe3jcM9YvD6fou0slJD9fh6YBE5YQfJMJ4evvqRRPpH9Da"
                                + "8vRRrZImZCriCCxk58XqEp1+7iE8E1u7OEGPHgXWEauwXIcVEu+oCsUlFTUK4X8BKGoul7HWRRl9IRIIfE2gfAv6"
                                + "EFLfJVuL3fLkghBN8bOn94sij9rTa/EEqAs="),
                Arguments.of(
                        "aes-192-cbc hmacWithSHA512",
                        "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhwEisNLpbFjwICA+gwDAYIKoZIhvcNAgsFADAdBglg"
                                + "hkgBZQMEARYEEHnN9LBgTR1R+4H3D4+CxKEEgZCMNKron8ebMiu00S6Y5i/me5lUReOfPSCOLv5K5HuvRD8Tb0Bn"
                                + "jdhJB+iiAJ27zOJ53gURaD3+1u8QDPsF2Kyj5NUOW2OKpAGsLR4kKrE58uGzKoQPfHVW6+hR7TAnvIODZZy5JE2p"
                                + "q4kA745kiAC3dAgN7NvMuzuwgDxNP0If++LETUScOZ2kIAvh+wIkwgc="),
                Arguments.of(
                        "des3 hmacWithSHA384",
                        "MIHiME0GCSqGSIb3DQEFDTBAMCgGCSqGSIb3DQEFDDAbBAgF/4WHZI1W4gIBZDAMBggqhkiG9w0CCgUAMBQGCCqG"
                                + "SIb3DQMHBAjr65Hi74BzAASBkICNqo2a/X8TJkFsuoywejLtJg7Pxq/9MY9qJliSupcSrGezIzYrnsLT+wOQHEJz"
                                + "+bsFCYBopFgQCx1mvZhl3FJXPDCoNCWAfBIHdWCxhRxC8NkvcgMfDP9gyuXcaOvSR4FVw1dzNpIZ0wX9usMPOhv9"
                                + "av0ia+NGMizXDZOqRxmAJW3GWgnleAnetoGgyTNftg=="),
                Arguments.of(
                        "aes-256-cbc hmacWithSHA224",
                        "MIHrMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAjkg9jVHCyzFAIBMjAMBggqhkiG9w0CCAUAMB0GCWCG"
                                + "SAFlAwQBKgQQWh33KTyhQhjohFlOdVmfOwSBkDKsn5J+t+9JxcUd7waPxTnfqUBNSy6iSpJr5ULIWOChC1RKAHz0"
                                + "VE0pGQ96vt0UT781jI5//TnfcxnhFn0WF/B27kZgyTAKxGQ0oc2G7Ms2r3JiVbc4fiuKR4q68J/6lCbtcnCyy/Hx"
                                + "MQkGQwYYCbyDtHg63/fPUyXZgxYjeBwkF/jgR/+8uysbys242tP3Jg=="));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encrypted")
    void the_key_is_the_one_that_was_encrypted(String unused, String encrypted) {
        SigningKey plain = SigningKey.ofPkcs8(SecretBytes.copyOf(octets(PLAIN)));

        assertThat(open(octets(encrypted), PASSPHRASE).verificationKey()).isEqualTo(plain.verificationKey());
    }

    @Test
    void a_wrong_passphrase_is_called_wrong_and_not_shown() {
        for (int i = 0; i < 600; i++) {
            String guess = "guess" + i;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(octets(QUICK), guess))
                    .withMessage("the passphrase of the private key is wrong, or the key is damaged");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(octets(QUICK), ""))
                .withMessageContaining("wrong");
    }

    @Test
    void more_work_than_is_done_is_refused_before_it_is_begun() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(octets(TOO_MUCH_WORK), PASSPHRASE))
                .withMessageContaining("an iteration count that is not from 1 to 5000000");
    }

    @Test
    void other_encryption_is_named_with_what_would_be_right() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(octets(BY_SCRYPT), "x"))
                .withMessageContaining("derived by 1.3.6.1.4.1.11591.4.11; right would be PBES2 with PBKDF2 and AES");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(octets(BY_PKCS12), "x"))
                .withMessageContaining("encrypted by 1.2.840.113549.1.12.1.3; right would be");
    }

    @Test
    void what_is_damaged_is_refused() {
        byte[] whole = octets(QUICK);
        for (int i = 0; i < whole.length; i++) {
            byte[] cut = Arrays.copyOf(whole, i);
            assertThatIllegalArgumentException().isThrownBy(() -> open(cut, PASSPHRASE));
        }
        for (int i = 0; i < whole.length - 32; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x55;
            assertThat(reading(damaged))
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).isNull(),
                            failure -> assertThat(failure).isInstanceOf(IllegalArgumentException.class));
        }
    }

    private static Throwable reading(byte[] encrypted) {
        try {
            open(encrypted, PASSPHRASE);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static SigningKey open(byte[] encrypted, String passphrase) {
        return SigningKey.ofEncryptedPkcs8(encrypted, SecretBytes.ofUtf8(passphrase));
    }

    private static byte[] octets(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
