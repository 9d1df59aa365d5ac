package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flexike.crypto.AlgorithmUnavailableException;
import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProviderSeamTest {
    private static final CipherSpec GCM =
            new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);

    @Test
    void a_preferred_provider_is_asked_first_and_others_give_what_it_lacks() {
        CountingProvider counting = CountingProvider.honest("Counting");
        CryptoProvider crypto = CryptoProvider.using(counting);
        assertThat(counting.asked()).as("before first use").isZero();

        assertThat(seal(crypto)).isEqualTo(seal(CryptoProvider.standard()));
        int asked = counting.asked();
        assertThat(asked).isPositive();
        seal(crypto);
        assertThat(counting.asked()).as("one cipher more, no second self-test").isEqualTo(asked + 1);
        assertThat(crypto.prf(PrfAlgorithm.HMAC_SHA2_256)
                        .compute(SecretBytes.empty())
                        .length())
                .isEqualTo(32);
    }

    @Test
    void a_registered_provider_serves_in_the_order_of_the_application() {
        CountingProvider first = CountingProvider.honest("RegisteredFirst");
        Security.insertProviderAt(first, 1);
        try {
            seal(new StandardCryptoProvider(List.of()));
            assertThat(first.asked()).isPositive();
        } finally {
            Security.removeProvider(first.getName());
        }
    }

    @Test
    void one_that_gives_a_wrong_answer_is_passed_over_for_that_algorithm() {
        CountingProvider wrong = CountingProvider.wrong("Wrong");
        CountingProvider next = CountingProvider.honest("Next");
        CryptoProvider crypto = CryptoProvider.using(wrong, next);

        assertThat(seal(crypto)).isEqualTo(seal(CryptoProvider.standard()));
        assertThat(wrong.asked()).isPositive();
        assertThat(next.asked()).isPositive();
        int tried = wrong.asked();
        seal(crypto);
        assertThat(wrong.asked()).as("not again").isEqualTo(tried);
    }

    @Test
    void an_algorithm_that_nobody_gets_right_is_not_supported_and_says_who_failed() {
        PacketCiphers ciphers = new PacketCiphers(new JcaChoice(() -> Stream.of(CountingProvider.wrong("Wrong"))));
        assertThat(ciphers.supports(EncryptionAlgorithm.AES_GCM_16, 128)).isFalse();
        assertThat(ciphers.supports(EncryptionAlgorithm.AES_CBC, 128)).isFalse();
        assertThatExceptionOfType(AlgorithmUnavailableException.class)
                .isThrownBy(() -> ciphers.opening(GCM, SecretBytes.copyOf(new byte[20]), SecretBytes.empty()))
                .withMessage("ENCR_AES_GCM_16 128 by Wrong cannot be used: wrong answer in the self-test");
    }

    @Test
    void a_mac_and_a_prf_that_fail_are_not_supported() {
        JcaChoice choice = new JcaChoice(() -> Stream.of(CountingProvider.wrong("Wrong")));
        assertThat(new PacketCiphers(choice).supports(IntegrityAlgorithm.AES_CMAC_96))
                .isFalse();
        assertThat(new PacketCiphers(choice).supports(IntegrityAlgorithm.HMAC_SHA2_256_128))
                .isFalse();
        assertThat(new PacketCiphers(choice).supports(IntegrityAlgorithm.NONE)).isTrue();
        assertThat(new Prfs(choice).supports(PrfAlgorithm.AES128_XCBC)).isFalse();
        assertThatExceptionOfType(AlgorithmUnavailableException.class)
                .isThrownBy(() -> MacPrimitive.AES_CMAC.keyed(choice, SecretBytes.copyOf(new byte[16])));
        assertThatExceptionOfType(AlgorithmUnavailableException.class)
                .isThrownBy(() -> new Prfs(choice).prf(PrfAlgorithm.AES128_XCBC));
    }

    @Test
    void every_encryption_algorithm_has_its_known_answers() {
        Stream.concat(CipherTable.AEADS.keySet().stream(), CipherTable.CIPHERS.keySet().stream())
                .forEach(algorithm -> algorithm
                        .keyBits()
                        .forEach(bits -> assertThat(
                                        CryptoProvider.standard().supports(Transform.encryption(algorithm, bits)))
                                .as("%s %d", algorithm, bits)
                                .isTrue()));
        for (MacPrimitive mac : MacPrimitive.values()) {
            assertThat(mac.isAvailable(new JcaChoice(new JcaProviders(List.of())::inOrder)))
                    .as("%s", mac)
                    .isTrue();
        }
    }

    /** The Amazon Corretto Crypto Provider is on the path of the tests with the Maven profile {@code accelerator}. */
    @Test
    void an_accelerator_on_the_path_serves_without_being_registered() {
        assumeTrue(isAcceleratorPresent());
        JcaProviders providers = new JcaProviders(List.of());
        assertThat(providers.inOrder().map(Provider::getName))
                .containsSubsequence("AmazonCorrettoCryptoProvider", "SunJCE", "BC");
        assertThat(Security.getProvider("AmazonCorrettoCryptoProvider")).isNull();

        JcaChoice choice = new JcaChoice(providers::inOrder);
        assertThat(new PacketCiphers(choice).providerOf(GCM)).isEqualTo("AmazonCorrettoCryptoProvider");
        CipherSpec camellia = new CipherSpec(EncryptionAlgorithm.CAMELLIA_CCM_16, 128, IntegrityAlgorithm.NONE, false);
        assertThat(new PacketCiphers(choice).providerOf(camellia)).isEqualTo("BC");
    }

    private static boolean isAcceleratorPresent() {
        try {
            Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static byte[] seal(CryptoProvider crypto) {
        SealingCipher cipher =
                crypto.sealingCipher(GCM, SecretBytes.copyOf(new byte[20]), SecretBytes.empty(), new SecureRandom());
        byte[] packet = new byte[100];
        cipher.seal(packet, 0, 8, 32, 1);
        return packet;
    }
}
