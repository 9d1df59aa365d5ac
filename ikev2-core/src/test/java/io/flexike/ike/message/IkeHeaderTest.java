package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidMajorVersionException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IkeHeaderTest {
    private static final String HEADER = "0102030405060708 f1f2f3f4f5f6f7f8 29 20 25 28 fffffffe 0000001c";

    @Test
    void every_field_is_read_and_written() throws IkeProtocolException {
        ByteBuffer in = Octets.buffer(HEADER);
        IkeHeader header = IkeHeader.decode(in);
        assertThat(header)
                .isEqualTo(new IkeHeader(
                        0x0102030405060708L,
                        0xf1f2f3f4f5f6f7f8L,
                        PayloadType.NOTIFY,
                        2,
                        0,
                        ExchangeType.INFORMATIONAL,
                        true,
                        true,
                        false,
                        -2,
                        28));
        assertThat(in.hasRemaining()).isFalse();
        ByteBuffer out = ByteBuffer.allocate(IkeHeader.OCTETS);
        header.encode(out);
        assertThat(out.array()).isEqualTo(Octets.of(HEADER));
    }

    @ParameterizedTest
    @CsvSource({"00, false, false, false", "08, true, false, false", "10, false, false, true", "20, false, true, false"
    })
    void each_flag_is_its_own_bit(String flags, boolean initiator, boolean response, boolean higherVersion)
            throws IkeProtocolException {
        byte[] octets = Octets.of(HEADER);
        octets[19] = Octets.of(flags)[0];
        IkeHeader header = IkeHeader.decode(ByteBuffer.wrap(octets));
        assertThat(header.fromInitiator()).isEqualTo(initiator);
        assertThat(header.response()).isEqualTo(response);
        assertThat(header.higherVersion()).isEqualTo(higherVersion);
    }

    @Test
    void reserved_flags_and_the_minor_version_are_ignored() throws IkeProtocolException {
        byte[] octets = Octets.of(HEADER);
        octets[17] = 0x2f;
        octets[19] = (byte) 0xc7;
        IkeHeader header = IkeHeader.decode(ByteBuffer.wrap(octets));
        assertThat(header.minorVersion()).isEqualTo(15);
        assertThat(header.fromInitiator() || header.response() || header.higherVersion())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 15})
    void other_major_versions_are_refused_but_can_be_looked_at(int version) throws IkeProtocolException {
        byte[] octets = Octets.of(HEADER);
        octets[17] = (byte) (version << 4);
        assertThatThrownBy(() -> IkeHeader.decode(ByteBuffer.wrap(octets)))
                .isInstanceOfSatisfying(
                        InvalidMajorVersionException.class,
                        fault -> assertThat(fault.majorVersion()).isEqualTo(version));
        IkeHeader seen = IkeHeader.peek(ByteBuffer.wrap(octets));
        assertThat(seen.majorVersion()).isEqualTo(version);
        assertThat(seen.initiatorSpi()).isEqualTo(0x0102030405060708L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000001b", "0000001d", "00000000", "8000001c", "ffffffff"})
    void a_length_that_is_not_that_of_the_datagram_is_refused(String length) {
        String changed = HEADER.substring(0, HEADER.length() - 8) + length;
        assertThatThrownBy(() -> IkeHeader.decode(Octets.buffer(changed))).isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void octets_behind_the_message_are_refused() {
        assertThatThrownBy(() -> IkeHeader.decode(Octets.buffer(HEADER + "00")))
                .isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void the_initiators_spi_is_never_zero() {
        assertThatThrownBy(() -> IkeHeader.decode(Octets.buffer("0000000000000000" + HEADER.substring(16))))
                .isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void a_header_cut_off_anywhere_is_refused() {
        byte[] octets = Octets.of(HEADER);
        for (int length = 0; length < octets.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(octets, length));
            assertThatThrownBy(() -> IkeHeader.peek(cut)).isInstanceOf(InvalidSyntaxException.class);
            assertThatThrownBy(() -> IkeHeader.decode(cut)).isInstanceOf(InvalidSyntaxException.class);
        }
    }

    @Test
    void peeking_moves_nothing_and_byte_order_of_the_buffer_does_not_matter() throws IkeProtocolException {
        ByteBuffer in = Octets.buffer("ffff", HEADER).position(2).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(IkeHeader.peek(in)).isEqualTo(IkeHeader.decode(in.duplicate()));
        assertThat(in.position()).isEqualTo(2);
    }

    @Test
    void a_response_has_the_same_ids_and_the_other_direction() {
        IkeHeader request = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, 7);
        assertThat(request.toResponse()).isEqualTo(IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, false, true, 7));
        assertThat(request).hasToString("0000000000000001:0000000000000002 IKE_AUTH request 7 from the initiator");
    }
}
