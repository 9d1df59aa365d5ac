package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TestCertificates;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsSettings;
import io.flexike.crypto.tls.TlsVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;

/** Exports, computed once more from the secret of the connection, as RFC 5705 4 and RFC 8446 7.5 define them. */
class TlsExportTest {
    /** Octets of the hash of the cipher suite that both ends of the tests like best. */
    private static final int HASH_OCTETS = 48;

    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void export_of_tls_1_2_is_the_prf_over_label_and_randoms() throws Exception {
        Connection made = new Connection(TlsVersion.TLS_1_2);
        byte[] randoms = ByteBuffer.allocate(64)
                .put(made.clientRandom)
                .put(made.serverRandom)
                .array();

        assertThat(made.client.export("client EAP encryption", 128))
                .isEqualTo(prf(made.secret, "client EAP encryption", randoms, 128));
        byte[] withContext = ByteBuffer.allocate(67)
                .put(randoms)
                .putShort((short) 1)
                .put((byte) 0x0d)
                .array();
        assertThat(made.client.export("a label", new byte[] {0x0d}, 40))
                .isEqualTo(prf(made.secret, "a label", withContext, 40));
    }

    @Test
    void export_of_tls_1_3_is_derived_from_the_exporter_master_secret() throws Exception {
        Connection made = new Connection(TlsVersion.TLS_1_3);

        byte[] context = {0x0d};
        assertThat(made.client.export("EXPORTER_EAP_TLS_Key_Material", context, 128))
                .isEqualTo(exporter(made.secret, "EXPORTER_EAP_TLS_Key_Material", context));
        assertThat(made.client.export("ttls challenge", 128))
                .isEqualTo(exporter(made.secret, "ttls challenge", new byte[0]));
    }

    /** RFC 5246 5: {@code P_hash(secret, label + seed)}. */
    private static SecretBytes prf(byte[] secret, String label, byte[] seed, int octets) throws Exception {
        byte[] text = label.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = ByteBuffer.allocate(text.length + seed.length)
                .put(text)
                .put(seed)
                .array();
        ByteBuffer out = ByteBuffer.allocate(octets + HASH_OCTETS);
        byte[] a = whole;
        while (out.position() < octets) {
            a = hmac(secret, a);
            out.put(hmac(secret, a, whole));
        }
        return SecretBytes.copyOf(Arrays.copyOf(out.array(), octets));
    }

    private static SecretBytes exporter(byte[] secret, String label, byte[] context) throws Exception {
        byte[] derived = expandLabel(secret, label, hash(new byte[0]), HASH_OCTETS);
        return SecretBytes.copyOf(expandLabel(derived, "exporter", hash(context), 128));
    }

    /** RFC 8446 7.1 over RFC 5869 2.3. */
    private static byte[] expandLabel(byte[] secret, String label, byte[] context, int octets) throws Exception {
        byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(4 + text.length + context.length)
                .putShort((short) octets)
                .put((byte) text.length)
                .put(text)
                .put((byte) context.length)
                .put(context)
                .array();
        ByteBuffer out = ByteBuffer.allocate(octets + HASH_OCTETS);
        byte[] block = {};
        for (int i = 1; out.position() < octets; i++) {
            block = hmac(secret, block, info, new byte[] {(byte) i});
            out.put(block);
        }
        return Arrays.copyOf(out.array(), octets);
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA384");
        mac.init(new SecretKeySpec(key, "HmacSHA384"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static byte[] hash(byte[] octets) throws Exception {
        return MessageDigest.getInstance("SHA-384").digest(octets);
    }

    /** A connection whose secret is seen when it is put aside for exports. */
    private static final class Connection {
        private static final int RANDOM_OFFSET = 5 + 4 + 2;

        final TlsEngine client;
        final byte[] clientRandom;
        final byte[] serverRandom;
        byte[] secret = {};

        Connection(TlsVersion version) throws Exception {
            TestCertificates authority = new TestCertificates("ca");
            TlsSettings trusting = new TlsSettings(Optional.empty(), authority.check(), Set.of(version));
            TlsSettings proving = new TlsSettings(
                    Optional.of(authority.issue("EC", "vpn@example")), authority.check(), Set.of(version));
            TlsClientEnd end = new TlsClientEnd(new WatchedCrypto(), trusting);
            TlsClientProtocol protocol = new TlsClientProtocol();
            protocol.connect(end);
            client = new TlsConnection(protocol, end.handshake);
            TlsEngine server = TlsBinding.INSTANCE.server(proving, false, RANDOM);

            byte[] hello = client.takeRecords();
            clientRandom = Arrays.copyOfRange(hello, RANDOM_OFFSET, RANDOM_OFFSET + 32);
            server.receive(hello);
            byte[] flight = server.takeRecords();
            serverRandom = Arrays.copyOfRange(flight, RANDOM_OFFSET, RANDOM_OFFSET + 32);
            client.receive(flight);
            server.receive(client.takeRecords());
            client.receive(server.takeRecords());
            assertThat(client.isEstablished()).isTrue();
        }

        private final class WatchedCrypto extends BcTlsCrypto {
            WatchedCrypto() {
                super(RANDOM);
            }

            @Override
            public TlsSecret adoptSecret(TlsSecret adopted) {
                TlsSecret copy = super.adoptSecret(adopted);
                secret = super.adoptSecret(adopted).extract();
                return copy;
            }
        }
    }
}
