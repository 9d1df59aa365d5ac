package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.UnsupportedCriticalPayloadException;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SkPayload;
import io.flexike.ike.payload.UnknownPayload;
import io.flexike.ike.payload.VendorIdPayload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedMessageTest {
    private static final IkeHeader HEADER =
            IkeHeader.of(0xa1a2a3a4a5a6a7a8L, 0xb1b2b3b4b5b6b7b8L, ExchangeType.INFORMATIONAL, true, false, 7);
    private static final List<Payload> INNER =
            List.of(NotifyPayload.of(NotifyType.INITIAL_CONTACT), new VendorIdPayload(Octets.of("464c5831")));
    private static final VendorIdPayload CLEAR = new VendorIdPayload(Octets.of("01"));

    // The vectors were made with Python's cryptography 48: HDR, SK {N(INITIAL_CONTACT), V("FLX1")}, keys as in Ciphers.
    private static final byte[] GCM_VECTOR = Octets.of("""
            a1a2a3a4a5a6a7a8b1b2b3b4b5b6b7b82e20250800000007000000492900002d0000000000000007f370638c5d3e9491
            0d86913708d6ea82e9df9c0d83781096b1b2069ee539b203f2
            """);
    /** With padding 1, 2, ... 15 instead of zeros. */
    private static final byte[] CBC_VECTOR = Octets.of("""
            a1a2a3a4a5a6a7a8b1b2b3b4b5b6b7b82e202508000000070000006029000044808182838485868788898a8b8c8d8e8f
            f58b4d29d05605fe187b7b6fd8fc4bc5e00b5bb9ff42a7a695d039d59410eccd54d39a5dc67f43cc7588483a7ab23f46
            """);
    /** HDR, SKF(1 of 2) with the first nine octets of the content. */
    private static final byte[] FRAGMENT_VECTOR = Octets.of("""
            a1a2a3a4a5a6a7a8b1b2b3b4b5b6b7b83520250800000007000000462900002a000100020000000000000007f370638c
            5d3e94910d8695468095a4d78d7a09c8ef03c033bd18
            """);

    private static final MessageFragment FRAGMENT =
            new MessageFragment(PayloadType.NOTIFY, 1, 2, Octets.of("2b00000800004000 00"));

    @Test
    void an_aead_message_of_another_implementation_is_opened_and_made() throws IkeProtocolException {
        assertThat(ProtectedMessage.open(GCM_VECTOR, Ciphers.AES_GCM_256.opening()))
                .isEqualTo(INNER);
        assertThat(ProtectedMessage.seal(HEADER, INNER, Ciphers.AES_GCM_256.sealing(), 7))
                .isEqualTo(GCM_VECTOR);
    }

    @Test
    void a_cbc_message_of_another_implementation_is_opened_whatever_its_padding_holds() throws IkeProtocolException {
        assertThat(ProtectedMessage.open(CBC_VECTOR, Ciphers.AES_CBC_256_SHA_256.opening()))
                .isEqualTo(INNER);
    }

    @Test
    void a_fragment_of_another_implementation_is_opened_and_made() throws IkeProtocolException {
        assertThat(ProtectedMessage.openFragment(FRAGMENT_VECTOR, Ciphers.AES_GCM_256.opening()))
                .isEqualTo(FRAGMENT);
        assertThat(ProtectedMessage.sealFragment(HEADER, FRAGMENT, Ciphers.AES_GCM_256.sealing(), 7))
                .isEqualTo(FRAGMENT_VECTOR);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_sealed_is_opened(Ciphers ciphers) throws IkeProtocolException {
        byte[] message = ProtectedMessage.seal(HEADER, INNER, ciphers.sealing(), 1);
        byte[] before = message.clone();
        assertThat(ProtectedMessage.open(message, ciphers.opening())).isEqualTo(INNER);
        assertThat(message).isEqualTo(before);
        assertThat(IkeMessage.decode(ByteBuffer.wrap(message)).payloads())
                .hasOnlyElementsOfType(SkPayload.class)
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_message_without_payloads_is_sealed_and_opened(Ciphers ciphers) throws IkeProtocolException {
        byte[] message = ProtectedMessage.seal(HEADER, List.of(), ciphers.sealing(), 1);
        assertThat(ProtectedMessage.open(message, ciphers.opening())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void the_padding_is_the_shortest_that_fills_a_block(Ciphers ciphers) throws IkeProtocolException {
        SealingCipher cipher = ciphers.sealing();
        for (int octets = 0; octets < 40; octets++) {
            List<Payload> inner = List.of(new VendorIdPayload(new byte[octets]));
            byte[] message = ProtectedMessage.seal(HEADER, inner, cipher, octets + 1);
            int content = 4 + octets + 1;
            int blocks = (content + cipher.blockOctets() - 1) / cipher.blockOctets() * cipher.blockOctets();
            assertThat(message).hasSize(28 + 4 + cipher.ivOctets() + blocks + cipher.icvOctets());
            assertThat(ProtectedMessage.open(message, ciphers.opening())).isEqualTo(inner);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_octet_is_authenticated(Ciphers ciphers) {
        byte[] message = ProtectedMessage.seal(HEADER, INNER, ciphers.sealing(), 1);
        for (int i = 0; i < message.length; i++) {
            byte[] forged = message.clone();
            forged[i] ^= 0x01;
            assertThatThrownBy(() -> ProtectedMessage.open(forged, ciphers.opening()))
                    .as("octet %d", i)
                    .isInstanceOf(NotAuthenticException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_cut_off_anywhere_is_not_authentic_even_when_its_lengths_say_so(Ciphers ciphers) {
        byte[] message = ProtectedMessage.seal(HEADER, INNER, ciphers.sealing(), 1);
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> ProtectedMessage.open(cut, ciphers.opening()))
                    .isInstanceOf(NotAuthenticException.class);
            if (length >= 32) {
                ByteBuffer.wrap(cut).putInt(24, length).putShort(30, (short) (length - 28));
                assertThatThrownBy(() -> ProtectedMessage.open(cut, ciphers.opening()))
                        .isInstanceOf(NotAuthenticException.class);
            }
        }
    }

    @Test
    void a_message_without_an_encrypted_payload_at_its_end_is_not_authentic() {
        byte[] clear = IkeMessage.encode(HEADER, List.of(CLEAR));
        byte[] empty = IkeMessage.encode(HEADER, List.of());
        for (byte[] message : List.of(clear, empty, FRAGMENT_VECTOR)) {
            assertThatThrownBy(() -> ProtectedMessage.open(message, Ciphers.AES_GCM_256.opening()))
                    .isInstanceOf(NotAuthenticException.class)
                    .hasMessageContaining("no SK payload");
        }
        assertThatThrownBy(() -> ProtectedMessage.openFragment(GCM_VECTOR, Ciphers.AES_GCM_256.opening()))
                .isInstanceOf(NotAuthenticException.class)
                .hasMessageContaining("no SKF payload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000002", "00030002", "00000000", "00010000"})
    void fragments_with_impossible_numbers_are_dropped_before_any_decryption(String numbers) {
        byte[] message = FRAGMENT_VECTOR.clone();
        System.arraycopy(Octets.of(numbers), 0, message, 32, 4);
        assertThatThrownBy(() -> ProtectedMessage.openFragment(message, Ciphers.AES_GCM_256.opening()))
                .isInstanceOf(NotAuthenticException.class)
                .hasMessageContaining("is fragment");
    }

    @Test
    void the_numbers_of_a_fragment_are_authenticated() {
        byte[] message = FRAGMENT_VECTOR.clone();
        message[35] = 3;
        assertThatThrownBy(() -> ProtectedMessage.openFragment(message, Ciphers.AES_GCM_256.opening()))
                .isInstanceOf(NotAuthenticException.class)
                .hasMessageContaining("integrity");
    }

    @ParameterizedTest
    @EnumSource
    void malformed_content_of_an_authentic_message_is_a_fault_of_the_peer(Ciphers ciphers) {
        // a payload that is cut off, octets behind the last payload, octets though there is no payload
        for (String content : List.of("00 00 00 09 01 02 03 04", "00 00 00 04 00 00 00 00")) {
            assertThatThrownBy(() -> ProtectedMessage.open(sealed(ciphers, "2b", content, ""), ciphers.opening()))
                    .isInstanceOf(InvalidSyntaxException.class);
        }
        assertThatThrownBy(() -> ProtectedMessage.open(sealed(ciphers, "00", "00", ""), ciphers.opening()))
                .isInstanceOf(InvalidSyntaxException.class);
    }

    @ParameterizedTest
    @EnumSource
    void more_padding_than_necessary_is_accepted(Ciphers ciphers) throws IkeProtocolException {
        byte[] message = sealed(ciphers, "2b", "00 00 00 05 aa", "ab".repeat(16 + 10) + "1a");
        assertThat(ProtectedMessage.open(message, ciphers.opening()))
                .containsExactly(new VendorIdPayload(Octets.of("aa")));
    }

    @ParameterizedTest
    @EnumSource
    void a_pad_length_longer_than_the_content_is_a_fault_of_the_peer(Ciphers ciphers) {
        for (String padLength : List.of("10", "ff")) {
            byte[] message = sealed(ciphers, "00", "", "00".repeat(15) + padLength);
            assertThatThrownBy(() -> ProtectedMessage.open(message, ciphers.opening()))
                    .isInstanceOf(InvalidSyntaxException.class)
                    .hasMessageContaining("pad length");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_encrypted_payload_inside_another_is_a_fault_of_the_peer(Ciphers ciphers) {
        for (String type : List.of("2e", "35")) {
            byte[] message = sealed(ciphers, type, "00 00 00 08 00 01 00 01", "");
            assertThatThrownBy(() -> ProtectedMessage.open(message, ciphers.opening()))
                    .isInstanceOf(InvalidSyntaxException.class)
                    .hasMessageContaining("not the last");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_critical_payload_inside_is_reported(Ciphers ciphers) {
        List<Payload> inner = List.of(new UnknownPayload(new PayloadType(251), true, new byte[3]));
        byte[] message = ProtectedMessage.seal(HEADER, inner, ciphers.sealing(), 1);
        assertThatThrownBy(() -> ProtectedMessage.open(message, ciphers.opening()))
                .isInstanceOfSatisfying(
                        UnsupportedCriticalPayloadException.class,
                        fault -> assertThat(fault.payloadType()).isEqualTo(251));
    }

    @ParameterizedTest
    @EnumSource
    void payloads_in_front_are_authenticated_checked_and_left_out(Ciphers ciphers) throws IkeProtocolException {
        byte[] message = sealedBehind(ciphers, CLEAR);
        assertThat(ProtectedMessage.open(message, ciphers.opening())).isEqualTo(List.of(CLEAR));
        message[32] ^= 1;
        assertThatThrownBy(() -> ProtectedMessage.open(message, ciphers.opening()))
                .isInstanceOf(NotAuthenticException.class);
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_critical_payload_in_front_is_reported_only_when_the_message_is_authentic(Ciphers ciphers) {
        byte[] message = sealedBehind(ciphers, new UnknownPayload(new PayloadType(251), true, new byte[1]));
        assertThatThrownBy(() -> ProtectedMessage.open(message, ciphers.opening()))
                .isInstanceOf(UnsupportedCriticalPayloadException.class);
        message[message.length - 1] ^= 1;
        assertThatThrownBy(() -> ProtectedMessage.open(message, ciphers.opening()))
                .isInstanceOf(NotAuthenticException.class);
    }

    @Test
    void a_fault_of_the_header_is_dropped_as_nothing_is_verified_yet() {
        byte[] message = GCM_VECTOR.clone();
        message[17] = 0x30;
        assertThatThrownBy(() -> ProtectedMessage.open(message, Ciphers.AES_GCM_256.opening()))
                .isInstanceOf(NotAuthenticException.class)
                .hasMessageContaining("major version 3");
    }

    @Test
    void a_message_that_no_datagram_can_carry_is_not_sealed() {
        List<Payload> inner = List.of(new VendorIdPayload(new byte[65500]));
        assertThatThrownBy(() -> ProtectedMessage.seal(HEADER, inner, Ciphers.AES_GCM_256.sealing(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** HDR, SK with any content; where no padding is said, the shortest with zeros. */
    private static byte[] sealed(Ciphers ciphers, String firstInner, String contentHex, String paddingHex) {
        return sealed(ciphers, Octets.of("2e"), new byte[0], Octets.of(firstInner), contentHex, paddingHex);
    }

    /** HDR, a payload, SK { V }. */
    private static byte[] sealedBehind(Ciphers ciphers, Payload front) {
        ByteBuffer clear = ByteBuffer.allocate(5);
        PayloadChain.encode(List.of(front), clear);
        byte[] octets = clear.array();
        octets[0] = (byte) PayloadType.SK.value();
        byte[] first = {(byte) front.type().value()};
        return sealed(ciphers, first, octets, Octets.of("2b"), "00 00 00 05 01", "");
    }

    private static byte[] sealed(
            Ciphers ciphers, byte[] first, byte[] clear, byte[] firstInner, String contentHex, String paddingHex) {
        SealingCipher cipher = ciphers.sealing();
        byte[] content = Octets.of(contentHex);
        byte[] padding = Octets.of(paddingHex);
        if (padding.length == 0) {
            int count = Math.floorMod(-(content.length + 1), cipher.blockOctets());
            padding = Arrays.copyOf(new byte[count], count + 1);
            padding[count] = (byte) count;
        }
        int plaintext = content.length + padding.length;
        int body = cipher.ivOctets() + plaintext + cipher.icvOctets();
        ByteBuffer out = ByteBuffer.allocate(28 + clear.length + 4 + body);
        HEADER.completed(new PayloadType(first[0] & 0xff), out.capacity()).encode(out);
        out.put(clear).put(firstInner).put((byte) 0).putShort((short) (4 + body));
        int associated = out.position();
        out.position(associated + cipher.ivOctets());
        out.put(content).put(padding);
        cipher.seal(out.array(), 0, associated, plaintext, 1);
        return out.array();
    }
}
