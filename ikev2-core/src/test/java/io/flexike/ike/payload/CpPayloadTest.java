package io.flexike.ike.payload;

import static io.flexike.ike.payload.ConfigurationAttributeType.INTERNAL_IP4_ADDRESS;
import static io.flexike.ike.payload.ConfigurationAttributeType.INTERNAL_IP4_DNS;
import static io.flexike.ike.payload.ConfigurationAttributeType.INTERNAL_IP4_SUBNET;
import static io.flexike.ike.payload.ConfigurationAttributeType.INTERNAL_IP6_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.selector.IpPrefix;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpPayloadTest {
    @Test
    void a_request_asks_with_empty_attributes() throws IkeProtocolException {
        String request = "01 00 00 00 0001 0000 0003 0000 0008 0000";
        CpPayload cp = decode(request);
        assertThat(cp)
                .isEqualTo(new CpPayload(
                        ConfigurationType.REQUEST,
                        List.of(
                                ConfigurationAttribute.empty(INTERNAL_IP4_ADDRESS),
                                ConfigurationAttribute.empty(INTERNAL_IP4_DNS),
                                ConfigurationAttribute.empty(INTERNAL_IP6_ADDRESS))));
        assertThat(cp.attributes()).allMatch(ConfigurationAttribute::isEmpty);
        assertThat(encode(cp)).isEqualTo(Octets.of(request));
    }

    @Test
    void a_reply_carries_addresses_and_subnets() throws IkeProtocolException {
        String reply = """
                02 00 00 00
                0001 0004 0aff0007
                000d 0008 c6336400 ffffffc0
                0008 0011 20010db8000000010002000300040005 40
                000f 0011 20010db8000000000000000000000000 20
                """;
        CpPayload cp = decode(reply);
        assertThat(cp)
                .isEqualTo(new CpPayload(
                        ConfigurationType.REPLY,
                        List.of(
                                ConfigurationAttribute.ofAddress(
                                        INTERNAL_IP4_ADDRESS, IpPrefix.parseAddress("10.255.0.7")),
                                ConfigurationAttribute.ofSubnet(IpPrefix.parse("198.51.100.0/26")),
                                ConfigurationAttribute.ofIp6Address(IpPrefix.parseAddress("2001:db8:0:1:2:3:4:5"), 64),
                                ConfigurationAttribute.ofSubnet(IpPrefix.parse("2001:db8::/32")))));
        assertThat(cp.first(INTERNAL_IP4_ADDRESS).orElseThrow().address())
                .contains(IpPrefix.parseAddress("10.255.0.7"));
        assertThat(cp.first(INTERNAL_IP4_SUBNET).orElseThrow().subnet()).contains(IpPrefix.parse("198.51.100.0/26"));
        assertThat(cp.first(INTERNAL_IP6_ADDRESS).orElseThrow().address())
                .contains(IpPrefix.parseAddress("2001:db8:0:1:2:3:4:5"));
        assertThat(cp.first(INTERNAL_IP6_ADDRESS).orElseThrow().prefixLength()).hasValue(64);
        assertThat(cp.attributes().get(3).subnet()).contains(IpPrefix.parse("2001:db8::/32"));
        assertThat(encode(cp)).isEqualTo(Octets.of(reply));
    }

    @Test
    void unknown_and_private_attributes_are_kept() throws IkeProtocolException {
        String reply = "03 00 00 00 7000 0003 616263 7fff 0000";
        CpPayload cp = decode(reply);
        assertThat(cp.first(ConfigurationAttributeType.UNITY_BANNER)
                        .orElseThrow()
                        .value())
                .isEqualTo(Octets.of("616263"));
        assertThat(encode(cp)).isEqualTo(Octets.of(reply));
    }

    @Test
    void the_reserved_bit_of_an_attribute_and_reserved_octets_are_ignored() throws IkeProtocolException {
        assertThat(decode("01 aa bb cc 8001 0000")).isEqualTo(decode("01 00 00 00 0001 0000"));
    }

    @Test
    void a_payload_without_attributes_is_read() throws IkeProtocolException {
        assertThat(decode("04 00 00 00")).isEqualTo(new CpPayload(ConfigurationType.ACK, List.of()));
    }

    @Test
    void all_attributes_of_a_type_are_found_in_order() throws IkeProtocolException {
        CpPayload cp = decode("02 00 00 00 0003 0004 0a000001 0001 0004 0a000009 0003 0004 0a000002");
        assertThat(cp.all(INTERNAL_IP4_DNS))
                .extracting(each -> IpPrefix.format(each.address().orElseThrow()))
                .containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(cp.first(INTERNAL_IP6_ADDRESS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02 00 00",
                "02 00 00 00 00",
                "02 00 00 00 0001 00",
                "02 00 00 00 0001 0004 0a0000",
                "02 00 00 00 0001 0003 0a0000",
                "02 00 00 00 0001 0005 0a00000001",
                "02 00 00 00 0002 0001 ff",
                "02 00 00 00 0003 0010 00000000000000000000000000000000",
                "02 00 00 00 0008 0010 00000000000000000000000000000000",
                "02 00 00 00 000a 0004 0a000001",
                "02 00 00 00 000d 0004 0a000000",
                "02 00 00 00 000e 0003 000100",
                "02 00 00 00 000f 0010 00000000000000000000000000000000",
                "02 00 00 00 7000 ffff 61",
            })
    void attributes_whose_length_does_not_fit_are_refused(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void a_thousand_attributes_are_read_and_very_many_are_refused() throws IkeProtocolException {
        assertThat(decode("01000000" + "00030000".repeat(1024)).attributes()).hasSize(1024);
        assertThatThrownBy(() -> decode("01000000" + "00030000".repeat(1025)))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("more than 1024");
    }

    @Test
    void a_subnet_with_a_torn_mask_or_an_impossible_length_is_no_prefix() throws IkeProtocolException {
        assertThat(subnetOf("000d 0008 0a000000 ff00ff00")).isEmpty();
        assertThat(subnetOf("000d 0008 0a000000 00000001")).isEmpty();
        assertThat(subnetOf("000f 0011 20010db8000000000000000000000000 81")).isEmpty();
        assertThat(subnetOf("000d 0008 0a000001 ffffffff")).contains(IpPrefix.parse("10.0.0.1/32"));
        assertThat(subnetOf("000d 0008 0a000001 00000000")).contains(IpPrefix.parse("0.0.0.0/0"));
    }

    @Test
    void what_we_build_is_checked() {
        assertThatThrownBy(() -> new ConfigurationAttribute(INTERNAL_IP4_ADDRESS, new byte[5]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConfigurationAttribute.ofIp6Address(IpPrefix.parseAddress("::1"), 129))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConfigurationAttribute.ofIp6Address(IpPrefix.parseAddress("10.0.0.1"), 32))
                .isInstanceOf(IllegalArgumentException.class);
        ConfigurationAttribute long1 =
                new ConfigurationAttribute(ConfigurationAttributeType.UNITY_BANNER, new byte[40000]);
        assertThatThrownBy(() -> new CpPayload(ConfigurationType.REPLY, List.of(long1, long1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CpPayload(
                        ConfigurationType.REPLY,
                        Collections.nCopies(1025, ConfigurationAttribute.empty(INTERNAL_IP4_DNS))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Optional<IpPrefix> subnetOf(String attribute) throws IkeProtocolException {
        return decode("02 00 00 00" + attribute).attributes().get(0).subnet();
    }

    private static CpPayload decode(String hex) throws IkeProtocolException {
        return CpPayload.decode(Octets.buffer(hex));
    }

    private static byte[] encode(CpPayload cp) {
        ByteBuffer out = ByteBuffer.allocate(cp.bodyOctets());
        cp.encodeBody(out);
        return out.array();
    }
}
