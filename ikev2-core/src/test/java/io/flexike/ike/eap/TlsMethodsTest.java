package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.crypto.tls.TlsVersion;
import io.flexike.ike.certificate.CertificateAuthority;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMethodsTest {
    private static final TestCertificates AUTHORITY = new TestCertificates("ca");
    private static final TlsIdentity GATEWAY = AUTHORITY.issue("vpn@example");
    private static final TlsIdentity ANA = AUTHORITY.issue("ana@example");
    private static final TlsIdentity FOREIGN = new TestCertificates("other").issue("vpn@example");

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void eap_tls_succeeds_with_certificates_at_both_ends(TlsVersion version) {
        EapConversation talk = tls(EapTls.with(ANA, AUTHORITY.check()).versions(version), 1024);

        assertThat(talk.authenticatorSucceeded().identity()).isEqualTo("ana@example");
        assertSameKey(talk);
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void eap_tls_in_tiny_fragments_succeeds_too(TlsVersion version) {
        EapConversation talk =
                tls(EapTls.with(ANA, AUTHORITY.check()).versions(version).fragmentOctets(64), 64);

        assertThat(talk.authenticatorSucceeded().identity()).isEqualTo("ana@example");
        assertSameKey(talk);
        assertThat(talk.packets).hasSizeGreaterThan(50).allMatch(packet -> packet.data().length <= 64);
    }

    @Test
    void eap_tls_1_2_takes_the_packets_of_rfc_5216_2_1_1() {
        EapConversation talk = tls(EapTls.with(ANA, AUTHORITY.check()).versions(TlsVersion.TLS_1_2), 16384);

        // Identity, start, hello, certificate, finished, nothing, success
        assertThat(talk.packets).hasSize(9);
        assertThat(talk.packets.get(2).data()).containsExactly(0x20);
        assertThat(talk.packets.get(7).data()).containsExactly(0);
    }

    @Test
    void eap_tls_1_3_takes_the_packets_of_rfc_9190_2_1_1() {
        EapConversation talk = tls(EapTls.with(ANA, AUTHORITY.check()).versions(TlsVersion.TLS_1_3), 16384);

        assertThat(talk.packets).hasSize(9);
        // One record of application data: header 5, the zero octet, its inner type, the tag of 16.
        assertThat(talk.packets.get(6).data()).hasSize(1 + 5 + 1 + 1 + 16);
        assertThat(talk.packets.get(7).data()).containsExactly(0);
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void a_peer_refuses_an_authenticator_it_does_not_trust(TlsVersion version) {
        EapConversation talk = EapConversation.of(
                        EapPeerSettings.user("ana")
                                .tls(EapTls.with(ANA, AUTHORITY.check()).versions(version))
                                .methods(EapMethodType.TLS)
                                .build(),
                        EapAuthenticatorSettings.users(EapUsers.none())
                                .tls(EapTls.with(FOREIGN, AUTHORITY.check()))
                                .methods(EapMethodType.TLS)
                                .build())
                .run();

        assertThat(talk.peerFailure()).isEqualTo("not trusted: SignatureException");
        assertThat(talk.authenticatorFailure()).isEqualTo("the other end sent the TLS alert certificate_unknown");
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void an_authenticator_refuses_an_expired_certificate(TlsVersion version) {
        TlsIdentity expired = AUTHORITY.issue("ana@example", CertificateAuthority.NOW.minusSeconds(1));

        EapConversation talk = tls(EapTls.with(expired, AUTHORITY.check()).versions(version), 1024);

        assertThat(talk.authenticatorFailure()).isEqualTo("not trusted: CertificateExpiredException");
        assertThat(talk.peerFailure()).isEqualTo("the other end sent the TLS alert certificate_unknown");
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void a_tunnelled_password_succeeds(TlsVersion version, TtlsInner inner, EapMethodType innerMethod) {
        EapConversation talk = ttls("sésame", version, inner, innerMethod, GATEWAY);

        assertThat(talk.authenticatorSucceeded().identity()).isEqualTo("ana");
        assertThat(talk.authenticatorSucceeded().method()).isEqualTo(EapMethodType.TTLS);
        assertSameKey(talk);
        assertThat(talk.packets.get(1).data()).isEqualTo(Names.octets("@out"));
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void a_wrong_tunnelled_password_fails(TlsVersion version, TtlsInner inner, EapMethodType innerMethod) {
        EapConversation talk = ttls("sesame", version, inner, innerMethod, GATEWAY);

        assertThat(talk.authenticatorFailure()).isEqualTo("wrong user name or password");
        assertThat(talk.peerVerdict).isInstanceOf(EapPeerReply.Failed.class);
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void no_password_goes_to_an_authenticator_that_is_not_trusted(
            TlsVersion version, TtlsInner inner, EapMethodType innerMethod) {
        EapConversation talk = ttls("sésame", version, inner, innerMethod, FOREIGN);

        assertThat(talk.peerFailure()).isEqualTo("not trusted: SignatureException");
        assertThat(talk.authenticatorFailure()).contains("certificate_unknown");
    }

    @ParameterizedTest
    @EnumSource(TtlsInner.class)
    void an_authenticator_refuses_what_it_does_not_allow_inside(TtlsInner inner) {
        EapConversation talk = EapConversation.of(
                        peer("sésame", inner, EapMethodType.MSCHAPV2, EapTls.trusting(AUTHORITY.check())),
                        EapAuthenticatorSettings.users(EapConversation.ANA)
                                .tls(EapTls.with(GATEWAY, AUTHORITY.check()))
                                .methods(EapMethodType.TTLS)
                                .inner(inner == TtlsInner.PAP ? TtlsInner.EAP : TtlsInner.PAP)
                                .build())
                .run();

        assertThat(talk.authenticatorFailure()).isEqualTo(inner + " inside the tunnel is not allowed");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 100, 1024, 16384})
    void fragments_of_any_size_come_together(int octets) {
        EapTls tls = EapTls.trusting(AUTHORITY.check()).fragmentOctets(octets);
        EapConversation talk = EapConversation.of(
                        peer("sésame", TtlsInner.EAP, EapMethodType.MSCHAPV2, tls), gateway(GATEWAY, octets))
                .run();

        assertSameKey(talk);
    }

    @Test
    void the_keys_of_two_conversations_differ() {
        EapTls ends = EapTls.with(ANA, AUTHORITY.check());

        byte[] one = EapConversation.open(tls(ends, 1024).peerSucceeded().msk());
        byte[] other = EapConversation.open(new EapConversation(
                        EapPeer.of(anaByCertificate(ends), EapConversation.CRYPTO, EapConversation.random(8)),
                        EapAuthenticator.askingIdentity(
                                gateway(GATEWAY, 1024), EapConversation.CRYPTO, EapConversation.random(9)))
                .run()
                .peerSucceeded()
                .msk());

        assertThat(one).hasSize(64).isNotEqualTo(other);
    }

    static Stream<Arguments> tunnels() {
        List<Arguments> all = new ArrayList<>();
        for (TlsVersion version : TlsVersion.values()) {
            all.add(Arguments.of(version, TtlsInner.PAP, EapMethodType.MSCHAPV2));
            all.add(Arguments.of(version, TtlsInner.MSCHAPV2, EapMethodType.MSCHAPV2));
            for (EapMethodType method : PasswordMethodsTest.METHODS) {
                all.add(Arguments.of(version, TtlsInner.EAP, method));
            }
        }
        return all.stream();
    }

    private static void assertSameKey(EapConversation talk) {
        byte[] msk = EapConversation.open(talk.peerSucceeded().msk());
        assertThat(msk)
                .hasSize(64)
                .isEqualTo(EapConversation.open(talk.authenticatorSucceeded().msk()));
        assertThat(EapConversation.isZero(msk, 32)).isFalse();
    }

    private static EapConversation tls(EapTls ana, int gatewayOctets) {
        return EapConversation.of(anaByCertificate(ana), gateway(GATEWAY, gatewayOctets))
                .run();
    }

    private static EapPeerSettings anaByCertificate(EapTls ends) {
        return EapPeerSettings.user("ana").tls(ends).methods(EapMethodType.TLS).build();
    }

    private static EapAuthenticatorSettings gateway(TlsIdentity own, int octets) {
        return EapAuthenticatorSettings.users(EapConversation.ANA)
                .tls(EapTls.with(own, AUTHORITY.check()).fragmentOctets(octets))
                .methods(EapMethodType.TLS, EapMethodType.TTLS)
                .innerMethods(PasswordMethodsTest.METHODS.toArray(EapMethodType[]::new))
                .build();
    }

    private static EapConversation ttls(
            String password, TlsVersion version, TtlsInner inner, EapMethodType innerMethod, TlsIdentity own) {
        EapTls tls = EapTls.trusting(AUTHORITY.check()).versions(version);
        return EapConversation.of(peer(password, inner, innerMethod, tls), gateway(own, 1024))
                .run();
    }

    private static EapPeerSettings peer(String password, TtlsInner inner, EapMethodType innerMethod, EapTls tls) {
        return EapConversation.ana(password)
                .identity("@out")
                .tls(tls)
                .methods(EapMethodType.TTLS)
                .inner(inner)
                .innerMethods(innerMethod)
                .build();
    }
}
