package io.flexike.esp;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.net.Encapsulation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;

/** Matching parameters for two ends. */
public final class TestSas {
    public static final InetSocketAddress ALICE = new InetSocketAddress("192.0.2.1", 4500);
    public static final InetSocketAddress BOB = new InetSocketAddress("192.0.2.2", 4500);
    public static final int ALICE_SPI = 0xa11ce000;
    public static final int BOB_SPI = 0x0b0b0000;

    public static final CipherSpec GCM_128 =
            new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);
    public static final CipherSpec GCM_256_ESN =
            new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 256, IntegrityAlgorithm.NONE, true);
    public static final CipherSpec CBC_128_SHA_256 =
            new CipherSpec(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, false);
    public static final CipherSpec CBC_256_SHA_512_ESN =
            new CipherSpec(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_512_256, true);

    public static final CipherSpec AH_SHA_256 =
            new CipherSpec(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA2_256_128, false);
    public static final CipherSpec AH_SHA_512_ESN =
            new CipherSpec(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA2_512_256, true);
    public static final CipherSpec AH_SHA_1 =
            new CipherSpec(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA1_96, false);
    /** How ESP may travel. */
    public static final List<Encapsulation> ESP_ENCAPSULATIONS =
            List.of(Encapsulation.UDP, Encapsulation.NATIVE, Encapsulation.TCP);

    private TestSas() {}

    public static List<CipherSpec> specs() {
        return List.of(GCM_128, GCM_256_ESN, CBC_128_SHA_256, CBC_256_SHA_512_ESN);
    }

    private static SecretBytes key(int octets, long seed) {
        byte[] key = new byte[octets];
        new Random(seed).nextBytes(key);
        return SecretBytes.copyOf(key);
    }

    /** Alice's keys; Bob's are the same the other way round. */
    private static EspKeys keys(CipherSpec spec, boolean alice) {
        SecretBytes toAlice = key(spec.encryptionKeyOctets(), 1);
        SecretBytes toAliceIntegrity = key(spec.integrityKeyOctets(), 2);
        SecretBytes toBob = key(spec.encryptionKeyOctets(), 3);
        SecretBytes toBobIntegrity = key(spec.integrityKeyOctets(), 4);
        return alice
                ? new EspKeys(toAlice, toAliceIntegrity, toBob, toBobIntegrity)
                : new EspKeys(toBob, toBobIntegrity, toAlice, toAliceIntegrity);
    }

    /** Alice's end, selectors still to be added. */
    public static EspSaParameters.Builder alice(CipherSpec spec) {
        return EspSaParameters.builder()
                .tunnel("alice")
                .spis(ALICE_SPI, BOB_SPI)
                .cipher(spec)
                .keys(keys(spec, true))
                .path(new OuterPath(ALICE, BOB, Encapsulation.UDP));
    }

    /** Bob's end, selectors still to be added. */
    public static EspSaParameters.Builder bob(CipherSpec spec) {
        return EspSaParameters.builder()
                .tunnel("bob")
                .spis(BOB_SPI, ALICE_SPI)
                .cipher(spec)
                .keys(keys(spec, false))
                .path(new OuterPath(BOB, ALICE, Encapsulation.UDP));
    }

    /** Any IPv4 and IPv6 traffic. */
    public static EspSaParameters anyTraffic(EspSaParameters.Builder builder) {
        return builder.local(Selector.any4(), Selector.any6())
                .remote(Selector.any4(), Selector.any6())
                .build();
    }
}
