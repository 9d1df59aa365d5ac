package io.flexike.ike.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.eap.EapAuthenticator;
import io.flexike.ike.eap.EapAuthenticatorReply;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.eap.EapPeer;
import io.flexike.ike.eap.EapPeerReply;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapTls;
import io.flexike.ike.eap.EapUsers;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every method of EAP in both roles, at every point of its conversation. Runs only by the command in README, "Fuzzing".
 */
class EapFuzz {
    private static final List<EapMethodType> METHODS = List.of(
            EapMethodType.MD5_CHALLENGE,
            EapMethodType.GTC,
            EapMethodType.MSCHAPV2,
            EapMethodType.TLS,
            EapMethodType.TTLS);
    private static final SecretBytes PASSWORD = SecretBytes.ofUtf8("a password");
    private static final CertificateAuthority ROOT = CertificateAuthority.root("CN=Root");
    private static final Issued BOB = ROOT.issue("CN=bob", each -> each.dns("bob.example"));
    private static final EapTls TLS =
            EapTls.with(new TlsIdentity(BOB.chain(), BOB.keys().getPrivate()), chain -> Optional.empty());

    /** The first two octets say how far the conversation goes before the rest takes the place of a packet. */
    @FuzzTest(maxDuration = "10m")
    void no_packet_breaks_a_conversation(byte[] input) {
        if (input.length < 3) {
            return;
        }
        EapMethodType method = METHODS.get((input[0] & 0xff) % METHODS.size());
        int exchanges = input[1] & 0x0f;
        boolean toPeer = (input[1] & 0x80) != 0;
        byte[] packet = Arrays.copyOfRange(input, 2, input.length);
        try (EapPeer peer = peer(method);
                EapAuthenticator authenticator = authenticator(method)) {
            Optional<byte[]> request =
                    Optional.of(authenticator.start().packet().encode());
            for (int i = 0; i < exchanges && request.isPresent(); i++) {
                request = exchange(peer, authenticator, request.get());
            }
            if (toPeer) {
                assertThat(peer.receive(like(packet, request))).isNotNull();
            } else {
                assertThat(authenticator.receive(like(packet, request))).isNotNull();
            }
        }
    }

    private static Optional<byte[]> exchange(EapPeer peer, EapAuthenticator authenticator, byte[] request) {
        if (peer.receive(request) instanceof EapPeerReply.Send send
                && authenticator.receive(send.packet().encode()) instanceof EapAuthenticatorReply.Send next) {
            return Optional.of(next.packet().encode());
        }
        return Optional.empty();
    }

    /** With the identifier that is due and a length that is right, or nobody would look at it. */
    private static byte[] like(byte[] packet, Optional<byte[]> due) {
        if (packet.length < 4) {
            return packet;
        }
        due.ifPresent(request -> packet[1] = request[1]);
        packet[2] = (byte) (packet.length >> 8);
        packet[3] = (byte) packet.length;
        return packet;
    }

    private static EapPeer peer(EapMethodType method) {
        return EapPeer.of(
                EapPeerSettings.user("ana")
                        .password(PASSWORD)
                        .methods(method)
                        .tls(TLS)
                        .build(),
                CryptoProvider.standard(),
                new SecureRandom());
    }

    private static EapAuthenticator authenticator(EapMethodType method) {
        return EapAuthenticator.knowing(
                "ana",
                EapAuthenticatorSettings.users(EapUsers.of(Map.of("ana", PASSWORD)))
                        .methods(method)
                        .tls(TLS)
                        .build(),
                CryptoProvider.standard(),
                new SecureRandom());
    }
}
