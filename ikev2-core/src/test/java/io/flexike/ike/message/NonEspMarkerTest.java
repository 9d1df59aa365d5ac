package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class NonEspMarkerTest {
    @Test
    void what_was_prepended_is_found_and_removed() {
        byte[] message = {1, 2, 3};
        byte[] datagram = NonEspMarker.prepend(message);
        assertThat(datagram).containsExactly(0, 0, 0, 0, 1, 2, 3);
        assertThat(NonEspMarker.isPresent(datagram)).isTrue();
        assertThat(NonEspMarker.remove(datagram)).isEqualTo(message);
    }

    @Test
    void an_spi_is_no_marker_wherever_its_octet_is() {
        for (int i = 0; i < 4; i++) {
            byte[] esp = new byte[12];
            esp[i] = (byte) 0x80;
            assertThat(NonEspMarker.isPresent(esp)).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> NonEspMarker.remove(esp));
        }
        assertThat(NonEspMarker.isPresent(new byte[3])).isFalse();
        assertThat(NonEspMarker.isPresent(new byte[4])).isTrue();
    }

    @Test
    void a_keepalive_is_one_octet_of_ones() {
        assertThat(NonEspMarker.isKeepalive(new byte[] {(byte) 0xff})).isTrue();
        assertThat(NonEspMarker.isKeepalive(new byte[] {(byte) 0xff, (byte) 0xff}))
                .isFalse();
        assertThat(NonEspMarker.isKeepalive(new byte[] {0})).isFalse();
        assertThat(NonEspMarker.isKeepalive(new byte[0])).isFalse();
    }
}
