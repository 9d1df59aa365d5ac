package io.flexike.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeletePayloadTest {
    @Test
    void the_ike_sa_is_deleted_without_an_spi() throws IkeProtocolException {
        DeletePayload delete = decode("01 00 00 00");
        assertThat(delete).isEqualTo(DeletePayload.ikeSa());
        assertThat(delete.isIkeSa()).isTrue();
        assertThat(delete.childSpis()).isEmpty();
        assertThat(encode(delete)).isEqualTo(Octets.of("01 00 00 00"));
    }

    @Test
    void child_sas_are_deleted_by_their_spis() throws IkeProtocolException {
        DeletePayload delete = decode("03 04 00 02 01020304 f1f2f3f4");
        assertThat(delete).isEqualTo(DeletePayload.espSas(0x01020304, 0xf1f2f3f4));
        assertThat(delete.childSpis()).containsExactly(0x01020304, 0xf1f2f3f4);
        assertThat(delete.isIkeSa()).isFalse();
        assertThat(encode(delete)).isEqualTo(Octets.of("03 04 00 02 01020304 f1f2f3f4"));
    }

    @Test
    void an_empty_list_of_child_sas_is_read() throws IkeProtocolException {
        assertThat(decode("03 04 00 00")).isEqualTo(DeletePayload.espSas());
        assertThat(encode(DeletePayload.espSas())).isEqualTo(Octets.of("03 04 00 00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "03 04 00",
                "01 08 00 01 0102030405060708", // the IKE SA has no SPI here
                "01 08 00 00",
                "03 04 00 01",
                "03 04 00 01 010203",
                "03 04 00 01 0102030405",
                "03 04 00 02 01020304",
                "03 08 00 01 0102030405060708",
                "03 00 00 00",
                "03 00 ff ff",
                "c9 00 ff ff", // as many SPIs of no octets as one likes
                "c9 02 00 01 010203",
            })
    void sizes_and_numbers_that_do_not_fit_are_refused(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void the_spis_cannot_be_changed_from_outside() {
        byte[] spi = {1, 2, 3, 4};
        DeletePayload delete = new DeletePayload(SecurityProtocol.AH, List.of(spi));
        spi[0] = 9;
        delete.spis().get(0)[0] = 9;
        assertThat(delete.childSpis()).containsExactly(0x01020304);
    }

    @Test
    void what_we_build_is_checked() {
        assertThatThrownBy(() -> new DeletePayload(SecurityProtocol.ESP, List.of(new byte[4], new byte[5])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeletePayload(SecurityProtocol.IKE, List.of(new byte[8])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DeletePayload.espSas(new int[16382])).isInstanceOf(IllegalArgumentException.class);
        assertThat(DeletePayload.espSas(new int[16381]).childSpis()).hasSize(16381);
    }

    private static DeletePayload decode(String hex) throws IkeProtocolException {
        return DeletePayload.decode(Octets.buffer(hex));
    }

    private static byte[] encode(DeletePayload delete) {
        ByteBuffer out = ByteBuffer.allocate(delete.bodyOctets());
        delete.encodeBody(out);
        return out.array();
    }
}
