package io.flexike.ike.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OuterAddressesTest {
    private static InetAddress ip(String text) {
        return new InetSocketAddress(text, 0).getAddress();
    }

    private static ReceivedPayloads message(List<Payload> payloads) {
        return ReceivedPayloads.of(payloads, ExchangeType.INFORMATIONAL, false, true);
    }

    @Test
    void addresses_of_both_families_come_back_as_they_were_told() {
        List<InetAddress> addresses = List.of(ip("192.0.2.1"), ip("2001:db8::1"));
        List<Payload> payloads = new ArrayList<>();
        OuterAddresses.addAdditional(payloads, addresses);
        assertThat(OuterAddresses.additional(message(payloads))).isEqualTo(addresses);
    }

    @Test
    void malformed_and_impossible_addresses_are_left_out_and_their_number_is_bounded() {
        List<Payload> payloads = new ArrayList<>();
        for (int octets = 0; octets <= 17; octets++) {
            payloads.add(NotifyPayload.of(NotifyType.ADDITIONAL_IP4_ADDRESS, new byte[octets]));
            payloads.add(NotifyPayload.of(NotifyType.ADDITIONAL_IP6_ADDRESS, new byte[octets]));
        }
        payloads.add(NotifyPayload.of(NotifyType.ADDITIONAL_IP4_ADDRESS, new byte[] {(byte) 224, 0, 0, 1}));
        assertThat(OuterAddresses.additional(message(payloads))).isEmpty();
        for (int last = 1; last < 100; last++) {
            payloads.add(NotifyPayload.of(NotifyType.ADDITIONAL_IP4_ADDRESS, new byte[] {10, 0, 0, (byte) last}));
        }
        assertThat(OuterAddresses.additional(message(payloads))).hasSize(OuterAddresses.MOST);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.2, 4500, true",
        "192.0.2.1, 192.0.2.2, 0, false",
        "192.0.2.1, 2001:db8::1, 4500, false",
        "192.0.2.1, 127.0.0.1, 4500, false",
        "127.0.0.1, 127.0.0.2, 4500, true",
        "127.0.0.1, 192.0.2.1, 4500, false",
        "192.0.2.1, 239.1.2.3, 4500, false",
        "192.0.2.1, 255.255.255.255, 4500, false",
        "2001:db8::1, ::, 4500, false",
        "2001:db8::1, fe80::1, 4500, true"
    })
    void only_a_host_of_our_family_on_a_real_port_is_acceptable(
            String local, String remote, int port, boolean acceptable) {
        Path path = new Path(new InetSocketAddress(local, 4500), new InetSocketAddress(remote, port), true);
        assertThat(OuterAddresses.isAcceptable(path)).isEqualTo(acceptable);
    }

    @Test
    void a_nat_is_forbidden_only_if_the_sender_says_so_and_sees_other_ends() {
        Path sent = new Path(new InetSocketAddress("192.0.2.1", 500), new InetSocketAddress("192.0.2.2", 500), false);
        ReceivedPayloads strict = message(List.of(OuterAddresses.noNatsAllowed(sent)));
        assertThat(OuterAddresses.hasForbiddenNat(strict, sent.reversed())).isFalse();
        Path changed = sent.reversed().withRemote(new InetSocketAddress("192.0.2.1", 501));
        assertThat(OuterAddresses.hasForbiddenNat(strict, changed)).isTrue();
        assertThat(OuterAddresses.hasForbiddenNat(message(List.of()), changed)).isFalse();
    }
}
