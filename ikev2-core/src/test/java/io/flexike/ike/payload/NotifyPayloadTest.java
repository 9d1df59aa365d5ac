package io.flexike.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.Octets;
import io.flexike.ike.error.ChildSaNotFoundException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidKePayloadException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifyPayloadTest {
    @Test
    void a_cookie_is_read() throws IkeProtocolException {
        NotifyPayload cookie = decode("00 00 40 06 c0 0c 1e");
        assertThat(cookie).isEqualTo(NotifyPayload.of(NotifyType.COOKIE, Octets.of("c00c1e")));
        assertThat(cookie.isError()).isFalse();
        assertThat(encode(cookie)).isEqualTo(Octets.of("00 00 40 06 c0 0c 1e"));
    }

    @Test
    void a_rekeyed_child_sa_is_named_by_its_spi() throws IkeProtocolException {
        NotifyPayload rekey = decode("03 04 40 09 c0 ff ee 01");
        assertThat(rekey).isEqualTo(NotifyPayload.ofChildSa(NotifyType.REKEY_SA, SecurityProtocol.ESP, 0xc0ffee01));
        assertThat(rekey.data()).isEmpty();
    }

    @Test
    void a_fault_becomes_the_notification_that_reports_it() {
        assertThat(encode(NotifyPayload.of(new InvalidKePayloadException(KeyExchangeMethod.ECP_256))))
                .isEqualTo(Octets.of("00 00 00 11 00 13"));
        assertThat(encode(NotifyPayload.of(new ChildSaNotFoundException(SecurityProtocol.ESP, 0x01020304))))
                .isEqualTo(Octets.of("03 04 00 2c 01 02 03 04"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 00 40 01 00 00 00 05", // protocol IKE without an SPI, as older implementations send it
                "03 00 00 0e", // protocol ESP without an SPI
                "01 08 40 09 0102030405060708",
                "02 04 00 0b 01020304",
                "ff 03 00 0b 010203",
                "00 00 ff ff",
            })
    void whatever_has_an_spi_of_its_protocol_or_none_is_read(String hex) throws IkeProtocolException {
        assertThat(encode(decode(hex))).isEqualTo(Octets.of(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00 00 40",
                "03 04 40 09 c0 ff ee",
                "03 08 40 09 0102030405060708",
                "02 03 40 09 010203",
                "01 04 40 09 01020304",
                "00 04 40 09 01020304",
                "ff ff 40 09 01020304",
            })
    void other_spis_and_missing_octets_are_refused(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void what_we_build_is_checked() {
        assertThatThrownBy(() -> new NotifyPayload(SecurityProtocol.ESP, new byte[8], NotifyType.REKEY_SA, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NotifyPayload.of(NotifyType.COOKIE, new byte[65528]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(NotifyPayload.of(NotifyType.COOKIE, new byte[65527]).bodyOctets())
                .isEqualTo(Payload.MAX_BODY_OCTETS);
    }

    private static NotifyPayload decode(String hex) throws IkeProtocolException {
        return NotifyPayload.decode(Octets.buffer(hex));
    }

    private static byte[] encode(NotifyPayload notify) {
        ByteBuffer out = ByteBuffer.allocate(notify.bodyOctets());
        notify.encodeBody(out);
        return out.array();
    }
}
