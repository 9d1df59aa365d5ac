package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.view;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.packet.PacketView;
import io.flexike.esp.spd.SelectorSet;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private static SelectorSet set(Selector local, Selector remote) {
        return new SelectorSet(List.of(local.compile()), List.of(remote.compile()));
    }

    private static Selector any() {
        return Selector.any4();
    }

    @Test
    void addresses_are_compared_in_both_directions() {
        SelectorSet selectors = set(Selector.subnet("10.1.0.0/16"), Selector.subnet("10.2.0.0/16"));

        assertThat(selectors.matchesOutbound(view(packet("10.1.255.255", "10.2.0.0", UDP))))
                .isTrue();
        assertThat(selectors.matchesOutbound(view(packet("10.2.0.1", "10.1.0.1", UDP))))
                .isFalse();
        assertThat(selectors.matchesOutbound(view(packet("10.0.255.255", "10.2.0.1", UDP))))
                .isFalse();
        assertThat(selectors.matchesOutbound(view(packet("10.1.0.1", "10.3.0.0", UDP))))
                .isFalse();
        assertThat(selectors.matchesInbound(view(packet("10.2.0.1", "10.1.0.1", UDP))))
                .isTrue();
        assertThat(selectors.matchesInbound(view(packet("10.1.0.1", "10.2.0.1", UDP))))
                .isFalse();
    }

    @Test
    void ranges_that_are_no_prefixes_end_where_they_say() {
        SelectorSet selectors = set(any(), Selector.range(address("10.0.0.5"), address("10.0.1.7")));

        assertThat(selectors.matchesOutbound(view(packet("1.1.1.1", "10.0.0.4", UDP))))
                .isFalse();
        assertThat(selectors.matchesOutbound(view(packet("1.1.1.1", "10.0.0.5", UDP))))
                .isTrue();
        assertThat(selectors.matchesOutbound(view(packet("1.1.1.1", "10.0.1.7", UDP))))
                .isTrue();
        assertThat(selectors.matchesOutbound(view(packet("1.1.1.1", "10.0.1.8", UDP))))
                .isFalse();
    }

    @Test
    void ipv6_addresses_compare_as_unsigned_numbers() {
        SelectorSet selectors = set(Selector.any6(), Selector.range(address("7fff::"), address("8000::ffff:0:0:0")));

        assertThat(selectors.matchesOutbound(view(packet("fd00::1", "8000::fffe:ffff:ffff:ffff", UDP))))
                .isTrue();
        assertThat(selectors.matchesOutbound(view(packet("fd00::1", "8000::ffff:0:0:1", UDP))))
                .isFalse();
        assertThat(selectors.matchesOutbound(view(packet("fd00::1", "7ffe:ffff::", UDP))))
                .isFalse();
    }

    @Test
    void the_ip_version_has_to_be_the_same() {
        assertThat(set(Selector.any6(), Selector.any6()).matchesOutbound(view(packet("10.0.0.1", "10.0.0.2", UDP))))
                .isFalse();
    }

    @Test
    void ports_are_those_of_each_side() {
        SelectorSet selectors =
                set(any().onlyProtocol(TCP), any().onlyProtocol(TCP).onlyPorts(80, 81));

        assertThat(selectors.matchesOutbound(view(withPorts("1.1.1.1", "2.2.2.2", TCP, 5000, 80))))
                .isTrue();
        assertThat(selectors.matchesOutbound(view(withPorts("1.1.1.1", "2.2.2.2", TCP, 80, 5000))))
                .isFalse();
        assertThat(selectors.matchesOutbound(view(withPorts("1.1.1.1", "2.2.2.2", UDP, 5000, 80))))
                .isFalse();
        assertThat(selectors.matchesInbound(view(withPorts("2.2.2.2", "1.1.1.1", TCP, 81, 5000))))
                .isTrue();
        assertThat(selectors.matchesInbound(view(withPorts("2.2.2.2", "1.1.1.1", TCP, 82, 5000))))
                .isFalse();
    }

    // RFC 4301 7.1: without ports, only selectors for any port match
    @Test
    void later_fragments_match_only_any_port_or_opaque() {
        PacketView fragment = view(laterFragment());
        Selector udp = any().onlyProtocol(UDP);

        assertThat(set(udp, udp).matchesOutbound(fragment)).isTrue();
        assertThat(set(udp, udp.onlyPorts(53, 53)).matchesOutbound(fragment)).isFalse();
        assertThat(set(udp, udp.onlyPorts(65535, 0)).matchesOutbound(fragment)).isTrue();
        assertThat(set(udp, udp.onlyPorts(65535, 0)).matchesOutbound(view(withPorts("1.1.1.1", "2.2.2.2", UDP, 1, 2))))
                .isFalse();
    }

    // RFC 4301 7.3, RFC 7296 1.3.1
    @Test
    void later_fragments_match_named_ports_where_both_ends_agreed() {
        Selector dns = any().onlyProtocol(UDP).onlyPorts(53, 53);
        SelectorSet agreed = new SelectorSet(List.of(dns.compile()), List.of(dns.compile()), true);
        byte[] first = withPorts("1.1.1.1", "2.2.2.2", UDP, 53, 54);
        first[6] = 0x20;
        byte[] tcp = laterFragment();
        tcp[9] = TCP;

        assertThat(agreed.matchesOutbound(view(laterFragment()))).isTrue();
        assertThat(agreed.matchesInbound(view(laterFragment()))).isTrue();
        assertThat(agreed.matchesOutbound(view(tcp))).as("another protocol").isFalse();
        assertThat(agreed.matchesOutbound(view(first)))
                .as("a port that can be seen")
                .isFalse();
        assertThat(agreed.matchesInbound(view(first))).isFalse();
        assertThat(agreed.matchesOutbound(view(withPorts("1.1.1.1", "2.2.2.2", UDP, 53, 54))))
                .isFalse();
    }

    // RFC 4301 7.2, D.3: what begins further ahead could overlap the ports of the first fragment
    @Test
    void received_fragments_keep_off_ports_that_selectors_want_to_know_of() {
        Selector udp = any().onlyProtocol(UDP);
        Selector dns = udp.onlyPorts(53, 53);
        SelectorSet agreed = new SelectorSet(List.of(dns.compile()), List.of(dns.compile()), true);
        SelectorSet mixed = new SelectorSet(
                List.of(any().compile()),
                List.of(
                        dns.compile(),
                        any().onlyProtocol(TCP).compile(),
                        udp.onlyPorts(65535, 0).compile()));
        byte[] tcp = laterFragment(8);
        tcp[9] = TCP;

        for (SelectorSet ports : List.of(agreed, mixed, set(udp.onlyPorts(65535, 0), udp))) {
            assertThat(ports.matchesInbound(view(laterFragment(8)))).isFalse();
            assertThat(ports.matchesInbound(view(laterFragment(120)))).isFalse();
            assertThat(ports.matchesInbound(view(laterFragment(128)))).isTrue();
            assertThat(ports.matchesInbound(view(laterFragment(0x1fff * 8)))).isTrue();
        }
        assertThat(agreed.matchesOutbound(view(laterFragment(8))))
                .as("the receiver's task")
                .isTrue();
        assertThat(mixed.matchesInbound(view(tcp))).as("any port of TCP").isTrue();
        assertThat(set(udp, udp).matchesInbound(view(laterFragment(8)))).isTrue();
    }

    // RFC 4301 D.3: in IPv6 nothing can be said about offsets
    @Test
    void fragments_of_ipv6_may_begin_anywhere() {
        Selector opaque = Selector.any6().onlyProtocol(UDP).onlyPorts(65535, 0);
        byte[] payload = Arrays.copyOf(new byte[] {UDP, 0, 0, 8}, 16);
        PacketView fragment = view(packet("fd00::1", "fd00::2", 44, payload));

        assertThat(fragment.fragmentOffset()).isEqualTo(8);
        assertThat(set(opaque, opaque).matchesInbound(fragment)).isTrue();
    }

    @Test
    void parameters_carry_the_agreement_on_fragments() {
        EspSaParameters.Builder builder = TestSas.alice(TestSas.GCM_128)
                .local(any().onlyProtocol(UDP).onlyPorts(53, 53))
                .remote(any());

        assertThat(SaFactory.selectors(builder.build()).matchesOutbound(view(laterFragment())))
                .isFalse();
        assertThat(SaFactory.selectors(builder.nonFirstFragments(true).build()).matchesOutbound(view(laterFragment())))
                .isTrue();
    }

    private static byte[] laterFragment() {
        return laterFragment(1280);
    }

    private static byte[] laterFragment(int offset) {
        byte[] packet = withPorts("1.1.1.1", "2.2.2.2", UDP, 53, 53);
        packet[6] = (byte) (offset / 8 >> 8);
        packet[7] = (byte) (offset / 8);
        return packet;
    }

    // RFC 4301 4.4.1.3, RFC 4718 4.8: willing to send destination unreachable, but not to receive it
    @Test
    void icmp_types_belong_to_the_side_that_sends() {
        Selector unreachable = any().onlyProtocol(ICMP).onlyPorts(0x0300, 0x03ff);
        Selector opaque = any().onlyProtocol(ICMP).onlyPorts(65535, 0);
        byte[] type3 = packet("1.1.1.1", "2.2.2.2", ICMP, (byte) 3, (byte) 1, (byte) 0, (byte) 0);
        byte[] type8 = packet("1.1.1.1", "2.2.2.2", ICMP, (byte) 8, (byte) 0, (byte) 0, (byte) 0);
        SelectorSet sendOnly = set(unreachable, opaque);

        assertThat(sendOnly.matchesOutbound(view(type3))).isTrue();
        assertThat(sendOnly.matchesOutbound(view(type8))).isFalse();
        assertThat(sendOnly.matchesInbound(view(type3))).isFalse();
        assertThat(set(opaque, unreachable).matchesInbound(view(type3))).isTrue();
    }

    @Test
    void impossible_selectors_are_refused() {
        assertThatThrownBy(() -> Selector.range(address("10.0.0.2"), address("10.0.0.1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selector.range(address("10.0.0.2"), address("fd00::1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> any().onlyPorts(5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> any().onlyProtocol(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selector.subnet("example.org/8")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selector.subnet("10.0.0.0/33")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prints_what_it_selects() {
        assertThat(Selector.subnet("10.0.0.0/31").onlyProtocol(UDP).onlyPorts(53, 53))
                .hasToString("10.0.0.0-10.0.0.1 protocol 17 ports 53-53");
        assertThat(Selector.subnet("10.0.0.1").onlyPorts(65535, 0)).hasToString("10.0.0.1 port OPAQUE");
    }
}
