package io.flexike.ike.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.SaLifetime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLogTest {
    private static final String GCM_KEY_I = "0d65eb3d48b3fb0edfe0f8d1475c5df844fe7999";
    private static final String GCM_KEY_R = "22e911871b218d166ea3d7e6f5bfd0e25a9199d9";
    private static final String CBC_KEY = "c6a1cb4dcc3f924dcecc521ac6afa80095953171aa8acbc45db859bc520343bf";
    private static final String HMAC_KEY = "e4de666a1a72ed86dfffb06de60db8c2bcd8ff08046b9122993c588c644b34ec";

    @TempDir
    Path directory;

    @Test
    void an_ike_sa_with_gcm_is_a_line_with_salted_keys_and_no_integrity() throws IOException {
        try (KeyLog log = KeyLog.in(directory)) {
            log.ikeSa(ikeEntry(
                    EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, GCM_KEY_I, GCM_KEY_R, "", ""));
        }
        assertThat(directory.resolve("ikev2_decryption_table"))
                .hasContent("132829f767eb0921,f801def3e0bf63d1,0d65eb3d48b3fb0edfe0f8d1475c5df844fe7999,"
                        + "22e911871b218d166ea3d7e6f5bfd0e25a9199d9,"
                        + "\"AES-GCM-128 with 16 octet ICV [RFC5282]\",,,\"NONE [RFC4306]\"\n");
    }

    @Test
    void an_ike_sa_with_cbc_has_all_four_keys() throws IOException {
        try (KeyLog log = KeyLog.in(directory)) {
            log.ikeSa(ikeEntry(
                    EncryptionAlgorithm.AES_CBC,
                    256,
                    IntegrityAlgorithm.HMAC_SHA2_256_128,
                    CBC_KEY,
                    HMAC_KEY,
                    "79de",
                    "6a2d"));
        }
        assertThat(directory.resolve("ikev2_decryption_table"))
                .hasContent("132829f767eb0921,f801def3e0bf63d1," + CBC_KEY + "," + HMAC_KEY
                        + ",\"AES-CBC-256 [RFC3602]\",79de,6a2d,\"HMAC_SHA2_256_128 [RFC4868]\"\n");
    }

    @Test
    void a_child_sa_is_two_lines_with_the_addresses_of_each_direction() throws IOException {
        try (KeyLog log = KeyLog.in(directory)) {
            log.childSa(child(
                    EncryptionAlgorithm.AES_CBC,
                    256,
                    IntegrityAlgorithm.HMAC_SHA2_256_128,
                    keys(CBC_KEY, HMAC_KEY, HMAC_KEY, CBC_KEY),
                    "10.99.1.2",
                    "10.99.1.1",
                    false));
        }
        assertThat(directory.resolve("esp_sa"))
                .hasContent("\"IPv4\",\"10.99.1.1\",\"10.99.1.2\",\"0xddaca513\",\"AES-CBC [RFC3602]\",\"0x" + CBC_KEY
                        + "\",\"HMAC-SHA-256-128 [RFC4868]\",\"0x" + HMAC_KEY + "\"\n"
                        + "\"IPv4\",\"10.99.1.2\",\"10.99.1.1\",\"0x00000102\",\"AES-CBC [RFC3602]\",\"0x" + HMAC_KEY
                        + "\",\"HMAC-SHA-256-128 [RFC4868]\",\"0x" + CBC_KEY + "\"\n");
    }

    @Test
    void behind_a_nat_any_address_matches() throws IOException {
        try (KeyLog log = KeyLog.in(directory)) {
            log.childSa(child(
                    EncryptionAlgorithm.AES_GCM_16,
                    128,
                    IntegrityAlgorithm.NONE,
                    keys(GCM_KEY_I, "", GCM_KEY_R, ""),
                    "2001:db8::1",
                    "2001:db8::2",
                    true));
        }
        assertThat(directory.resolve("esp_sa"))
                .hasContent("\"IPv6\",\"*\",\"*\",\"0xddaca513\",\"AES-GCM with 16 octet ICV [RFC4106]\",\"0x"
                        + GCM_KEY_I
                        + "\",\"NULL\",\"\"\n"
                        + "\"IPv6\",\"*\",\"*\",\"0x00000102\",\"AES-GCM with 16 octet ICV [RFC4106]\",\"0x" + GCM_KEY_R
                        + "\",\"NULL\",\"\"\n");
    }

    @Test
    void what_wireshark_has_no_name_for_is_counted_and_not_written() throws IOException {
        try (KeyLog log = KeyLog.in(directory)) {
            log.ikeSa(ikeEntry(
                    EncryptionAlgorithm.CHACHA20_POLY1305, 256, IntegrityAlgorithm.NONE, CBC_KEY, CBC_KEY, "", ""));
            assertThat(log.unwritten()).isEqualTo(1);
        }
        assertThat(directory.resolve("ikev2_decryption_table")).isEmptyFile();
    }

    @Test
    void files_are_for_their_owner_only_even_if_they_were_open_to_all_before() throws IOException {
        Path open = Files.createFile(directory.resolve("esp_sa"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(open, "# kept\n");
        KeyLog.in(directory).close();
        for (String name : List.of("ikev2_decryption_table", "esp_sa")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(open).hasContent("# kept\n");
    }

    @Test
    void a_symbolic_link_is_not_followed() throws IOException {
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("esp_sa"), elsewhere);
        assertThatThrownBy(() -> KeyLog.in(directory)).isInstanceOf(IOException.class);
        assertThat(elsewhere).isEmptyFile();
    }

    private static IkeKeyLogEntry ikeEntry(
            EncryptionAlgorithm encryption,
            int keyBits,
            IntegrityAlgorithm integrity,
            String skEi,
            String skEr,
            String skAi,
            String skAr) {
        IkeSuite suite =
                new IkeSuite(encryption, keyBits, integrity, PrfAlgorithm.HMAC_SHA2_256, KeyExchangeMethod.CURVE25519);
        return new IkeKeyLogEntry(
                0x132829f767eb0921L,
                0xf801def3e0bf63d1L,
                suite,
                secret(skEi),
                secret(skEr),
                secret(skAi),
                secret(skAr));
    }

    private static ChildSaParameters child(
            EncryptionAlgorithm encryption,
            int keyBits,
            IntegrityAlgorithm integrity,
            ChildSaParameters.Keys keys,
            String local,
            String remote,
            boolean udp) {
        return new ChildSaParameters(
                1,
                "profile",
                0xddaca513,
                0x102,
                new ChildSuite(encryption, keyBits, integrity, KeyExchangeMethod.NONE, SequenceNumbers.STANDARD),
                keys,
                List.of(),
                List.of(),
                new io.flexike.ike.session.Path(
                        new InetSocketAddress(local, 4500), new InetSocketAddress(remote, 4500), udp),
                udp,
                ChildSaMode.TUNNEL,
                SaLifetime.ENDLESS,
                false,
                false,
                OptionalInt.empty());
    }

    private static ChildSaParameters.Keys keys(String inE, String inI, String outE, String outI) {
        return new ChildSaParameters.Keys(secret(inE), secret(inI), secret(outE), secret(outI));
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.copyOf(HexFormat.of().parseHex(hex));
    }
}
