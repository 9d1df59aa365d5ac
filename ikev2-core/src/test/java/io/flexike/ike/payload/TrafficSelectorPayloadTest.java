package io.flexike.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.selector.UnknownSelector;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficSelectorPayloadTest {
    private static final String PACKET_AND_SUBNET = """
            02 00 00 00
            07 11 00 10 00 64 00 64 c6 33 64 42 c6 33 64 42
            07 00 00 10 00 00 ff ff c6 33 64 00 c6 33 64 ff
            """;
    private static final String IPV6 = """
            01 00 00 00
            08 00 00 28 00 00 ff ff
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 00
            20 01 0d b8 ff ff ff ff ff ff ff ff ff ff ff ff
            """;

    @Test
    void a_packet_and_its_subnet_are_read() throws IkeProtocolException {
        TsiPayload tsi = TsiPayload.decode(Octets.buffer(PACKET_AND_SUBNET));
        assertThat(tsi.selectors())
                .containsExactly(
                        AddressSelector.host(IpPrefix.parseAddress("198.51.100.66"))
                                .withProtocol(17)
                                .withPorts(100, 100),
                        AddressSelector.subnet("198.51.100.0/24"));
        assertThat(encode(tsi)).isEqualTo(Octets.of(PACKET_AND_SUBNET));
    }

    @Test
    void ipv6_ranges_are_read() throws IkeProtocolException {
        TsrPayload tsr = TsrPayload.decode(Octets.buffer(IPV6));
        assertThat(tsr.selectors()).containsExactly(AddressSelector.subnet("2001:db8::/32"));
        assertThat(encode(tsr)).isEqualTo(Octets.of(IPV6));
    }

    @Test
    void selectors_of_unknown_type_are_kept_among_others() throws IkeProtocolException {
        String labelled = "02 00 00 00 0a 00 00 07 6c 61 62 07 00 00 10 00 00 ff ff 0a000000 0affffff";
        TsiPayload tsi = TsiPayload.decode(Octets.buffer(labelled));
        assertThat(tsi.selectors())
                .containsExactly(new UnknownSelector(10, 0, Octets.of("6c6162")), AddressSelector.subnet("10.0.0.0/8"));
        assertThat(encode(tsi)).isEqualTo(Octets.of(labelled));
    }

    @Test
    void reserved_octets_are_ignored() throws IkeProtocolException {
        String marked = IPV6.replace("01 00 00 00", "01 aa bb cc");
        assertThat(encode(TsiPayload.decode(Octets.buffer(marked)))).isEqualTo(Octets.of(IPV6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01 00 00",
                "00 00 00 00", // no selector
                "00 00 00 00 07 00 00 10 00 00 ff ff 0a000000 0affffff",
                "01 00 00 00",
                "02 00 00 00 07 00 00 10 00 00 ff ff 0a000000 0affffff", // one too few
                "01 00 00 00 07 00 00 10 00 00 ff ff 0a000000 0affffff 00", // one octet too many
                "01 00 00 00 07 00 00 10 00 00 ff ff 0a000000 0affff",
                "01 00 00 00 07 00 00 0f 00 00 ff ff 0a000000 0affff",
                "01 00 00 00 07 00 00 28 00 00 ff ff 0a000000 0affffff", // length of the other family
                "01 00 00 00 08 00 00 10 00 00 ff ff 0a000000 0affffff",
                "01 00 00 00 07 00 00 11 00 00 ff ff 0a000000 0affffff 00",
                "01 00 00 00 07 00 00 00 00 00 ff ff 0a000000 0affffff",
                "01 00 00 00 07 00 00 10 00 00 ff ff 0affffff 0a000000", // ends before it starts
                "01 00 00 00 07 06 00 10 00 51 00 50 0a000000 0affffff",
                "01 00 00 00 07 06 00 10 ff ff 00 01 0a000000 0affffff", // not quite OPAQUE
                "01 00 00 00 09 00 00 03",
                "01 00 00 00 09 00 00 05",
            })
    void numbers_lengths_and_ranges_that_do_not_fit_are_refused(String hex) {
        assertThatThrownBy(() -> TsiPayload.decode(Octets.buffer(hex))).isInstanceOf(InvalidSyntaxException.class);
        assertThatThrownBy(() -> TsrPayload.decode(Octets.buffer(hex))).isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void what_we_build_is_checked() {
        TrafficSelector one = AddressSelector.any4();
        assertThatThrownBy(() -> new TsiPayload(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TsrPayload(Collections.nCopies(256, one)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new TsrPayload(Collections.nCopies(255, one)).bodyOctets()).isEqualTo(4 + 255 * 16);
    }

    private static byte[] encode(Payload payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.bodyOctets());
        payload.encodeBody(out);
        return out.array();
    }
}
