package io.flexike.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.UnsupportedCriticalPayloadException;
import io.flexike.ike.identity.Identity;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads whose body is a few fixed octets and a field. */
class PlainPayloadsTest {
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of("00 1f 00 00 aabbcc", new KePayload(KeyExchangeMethod.CURVE25519, Octets.of("aabbcc"))),
                Arguments.of(
                        "02 00 00 00 68712e6578616d706c65",
                        new IdiPayload(Identity.fqdn("hq.example").toWire())),
                Arguments.of(
                        "01 00 00 00 c0000201",
                        new IdrPayload(Identity.ipAddress("192.0.2.1").toWire())),
                Arguments.of("04 3082", new CertPayload(CertificateEncoding.X509_SIGNATURE, Octets.of("3082"))),
                Arguments.of("04", new CertReqPayload(CertificateEncoding.X509_SIGNATURE, new byte[0])),
                Arguments.of(
                        "0d 000102030405060708090a0b0c0d0e0f10111213",
                        new CertReqPayload(
                                CertificateEncoding.HASH_AND_URL_BUNDLE,
                                Octets.of("000102030405060708090a0b0c0d0e0f10111213"))),
                Arguments.of("0f 01", new CertReqPayload(CertificateEncoding.RAW_PUBLIC_KEY, Octets.of("01"))),
                Arguments.of("02 00 00 00 a1a2", new AuthPayload(AuthMethod.SHARED_KEY, Octets.of("a1a2"))),
                Arguments.of("5e".repeat(32), new NoncePayload(Octets.repeated(0x5e, 32))),
                Arguments.of("", new VendorIdPayload(new byte[0])),
                Arguments.of("4f70656e", new VendorIdPayload(Octets.of("4f70656e"))),
                Arguments.of("01 07 00 05 01", new EapPayload(Octets.of("01 07 00 05 01"))),
                Arguments.of("03 07 00 04", new EapPayload(Octets.of("03 07 00 04"))),
                Arguments.of("a0a1a2", new SkPayload(PayloadType.NOTIFY, Octets.of("a0a1a2"))),
                Arguments.of("00 02 00 03 a0a1", new SkfPayload(PayloadType.NOTIFY, 2, 3, Octets.of("a0a1"))));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void octets_and_payload_mean_each_other(String hex, Payload payload) throws IkeProtocolException {
        ByteBuffer out = ByteBuffer.allocate(payload.bodyOctets());
        payload.encodeBody(out);
        assertThat(out.array()).isEqualTo(Octets.of(hex));
        assertThat(Payload.decode(payload.type(), PayloadType.NOTIFY, false, Octets.buffer(hex)))
                .isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource({
        "34, 001f00, a KE payload without its reserved octets",
        "34, 00, a KE payload without a whole group number",
        "35, 020000, an identification without a whole header",
        "36, 01000000c00002, an IPv4 address of three octets",
        "36, 01000000c000020100, an IPv4 address of five octets",
        "35, 05000000c0000201, an IPv6 address of four octets",
        "37, '', a certificate without encoding",
        "37, 04, a certificate without data",
        "38, '', a certificate request without encoding",
        "38, 04000102030405060708090a0b0c0d0e0f101112, a hash of 19 octets",
        "38, 0c00, a hash of one octet",
        "39, 020000, an AUTH payload without its reserved octets",
        "48, 010700, an EAP message without a whole header",
        "48, 0107000501ff, an EAP message followed by octets",
        "48, 0107000601, an EAP message that is cut off",
        "48, 02070004, an EAP response without type",
        "48, 0407000500, an EAP failure with a type",
        "53, 000000, a fragment without whole numbers",
        "53, 00000001aa, fragment 0",
        "53, 00020001aa, fragment 2 of 1",
        "53, 00000000aa, fragment 0 of 0",
    })
    void malformed_bodies_are_refused(int type, String hex, String why) {
        assertThatThrownBy(() -> Payload.decode(new PayloadType(type), PayloadType.NONE, false, Octets.buffer(hex)))
                .as(why)
                .isInstanceOf(InvalidSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 255, 256})
    void nonces_of_16_to_256_octets_are_accepted(int octets) throws IkeProtocolException {
        assertThat(NoncePayload.decode(ByteBuffer.allocate(octets)).bodyOctets())
                .isEqualTo(octets);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 257, 1000})
    void shorter_and_longer_nonces_are_refused(int octets) {
        assertThatThrownBy(() -> NoncePayload.decode(ByteBuffer.allocate(octets)))
                .isInstanceOf(InvalidSyntaxException.class);
        assertThatThrownBy(() -> new NoncePayload(new byte[octets])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_unknown_payload_is_kept_unless_it_is_critical() throws IkeProtocolException {
        PayloadType type = new PayloadType(200);
        assertThat(Payload.decode(type, PayloadType.NONE, false, Octets.buffer("0102")))
                .isEqualTo(new UnknownPayload(type, false, Octets.of("0102")));
        assertThatThrownBy(() -> Payload.decode(type, PayloadType.NONE, true, Octets.buffer("0102")))
                .isInstanceOfSatisfying(UnsupportedCriticalPayloadException.class, fault -> {
                    assertThat(fault.payloadType()).isEqualTo(200);
                    assertThat(fault.notifyData()).isEqualTo(Octets.of("c8"));
                });
    }

    @Test
    void the_critical_bit_of_a_known_payload_is_ignored() throws IkeProtocolException {
        assertThat(Payload.decode(PayloadType.VENDOR_ID, PayloadType.NONE, true, Octets.buffer("01")))
                .isEqualTo(new VendorIdPayload(Octets.of("01")));
    }

    @Test
    void a_payload_that_is_understood_cannot_be_built_as_an_unknown_one() {
        for (PayloadType known :
                new PayloadType[] {PayloadType.NONE, PayloadType.SA, PayloadType.SK, PayloadType.SKF}) {
            assertThatThrownBy(() -> new UnknownPayload(known, false, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void bodies_that_no_payload_length_can_say_are_refused() {
        int tooMany = Payload.MAX_BODY_OCTETS + 1;
        assertThatThrownBy(() -> new VendorIdPayload(new byte[tooMany])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KePayload(KeyExchangeMethod.ECP_256, new byte[tooMany - 4]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SkPayload(PayloadType.NONE, new byte[tooMany]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UnknownPayload(PayloadType.PS, false, new byte[tooMany]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new VendorIdPayload(new byte[Payload.MAX_BODY_OCTETS]).bodyOctets())
                .isEqualTo(65531);
    }

    @Test
    void secrets_do_not_print() {
        assertThat(new AuthPayload(AuthMethod.SHARED_KEY, Octets.of("a1a2a3a4")))
                .hasToString("AUTH[Shared Key Message Integrity Code, 4 octets]");
        assertThat(new NoncePayload(Octets.repeated(0x5e, 32))).hasToString("Nonce[32 octets]");
        assertThat(new EapPayload(Octets.of("01 07 00 05 01"))).hasToString("EAP[code 1, 5 octets]");
        assertThat(new IdiPayload(Identity.fqdn("hq.example").toWire())).hasToString("IDi[ID_FQDN]");
    }

    @Test
    void arrays_cannot_be_changed_from_outside() {
        byte[] data = {1, 2, 3};
        AuthPayload auth = new AuthPayload(AuthMethod.SHARED_KEY, data);
        data[0] = 9;
        auth.data()[0] = 9;
        assertThat(auth.data()).containsExactly(1, 2, 3);
    }
}
