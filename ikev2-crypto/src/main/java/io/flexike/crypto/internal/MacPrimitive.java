package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;

/** The MACs behind integrity algorithms and PRFs, each with its known answer. */
enum MacPrimitive {
    HMAC_MD5("HmacMD5", 16, "507c1642bb95243e85e5f397d9399973"),
    HMAC_SHA1("HmacSHA1", 20, "b97e6074200b0e381485bbf3bbae7f59bb49e87f"),
    HMAC_SHA2_256("HmacSHA256", 32, "ba7b1b1176afc08c8abe0f4ff34ce984b1d5e386c43d921a9d5d8c7bcff5fadc"),
    HMAC_SHA2_384(
            "HmacSHA384",
            48,
            "67c188782a1c6025ca2f7d9549f46c55130d53d3c138afd47d27a6a7f655723302cff26fa8879eff49e561293bd8c6e1"),
    HMAC_SHA2_512(
            "HmacSHA512",
            64,
            "93091345ab0654844b0068510592b107fdab53bac80c67a98af6860520fb17fb8482baf24900ef931ed0f2f459c4f6ba4387980814b5d1beca83b49dd221ac50"),
    AES_XCBC("AES-XCBC", 16, "2a915959318a3fd6feb8820b67e72c08"),
    AES_CMAC("AES-CMAC", 16, "9f4183a8979385aa2c68a6ab024b8f89");

    /** The message of the self-test: 0, 1, 2 and so on, no whole number of blocks. */
    private static final int TEST_OCTETS = 50;

    private final String algorithm;
    private final int outputOctets;
    private final String knownAnswer;

    /** @param algorithm of HMAC: its JCA name */
    MacPrimitive(String algorithm, int outputOctets, String knownAnswer) {
        this.algorithm = algorithm;
        this.outputOctets = outputOctets;
        this.knownAnswer = knownAnswer;
    }

    int outputOctets() {
        return outputOctets;
    }

    boolean isAvailable(JcaChoice choice) {
        return choice.isAvailable(algorithm, this::isRight);
    }

    /** @throws io.flexike.crypto.AlgorithmUnavailableException if no provider passes the self-test */
    void require(JcaChoice choice) {
        choice.source(algorithm, this::isRight);
    }

    /**
     * The MAC under a key; HMAC takes any length, the others 16 octets.
     *
     * @throws io.flexike.crypto.AlgorithmUnavailableException if no provider passes the self-test
     */
    KeyedMac keyed(JcaChoice choice, SecretBytes key) {
        return keyed(choice.source(algorithm, this::isRight), key);
    }

    private KeyedMac keyed(JcaSource source, SecretBytes key) {
        return switch (this) {
            case AES_XCBC -> AesMac.xcbc(source, key);
            case AES_CMAC -> AesMac.cmac(source, key);
            default -> JcaMac.hmac(source, algorithm, key);
        };
    }

    /** Twice, because a MAC serves many messages. */
    private boolean isRight(JcaSource source) {
        KeyedMac mac = keyed(source, SecretBytes.copyOf(KnownAnswers.counting(outputOctets)));
        byte[] message = KnownAnswers.counting(TEST_OCTETS);
        byte[] expected = HexFormat.of().parseHex(knownAnswer);
        byte[] output = new byte[outputOctets];
        boolean right = true;
        for (int i = 0; i < 2; i++) {
            mac.update(message, 0, message.length);
            mac.finish(output, 0);
            right &= Arrays.equals(output, expected);
        }
        return right;
    }
}
