package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EspFramingTest {
    @Test
    void padding_aligns_to_four_octets_even_for_a_stream_cipher() {
        assertThat(EspFraming.paddedOctets(0, 1)).isEqualTo(4);
        assertThat(EspFraming.paddedOctets(2, 1)).isEqualTo(4);
        assertThat(EspFraming.paddedOctets(3, 1)).isEqualTo(8);
        assertThat(EspFraming.paddedOctets(14, 16)).isEqualTo(16);
        assertThat(EspFraming.paddedOctets(15, 16)).isEqualTo(32);
    }

    @Test
    void padding_counts_up_from_one() {
        byte[] buffer = new byte[16];

        EspFraming.writeTrailer(buffer, 0, 11, 16, 41);

        assertThat(buffer).endsWith(0, 1, 2, 3, 3, 41);
        assertThat(EspFraming.payloadOctets(buffer, 0, 16)).isEqualTo(11);
        assertThat(EspFraming.nextHeader(buffer, 0, 16)).isEqualTo(41);
    }

    @Test
    void each_wrong_padding_octet_is_noticed() {
        for (int wrong = 0; wrong < 10; wrong++) {
            byte[] buffer = new byte[16];
            EspFraming.writeTrailer(buffer, 0, 4, 16, 4);
            buffer[4 + wrong] ^= 1;

            assertThat(EspFraming.payloadOctets(buffer, 0, 16))
                    .as("octet %d", wrong)
                    .isEqualTo(-1);
        }
    }

    @Test
    void padding_longer_than_the_packet_is_noticed() {
        byte[] buffer = {1, 2, 3, 4, 5, 6, 7, 4};

        assertThat(EspFraming.payloadOctets(buffer, 0, 8)).isEqualTo(-1);
        assertThat(EspFraming.payloadOctets(buffer, 0, 1)).isEqualTo(-1);
    }
}
