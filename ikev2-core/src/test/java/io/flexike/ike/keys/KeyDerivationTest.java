package io.flexike.ike.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.session.ChildSaParameters;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyDerivationTest {
    private static final IkeSuite SUITE = new IkeSuite(
            EncryptionAlgorithm.AES_CBC,
            256,
            IntegrityAlgorithm.HMAC_SHA2_256_128,
            PrfAlgorithm.HMAC_SHA2_256,
            KeyExchangeMethod.MODP_2048);

    private final Properties vector = new Properties();
    private final Prf prf = CryptoProvider.standard().prf(PrfAlgorithm.HMAC_SHA2_256);

    @BeforeEach
    void load() throws IOException {
        try (InputStream in =
                KeyDerivationTest.class.getResourceAsStream("/key-derivation/openssl-sha256.properties")) {
            vector.load(in);
        }
    }

    @Test
    void skeyseed_is_that_of_the_vector() {
        SecretBytes skeyseed =
                KeyDerivation.skeyseed(prf, octets("ni"), octets("nr"), SecretBytes.copyOf(octets("gir")));
        assertThat(hex(skeyseed)).isEqualTo(vector.getProperty("skeyseed"));
    }

    /** RFC 7296 2.14 names both PRFs; all others take whole nonces. */
    @Test
    void skeyseed_of_the_prfs_of_aes_takes_the_first_64_bits_of_each_nonce() {
        byte[] ni = octets("ni");
        byte[] nr = octets("nr");
        byte[] halves = ByteBuffer.allocate(16).put(ni, 0, 8).put(nr, 0, 8).array();
        byte[] whole = ByteBuffer.allocate(ni.length + nr.length).put(ni).put(nr).array();
        for (int number : new int[] {1, 2, 4, 5, 6, 7, 8}) {
            Prf each = CryptoProvider.standard().prf(new PrfAlgorithm(number));
            SecretBytes expected =
                    each.compute(SecretBytes.copyOf(number == 4 || number == 8 ? halves : whole), octets("gir"));
            assertThat(KeyDerivation.skeyseed(each, ni, nr, SecretBytes.copyOf(octets("gir"))))
                    .as("%s", each.algorithm())
                    .isEqualTo(expected);
        }
    }

    @Test
    void the_seven_keys_are_the_vector_cut_in_order() {
        IkeKeys keys = keys();
        String joined = hex(keys.skD())
                + hex(keys.skAi())
                + hex(keys.skAr())
                + hex(keys.skEi())
                + hex(keys.skEr())
                + hex(keys.skPi())
                + hex(keys.skPr());
        assertThat(joined).isEqualTo(vector.getProperty("dkm"));
    }

    @Test
    void child_keys_are_the_vector_cut_in_order_and_mirrored_on_the_responder() {
        ChildSaParameters.Keys initiator = KeyDerivation.childKeys(
                prf, SUITE.cipherSpec(), keys().skD(), SharedSecrets.NONE, octets("ni"), octets("nr"), true);
        String joined = hex(initiator.outboundEncryption())
                + hex(initiator.outboundIntegrity())
                + hex(initiator.inboundEncryption())
                + hex(initiator.inboundIntegrity());
        assertThat(vector.getProperty("childNoPfs")).startsWith(joined);
        ChildSaParameters.Keys responder = KeyDerivation.childKeys(
                prf, SUITE.cipherSpec(), keys().skD(), SharedSecrets.NONE, octets("ni"), octets("nr"), false);
        assertThat(responder.inboundEncryption()).isEqualTo(initiator.outboundEncryption());
        assertThat(responder.inboundIntegrity()).isEqualTo(initiator.outboundIntegrity());
        assertThat(responder.outboundEncryption()).isEqualTo(initiator.inboundEncryption());
        assertThat(responder.outboundIntegrity()).isEqualTo(initiator.inboundIntegrity());
    }

    private IkeKeys keys() {
        return KeyDerivation.ikeKeys(
                prf,
                SUITE,
                SecretBytes.copyOf(octets("skeyseed")),
                octets("ni"),
                octets("nr"),
                number("spii"),
                number("spir"));
    }

    private byte[] octets(String name) {
        return HexFormat.of().parseHex(vector.getProperty(name));
    }

    private long number(String name) {
        return new BigInteger(vector.getProperty(name), 16).longValue();
    }

    private static String hex(SecretBytes secret) {
        return HexFormat.of().formatHex(secret.toByteArray(SecretAccess.granted()));
    }
}
