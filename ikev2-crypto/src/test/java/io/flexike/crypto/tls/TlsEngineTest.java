package io.flexike.crypto.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsEngineTest {
    private static final TestCertificates AUTHORITY = new TestCertificates("ca");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final TlsEngines ENGINES = CryptoProvider.standard().tls();

    @ParameterizedTest
    @CsvSource({
        "TLS_1_2,RSA,EC", "TLS_1_2,EC,RSA", "TLS_1_2,EC384,Ed25519", "TLS_1_2,Ed25519,EC384",
        "TLS_1_3,RSA,EC", "TLS_1_3,EC,RSA", "TLS_1_3,EC384,Ed25519", "TLS_1_3,Ed25519,EC384"
    })
    void both_ends_prove_themselves_with_any_kind_of_key(TlsVersion version, String server, String client)
            throws TlsFailedException {
        TlsIdentity clientId = AUTHORITY.issue(client, "ana@example");
        TlsIdentity serverId = AUTHORITY.issue(server, "vpn@example");
        Pair pair = new Pair(settings(version, clientId), settings(version, serverId), true);
        pair.run();

        assertThat(pair.client.isEstablished()).isTrue();
        assertThat(pair.server.isEstablished()).isTrue();
        assertThat(pair.client.version()).isEqualTo(version);
        assertThat(pair.server.version()).isEqualTo(version);
        assertThat(pair.server.peerChain()).isEqualTo(clientId.chain());
        assertThat(pair.client.peerChain()).isEqualTo(serverId.chain());
    }

    @Test
    void ends_that_speak_both_versions_agree_on_the_later_one() throws TlsFailedException {
        TlsIdentity id = AUTHORITY.issue("EC", "vpn@example");
        Set<TlsVersion> all = EnumSet.allOf(TlsVersion.class);
        Pair pair = new Pair(
                new TlsSettings(Optional.empty(), AUTHORITY.check(), all),
                new TlsSettings(Optional.of(id), AUTHORITY.check(), all),
                false);
        pair.run();

        assertThat(pair.client.version()).isEqualTo(TlsVersion.TLS_1_3);
        assertThat(pair.server.peerChain()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2", "TLS_1_3"})
    void application_data_arrives_and_exports_are_the_same_at_both_ends(TlsVersion version) throws TlsFailedException {
        Pair pair = new Pair(settings(version, null), settings(version, AUTHORITY.issue("EC", "vpn@example")), false);
        pair.run();
        pair.client.send("hello".getBytes(StandardCharsets.UTF_8));
        pair.run();

        assertThat(pair.server.takeApplicationData())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hello");
        assertThat(pair.client.export("ttls challenge", 17))
                .isEqualTo(pair.server.export("ttls challenge", 17))
                .isNotEqualTo(pair.client.export("another label", 17));
        assertThat(pair.client.export("label", new byte[] {13}, 128))
                .isEqualTo(pair.server.export("label", new byte[] {13}, 128))
                .isNotEqualTo(pair.client.export("label", 128));
        assertThat(pair.client.export("label", new byte[0], 32).equals(pair.client.export("label", 32)))
                .isEqualTo(version == TlsVersion.TLS_1_3);
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2", "TLS_1_3"})
    void a_client_does_not_go_on_with_a_server_it_does_not_trust(TlsVersion version) throws TlsFailedException {
        TlsIdentity foreign = new TestCertificates("other").issue("EC", "vpn@example");
        Pair pair = new Pair(settings(version, null), settings(version, foreign), false);

        pair.server.receive(pair.client.takeRecords());
        byte[] flight = pair.server.takeRecords();
        assertThatThrownBy(() -> pair.client.receive(flight))
                .isInstanceOf(TlsFailedException.class)
                .hasMessage("not trusted: SignatureException");
        byte[] alert = pair.client.takeRecords();
        assertThat(alert).isNotEmpty();
        assertThat(pair.client.isEstablished()).isFalse();
        assertThatThrownBy(() -> pair.server.receive(alert))
                .isInstanceOf(TlsFailedException.class)
                .hasMessage("the other end sent the TLS alert certificate_unknown");
        assertThatThrownBy(() -> pair.client.send(new byte[1])).isInstanceOf(TlsFailedException.class);
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2", "TLS_1_3"})
    void a_server_that_asks_wants_a_certificate(TlsVersion version) {
        Pair pair = new Pair(settings(version, null), settings(version, AUTHORITY.issue("EC", "vpn@example")), true);

        assertThatThrownBy(pair::run).isInstanceOf(TlsFailedException.class);
        assertThat(pair.server.isEstablished()).isFalse();
    }

    @Test
    void versions_that_do_not_meet_fail() {
        Pair pair = new Pair(
                settings(TlsVersion.TLS_1_2, null),
                settings(TlsVersion.TLS_1_3, AUTHORITY.issue("EC", "vpn@example")),
                false);

        assertThatThrownBy(pair::run).isInstanceOf(TlsFailedException.class).hasMessageContaining("protocol_version");
    }

    @Test
    void a_server_without_certificate_is_not_made() {
        assertThatThrownBy(() -> ENGINES.server(settings(TlsVersion.TLS_1_3, null), false, RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** RFC 5746: TLS that is spoken in EAP alone may lack what only renegotiation needs. */
    @Test
    void a_client_that_does_not_know_of_secure_renegotiation_is_answered() throws TlsFailedException {
        TlsEngine server =
                ENGINES.server(settings(TlsVersion.TLS_1_2, AUTHORITY.issue("EC", "vpn@example")), false, RANDOM);
        // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, secp256r1, uncompressed points, ecdsa_secp256r1_sha256
        server.receive(handshake(
                0x01,
                "0303" + "5a".repeat(32) + "00" + "0002c02b" + "0100" + "0016" + "000a000400020017" + "000b00020100"
                        + "000d000400020403"));

        byte[] answer = server.takeRecords();
        assertThat(answer[0]).as("a handshake, not an alert").isEqualTo((byte) 22);
        assertThat(answer[5]).as("ServerHello").isEqualTo((byte) 2);
    }

    @Test
    void a_server_that_does_not_know_of_secure_renegotiation_is_listened_to() throws TlsFailedException {
        TlsEngine client = ENGINES.client(settings(TlsVersion.TLS_1_2, null), RANDOM);
        assertThat(client.takeRecords()).isNotEmpty();
        client.receive(handshake(0x02, "0303" + "5a".repeat(32) + "00" + "c02b" + "00"));

        assertThat(client.takeRecords()).as("no alert").isEmpty();
    }

    private static byte[] handshake(int type, String body) {
        int octets = body.length() / 2;
        return HexFormat.of().parseHex("160303%04x%02x%06x".formatted(octets + 4, type, octets) + body);
    }

    private static TlsSettings settings(TlsVersion version, TlsIdentity own) {
        return new TlsSettings(Optional.ofNullable(own), AUTHORITY.check(), Set.of(version));
    }

    private static final class Pair {
        final TlsEngine client;
        final TlsEngine server;

        Pair(TlsSettings client, TlsSettings server, boolean askPeer) {
            this.client = ENGINES.client(client, RANDOM);
            this.server = ENGINES.server(server, askPeer, RANDOM);
        }

        void run() throws TlsFailedException {
            byte[] flight = client.takeRecords();
            while (flight.length > 0) {
                server.receive(flight);
                client.receive(server.takeRecords());
                flight = client.takeRecords();
            }
        }
    }
}
