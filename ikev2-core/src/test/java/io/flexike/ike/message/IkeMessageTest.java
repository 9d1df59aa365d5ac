package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.UnsupportedCriticalPayloadException;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.SkPayload;
import io.flexike.ike.payload.UnknownPayload;
import io.flexike.ike.payload.VendorIdPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class IkeMessageTest {
    /** HDR(A,0), SAi1, KEi, Ni, N(NAT_DETECTION_SOURCE_IP), written by hand from RFC 7296 3. */
    private static final String IKE_SA_INIT = """
            a1a2a3a4a5a6a7a8 0000000000000000 21 20 22 08 00000000 0000009c
            22 00 0028  00 00 0024 01 01 00 03
                        03 00 000c 01 00 0014 800e 0080
                        03 00 0008 02 00 0005
                        00 00 0008 04 00 001f
            28 00 0028  001f 0000 404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f
            29 00 0014  0102030405060708090a0b0c0d0e0f10
            00 00 001c  00 00 4004 101112131415161718191a1b1c1d1e1f20212223
            """;

    private static final IkeHeader INIT =
            IkeHeader.of(0xa1a2a3a4a5a6a7a8L, 0, ExchangeType.IKE_SA_INIT, true, false, 0);
    private static final VendorIdPayload VENDOR = new VendorIdPayload(Octets.of("0102"));

    private static List<Payload> initPayloads() {
        byte[] publicValue = new byte[32];
        for (int i = 0; i < 32; i++) {
            publicValue[i] = (byte) (0x40 + i);
        }
        return List.of(
                SaPayload.ofIkeInit(List.of(Proposal.ike()
                        .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                        .prf(PrfAlgorithm.HMAC_SHA2_256)
                        .keyExchange(KeyExchangeMethod.CURVE25519)
                        .build())),
                new KePayload(KeyExchangeMethod.CURVE25519, publicValue),
                new NoncePayload(Octets.of("0102030405060708090a0b0c0d0e0f10")),
                NotifyPayload.of(
                        NotifyType.NAT_DETECTION_SOURCE_IP, Octets.of("101112131415161718191a1b1c1d1e1f20212223")));
    }

    @Test
    void an_ike_sa_init_request_is_read_and_written() throws IkeProtocolException {
        ByteBuffer datagram = Octets.buffer(IKE_SA_INIT);
        IkeMessage message = IkeMessage.decode(datagram);
        assertThat(datagram.hasRemaining()).isFalse();
        assertThat(message.payloads()).isEqualTo(initPayloads());
        assertThat(message.header().exchange()).isEqualTo(ExchangeType.IKE_SA_INIT);
        assertThat(message.header().length()).isEqualTo(0x9c);
        assertThat(IkeMessage.encode(INIT, initPayloads())).isEqualTo(Octets.of(IKE_SA_INIT));
        assertThat(message).hasToString("HDR, SA, KE, Nonce, N(NAT_DETECTION_SOURCE_IP)");
    }

    @Test
    void a_message_cut_off_anywhere_is_refused_even_when_its_length_says_so() {
        byte[] octets = Octets.of(IKE_SA_INIT);
        for (int length = 0; length < octets.length; length++) {
            byte[] cut = Arrays.copyOf(octets, length);
            assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(cut)))
                    .isInstanceOf(InvalidSyntaxException.class);
            if (length >= IkeHeader.OCTETS) {
                ByteBuffer.wrap(cut).putInt(24, length);
                assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(cut)))
                        .isInstanceOf(InvalidSyntaxException.class);
            }
        }
    }

    @Test
    void payloads_are_found_by_kind_and_notifications_by_type() throws IkeProtocolException {
        IkeMessage message = IkeMessage.decode(Octets.buffer(IKE_SA_INIT));
        assertThat(message.first(NoncePayload.class)).isPresent();
        assertThat(message.first(VendorIdPayload.class)).isEmpty();
        assertThat(message.all(NotifyPayload.class)).hasSize(1);
        assertThat(message.notification(NotifyType.NAT_DETECTION_SOURCE_IP)).isPresent();
        assertThat(message.notification(NotifyType.COOKIE)).isEmpty();
    }

    @Test
    void payloads_may_stand_in_any_order() throws IkeProtocolException {
        List<Payload> reversed = new ArrayList<>(initPayloads());
        Collections.reverse(reversed);
        assertThat(IkeMessage.decode(ByteBuffer.wrap(IkeMessage.encode(INIT, reversed)))
                        .payloads())
                .isEqualTo(reversed);
    }

    @Test
    void a_message_without_payloads_is_a_header_alone() throws IkeProtocolException {
        byte[] octets = IkeMessage.encode(INIT, List.of());
        assertThat(octets).hasSize(28);
        assertThat(IkeMessage.decode(ByteBuffer.wrap(octets)).payloads()).isEmpty();
        assertThat(new IkeMessage(INIT, List.of())).hasToString("HDR");
    }

    @Test
    void octets_behind_the_last_payload_are_refused() {
        byte[] octets = Arrays.copyOf(IkeMessage.encode(INIT, List.of(VENDOR)), 28 + 6 + 1);
        ByteBuffer.wrap(octets).putInt(24, octets.length);
        assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(octets)))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("follow the last payload");
    }

    @Test
    void an_announced_payload_that_is_missing_is_refused() {
        byte[] octets = IkeMessage.encode(INIT, List.of(VENDOR));
        octets[28] = 40;
        assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(octets))).isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void payload_lengths_shorter_than_their_header_are_refused() {
        for (int length = 0; length < 4; length++) {
            byte[] octets = IkeMessage.encode(INIT, List.of(VENDOR));
            octets[31] = (byte) length;
            assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(octets)))
                    .isInstanceOf(InvalidSyntaxException.class);
        }
    }

    @Test
    void sixty_four_payloads_are_read_and_more_are_refused() throws IkeProtocolException {
        byte[] most = IkeMessage.encode(INIT, Collections.nCopies(64, VENDOR));
        assertThat(IkeMessage.decode(ByteBuffer.wrap(most)).payloads()).hasSize(64);
        assertThatThrownBy(() -> IkeMessage.encode(INIT, Collections.nCopies(65, VENDOR)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] tooMany = Arrays.copyOf(most, most.length + 6);
        ByteBuffer.wrap(tooMany)
                .putInt(24, tooMany.length)
                .put(28 + 63 * 6, (byte) 43)
                .put(most.length + 3, (byte) 6);
        assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(tooMany)))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("more than 64 payloads");
    }

    @Test
    void an_encrypted_payload_is_the_last_one() throws IkeProtocolException {
        SkPayload sk = new SkPayload(PayloadType.IDI, Octets.of("a1a2a3a4"));
        byte[] octets = IkeMessage.encode(INIT, List.of(VENDOR, sk));
        assertThat(octets[28 + 6]).isEqualTo((byte) 35);
        assertThat(IkeMessage.decode(ByteBuffer.wrap(octets)).payloads()).containsExactly(VENDOR, sk);
        assertThatThrownBy(() -> IkeMessage.encode(INIT, List.of(sk, VENDOR)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] followed = Arrays.copyOf(octets, octets.length + 1);
        ByteBuffer.wrap(followed).putInt(24, followed.length);
        assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(followed)))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("not the last");
    }

    @Test
    void an_unknown_critical_payload_rejects_the_message_and_an_uncritical_one_is_kept() throws IkeProtocolException {
        UnknownPayload critical = new UnknownPayload(new PayloadType(250), true, Octets.of("01"));
        byte[] octets = IkeMessage.encode(INIT, List.of(VENDOR, critical));
        assertThatThrownBy(() -> IkeMessage.decode(ByteBuffer.wrap(octets)))
                .isInstanceOfSatisfying(
                        UnsupportedCriticalPayloadException.class,
                        fault -> assertThat(fault.payloadType()).isEqualTo(250));
        octets[28 + 6 + 1] = 0x7f;
        assertThat(IkeMessage.decode(ByteBuffer.wrap(octets)).payloads())
                .containsExactly(VENDOR, new UnknownPayload(new PayloadType(250), false, Octets.of("01")));
    }

    @Test
    void the_critical_bit_of_a_known_payload_is_ignored_and_never_set() throws IkeProtocolException {
        byte[] octets = IkeMessage.encode(INIT, List.of(VENDOR));
        assertThat(octets[29]).isZero();
        octets[29] = (byte) 0xff;
        assertThat(IkeMessage.decode(ByteBuffer.wrap(octets)).payloads()).containsExactly(VENDOR);
    }

    @Test
    void a_message_that_no_datagram_can_carry_is_not_built() {
        VendorIdPayload large = new VendorIdPayload(new byte[40000]);
        assertThatThrownBy(() -> IkeMessage.encode(INIT, List.of(large, large)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
