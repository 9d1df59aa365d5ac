package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One packet for each encryption algorithm and key length. Key, salt, text, associated data (8 octets) and IV count 0,
 * 1, 2 and so on. The answers are ciphertext and ICV, made with OpenSSL.
 */
final class KnownAnswers {
    /** Whole blocks of every cipher. */
    static final int TEXT_OCTETS = 32;

    static final int AAD_OCTETS = 8;

    /** As an IV of 8 octets it counts from 0. */
    private static final long PACKET_NUMBER = 0x0001020304050607L;

    private static final Map<String, String> ANSWERS =
            """
            ENCR_3DES 192 894bc3085426a441f27f73ae26abbf74bd8aed47a8d26334ef7fb5aa2551c31f
            ENCR_AES_CBC 128 c6a13b37878f5b826f4f8162a1c8d87935d9dcdb829fec3352e7bf10b84be4a5
            ENCR_AES_CBC 192 916251821c73a522c396d627380196071817db150e771c589ed080493de7338b
            ENCR_AES_CBC 256 f29000b62a499fd0a9f39a6add2e77809543b86fc046fa883a9446b82e47d12d
            ENCR_AES_CCM_8 128 49faca1329a78a01a4319fded21d0f4848d9d700ba029b6301e8c4956b9b110af193d630b7966f03
            ENCR_AES_CCM_8 192 c2642d70e41738641505abd474c17bd9ac96e9f3abfd59fa92d0cdd8ca5544f862e38f35fc501a29
            ENCR_AES_CCM_8 256 cff840fa769497ac59a7af6e0d373dc33883c563b1c1c9999aa6684406a5c201bdfa8866dbfeafa3
            ENCR_AES_CCM_12 128 49faca1329a78a01a4319fded21d0f4848d9d700ba029b6301e8c4956b9b110a160bd0cc03271f94df528066
            ENCR_AES_CCM_12 192 c2642d70e41738641505abd474c17bd9ac96e9f3abfd59fa92d0cdd8ca5544f83f9857bebf6c4591720434ff
            ENCR_AES_CCM_12 256 cff840fa769497ac59a7af6e0d373dc33883c563b1c1c9999aa6684406a5c201af52b4e73d98669eba92385a
            ENCR_AES_CCM_16 128 49faca1329a78a01a4319fded21d0f4848d9d700ba029b6301e8c4956b9b110a942a1f81e63a64f812c35a8f48b5c615
            ENCR_AES_CCM_16 192 c2642d70e41738641505abd474c17bd9ac96e9f3abfd59fa92d0cdd8ca5544f89440a6cc91d8e9caae43f6fdcf80f96e
            ENCR_AES_CCM_16 256 cff840fa769497ac59a7af6e0d373dc33883c563b1c1c9999aa6684406a5c201a0c512f30777f3a6565c6fd9d50af6de
            ENCR_AES_CTR 128 3b9e0a3ebc8de51490294c9d2335f81746277de5a127cd63ce69966ca6e1cddc
            ENCR_AES_CTR 192 b4b581e1d64b398c1c982a4d9a9180517f2d12ef6f591c72c52ef08c58df67d4
            ENCR_AES_CTR 256 b6ea98d6588941e45086c824d84224746f53bc84d2a5018efc1fbf3a8e82b265
            ENCR_AES_GCM_8 128 56376df5b137dd73de79867cb6f1ddccb5d51c5ae246403ff4930cd9ddb4015bdf92cda2b52a8284
            ENCR_AES_GCM_8 192 6f3d02ff7f490c62d53ee09c48cf77c40513c8b5f4dd481329eb49b4ac47bab86e6eef281e20c77c
            ENCR_AES_GCM_8 256 7f43ac94c2b5119eec0faf2a9e92a2750e08d39182a9836107411fcaec64d0b1db8a958a9a0c8a82
            ENCR_AES_GCM_12 128 56376df5b137dd73de79867cb6f1ddccb5d51c5ae246403ff4930cd9ddb4015bdf92cda2b52a82844ea34e6a
            ENCR_AES_GCM_12 192 6f3d02ff7f490c62d53ee09c48cf77c40513c8b5f4dd481329eb49b4ac47bab86e6eef281e20c77ce387b900
            ENCR_AES_GCM_12 256 7f43ac94c2b5119eec0faf2a9e92a2750e08d39182a9836107411fcaec64d0b1db8a958a9a0c8a82ce2ff7cf
            ENCR_AES_GCM_16 128 56376df5b137dd73de79867cb6f1ddccb5d51c5ae246403ff4930cd9ddb4015bdf92cda2b52a82844ea34e6a23e1a2d4
            ENCR_AES_GCM_16 192 6f3d02ff7f490c62d53ee09c48cf77c40513c8b5f4dd481329eb49b4ac47bab86e6eef281e20c77ce387b9006f92fc28
            ENCR_AES_GCM_16 256 7f43ac94c2b5119eec0faf2a9e92a2750e08d39182a9836107411fcaec64d0b1db8a958a9a0c8a82ce2ff7cfccad2935
            ENCR_CAMELLIA_CBC 128 477650012aa6284033e1b85321eef770e2c79e2d7eee9e14ef5f99d25a0708c2
            ENCR_CAMELLIA_CBC 192 c3cc4fc3a5816d9b466daddc9bda7bcfe4c6752f41ced0c1ed51f3d7de3beece
            ENCR_CAMELLIA_CBC 256 cecf4ffa14e51c625e58a8efc3ec3814c0166dac60642e30a3c147f9df0f8d90
            ENCR_CAMELLIA_CCM_8 128 07a490fc2744543e84df6b2859c017a97b353e7bee0e968fb10922d1409e425a148c19235d45b9ea
            ENCR_CAMELLIA_CCM_8 192 2dfc194f4c3bdb8af24ef5e7736719636f3fb3db15fcd0513132746dbb3e5cc4827e783aa86cd811
            ENCR_CAMELLIA_CCM_8 256 7ebc85e056d1d7877fa9601da4c734e466083491318b2ee021c480022ee282eebbf97db0ad2a6383
            ENCR_CAMELLIA_CCM_12 128 07a490fc2744543e84df6b2859c017a97b353e7bee0e968fb10922d1409e425a738d1116d307fb8a11e1f325
            ENCR_CAMELLIA_CCM_12 192 2dfc194f4c3bdb8af24ef5e7736719636f3fb3db15fcd0513132746dbb3e5cc48995be2950619e634c5a7320
            ENCR_CAMELLIA_CCM_12 256 7ebc85e056d1d7877fa9601da4c734e466083491318b2ee021c480022ee282ee667159870ecc2b5883a78db3
            ENCR_CAMELLIA_CCM_16 128 07a490fc2744543e84df6b2859c017a97b353e7bee0e968fb10922d1409e425a5d165a8278ce073e5714eaf76f0a1103
            ENCR_CAMELLIA_CCM_16 192 2dfc194f4c3bdb8af24ef5e7736719636f3fb3db15fcd0513132746dbb3e5cc4bc4cb3d4bb4a6cefb6606f342781d372
            ENCR_CAMELLIA_CCM_16 256 7ebc85e056d1d7877fa9601da4c734e466083491318b2ee021c480022ee282ee742d0dae90b7ee70536c4117f787f886
            ENCR_CAMELLIA_CTR 128 fd7b063b204d778f4c1a22e0a397e88d969592d552935fba56ca3763941be75b
            ENCR_CAMELLIA_CTR 192 63e69eab7791c3c4c8f76d8a74f850b153533aaec2395a8efa61ba8844787068
            ENCR_CAMELLIA_CTR 256 0818e4469683a1c43cc9a33e79bf06aa2985c792bbb4885c8f3ef2f8be03d639
            ENCR_CHACHA20_POLY1305 256 e98fa8ab163ed11bc812509f69193c744efd91f9c3ab874f8af074255aab507f730f85ccd458cff003508eefa0d7c60b
            ENCR_NULL 0 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
            ENCR_NULL_AUTH_AES_GMAC 128 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f8febd188bef2877831523b7d3e96299d
            ENCR_NULL_AUTH_AES_GMAC 192 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa066de5eccdaf04ee23cb7cd249fa876
            ENCR_NULL_AUTH_AES_GMAC 256 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f6201e98a9725ba6ace3b7187cf14cf72
            """.lines().collect(Collectors.toUnmodifiableMap(KnownAnswers::nameOf, KnownAnswers::answerOf));

    private KnownAnswers() {}

    /** Octets that count. */
    static byte[] counting(int octets) {
        byte[] counting = new byte[octets];
        for (int i = 0; i < octets; i++) {
            counting[i] = (byte) i;
        }
        return counting;
    }

    static SecretBytes key(EncryptionAlgorithm algorithm, int keyBits) {
        return SecretBytes.copyOf(counting(keyBits / 8 + algorithm.saltOctets()));
    }

    /** Whether both ciphers, under {@link #key}, agree with the answer, and the opening one refuses a forged packet. */
    static boolean agree(EncryptionAlgorithm algorithm, int keyBits, SealingCipher sealing, OpeningCipher opening) {
        int start = AAD_OCTETS + sealing.ivOctets();
        int end = start + TEXT_OCTETS + sealing.icvOctets();
        byte[] packet = Arrays.copyOf(counting(AAD_OCTETS), end);
        System.arraycopy(counting(TEXT_OCTETS), 0, packet, start, TEXT_OCTETS);
        sealing.seal(packet, 0, AAD_OCTETS, TEXT_OCTETS, PACKET_NUMBER);
        boolean right = isAnswer(algorithm, keyBits, packet, start);

        byte[] forged = packet.clone();
        forged[end - 1] ^= 1;
        right &= opening.open(forged, 0, AAD_OCTETS, end, PACKET_NUMBER) == -1;
        // a packet like the forged one, but right, must still be opened
        right &= opening.open(packet, 0, AAD_OCTETS, end, PACKET_NUMBER) == TEXT_OCTETS;
        return right && isText(packet, start);
    }

    /** The same for encryption without integrity. */
    static boolean agree(
            EncryptionAlgorithm algorithm, int keyBits, PacketEncryption encryption, PacketEncryption decryption) {
        int ivOctets = algorithm.ivOctets();
        byte[] packet = Arrays.copyOf(new byte[ivOctets], ivOctets + TEXT_OCTETS);
        System.arraycopy(counting(TEXT_OCTETS), 0, packet, ivOctets, TEXT_OCTETS);
        encryption.apply(packet, 0, TEXT_OCTETS, PACKET_NUMBER);
        boolean right = isAnswer(algorithm, keyBits, packet, ivOctets);
        decryption.apply(packet, 0, TEXT_OCTETS, PACKET_NUMBER);
        return right && isText(packet, ivOctets);
    }

    private static boolean isAnswer(EncryptionAlgorithm algorithm, int keyBits, byte[] packet, int start) {
        String known = Objects.requireNonNull(ANSWERS.get(algorithm + " " + keyBits), () -> algorithm + " " + keyBits);
        return HexFormat.of().formatHex(packet, start, packet.length).equals(known);
    }

    private static boolean isText(byte[] packet, int start) {
        return Arrays.equals(packet, start, start + TEXT_OCTETS, counting(TEXT_OCTETS), 0, TEXT_OCTETS);
    }

    private static String nameOf(String row) {
        return row.substring(0, row.lastIndexOf(' '));
    }

    private static String answerOf(String row) {
        return row.substring(row.lastIndexOf(' ') + 1);
    }

    /** The IV that counts, instead of one that nobody can predict. */
    static final class CountingRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        CountingRandom() {
            super(new Spi(), null);
        }

        private static final class Spi extends SecureRandomSpi {
            private static final long serialVersionUID = 1L;

            @Override
            protected void engineSetSeed(byte[] seed) {
                // it counts, whatever happens
            }

            @Override
            protected void engineNextBytes(byte[] octets) {
                System.arraycopy(counting(octets.length), 0, octets, 0, octets.length);
            }

            @Override
            protected byte[] engineGenerateSeed(int octets) {
                return counting(octets);
            }
        }
    }
}
