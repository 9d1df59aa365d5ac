package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.crypto.tls.TlsVersion;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every packet of a conversation, cut off behind every octet, with a length that agrees. */
class TruncationTest {
    static final List<EapMethodType> METHODS = List.of(
            EapMethodType.MD5_CHALLENGE,
            EapMethodType.GTC,
            EapMethodType.MSCHAPV2,
            EapMethodType.TLS,
            EapMethodType.TTLS);
    private static final int MD5_VALUE_OCTETS = 17;
    private static final TestCertificates AUTHORITY = new TestCertificates("ca");
    private static final TlsIdentity GATEWAY = AUTHORITY.issue("vpn@example");
    private static final TlsIdentity ANA = AUTHORITY.issue("ana@example");

    @ParameterizedTest
    @FieldSource("METHODS")
    void a_packet_cut_off_anywhere_is_no_success(EapMethodType method) {
        List<EapPacket> packets = conversation(method).run().packets;
        for (int step = 0; step < packets.size(); step++) {
            int length = packets.get(step).data().length;
            // Dozens of handshakes for each octet would take too long; some lengths of long packets are left out.
            int stride = length > 60 ? length / 12 : 1;
            // The name that ends an MD5-Challenge proves nothing and may be missing.
            int needed = method.equals(EapMethodType.MD5_CHALLENGE) ? Math.min(length, MD5_VALUE_OCTETS) : length;
            for (int cut = 0; cut < needed; cut += stride) {
                cutOff(method, step, cut);
            }
        }
    }

    private static void cutOff(EapMethodType method, int step, int cut) {
        EapConversation talk = conversation(method);
        EapPacket packet = talk.authenticator.start().packet();
        for (int i = 0; i < step; i++) {
            packet = next(talk, i, packet.encode());
        }
        byte[] data = Arrays.copyOf(packet.data(), Math.min(cut, packet.data().length));
        byte[] octets = EapPacket.typed(
                        packet.code(), packet.identifier(), packet.type().orElseThrow(), data)
                .encode();
        if (step % 2 == 0) {
            assertThat(talk.peer.receive(octets)).isNotInstanceOf(EapPeerReply.Succeeded.class);
        } else if (!packet.type().orElseThrow().equals(EapMethodType.IDENTITY)) {
            assertThat(talk.authenticator.receive(octets)).isNotInstanceOf(EapAuthenticatorReply.Succeeded.class);
        }
    }

    private static EapPacket next(EapConversation talk, int i, byte[] octets) {
        if (i % 2 == 0) {
            return ((EapPeerReply.Send) talk.peer.receive(octets)).packet();
        }
        EapAuthenticatorReply reply = talk.authenticator.receive(octets);
        return reply instanceof EapAuthenticatorReply.Succeeded done
                ? done.packet()
                : ((EapAuthenticatorReply.Send) reply).packet();
    }

    private static EapConversation conversation(EapMethodType method) {
        return EapConversation.of(
                EapConversation.ana("sésame")
                        .tls(EapTls.with(ANA, AUTHORITY.check()).versions(TlsVersion.TLS_1_2))
                        .methods(method)
                        .inner(TtlsInner.MSCHAPV2)
                        .build(),
                EapAuthenticatorSettings.users(EapConversation.ANA)
                        .tls(EapTls.with(GATEWAY, AUTHORITY.check()))
                        .methods(method)
                        .build());
    }
}
