package io.flexike.ike.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarrowingTest {
    private static final AddressSelector ALL = AddressSelector.any4();
    private static final AddressSelector TEN = AddressSelector.subnet("10.0.0.0/8");
    private static final AddressSelector LAN = AddressSelector.subnet("10.1.0.0/16");
    private static final AddressSelector OTHER_LAN = AddressSelector.subnet("192.168.0.0/16");

    @Test
    void an_offer_inside_the_policy_is_taken_as_it_is() {
        assertThat(Narrowing.narrow(List.of(LAN, OTHER_LAN), List.of(ALL))).containsExactly(LAN, OTHER_LAN);
    }

    @Test
    void a_wide_offer_is_narrowed_to_the_policy() {
        assertThat(Narrowing.narrow(List.of(ALL), List.of(OTHER_LAN, LAN))).containsExactly(OTHER_LAN, LAN);
    }

    @Test
    void nothing_in_common_gives_nothing() {
        assertThat(Narrowing.narrow(List.of(OTHER_LAN, AddressSelector.any6()), List.of(TEN)))
                .isEmpty();
        assertThat(Narrowing.narrow(List.of(), List.of(TEN))).isEmpty();
        assertThat(Narrowing.narrow(List.of(TEN), List.of())).isEmpty();
    }

    @Test
    void the_packet_that_made_the_initiator_ask_is_covered_by_what_is_wider() {
        AddressSelector packet = AddressSelector.host(IpPrefix.parseAddress("10.1.2.3"))
                .withProtocol(6)
                .withPorts(80, 80);
        assertThat(Narrowing.narrow(List.of(packet, TEN), List.of(LAN))).containsExactly(LAN);
    }

    @Test
    void the_packet_stays_first_when_nothing_wider_is_allowed() {
        AddressSelector packet = AddressSelector.host(IpPrefix.parseAddress("10.1.2.3"))
                .withProtocol(6)
                .withPorts(80, 80);
        assertThat(Narrowing.narrow(List.of(packet, OTHER_LAN), List.of(ALL))).containsExactly(packet, OTHER_LAN);
    }

    @Test
    void a_wider_selector_takes_the_place_of_those_inside_it() {
        AddressSelector host = AddressSelector.host(IpPrefix.parseAddress("10.1.2.3"));
        assertThat(Narrowing.narrow(List.of(host, OTHER_LAN, TEN), List.of(ALL)))
                .containsExactly(TEN, OTHER_LAN);
    }

    @Test
    void duplicates_are_left_out() {
        assertThat(Narrowing.narrow(List.of(LAN, LAN, TEN), List.of(LAN, TEN, LAN)))
                .containsExactly(TEN);
    }

    @Test
    void selectors_of_unknown_type_are_ignored() {
        UnknownSelector label = new UnknownSelector(10, 0, new byte[] {1});
        assertThat(Narrowing.narrow(List.of(label, LAN), List.of(ALL))).containsExactly(LAN);
        assertThat(Narrowing.narrow(List.of(label), List.of(ALL))).isEmpty();
    }

    @Test
    void protocols_and_ports_are_narrowed_too() {
        AddressSelector gre = LAN.withProtocol(47);
        assertThat(Narrowing.narrow(List.of(ALL), List.of(gre))).containsExactly(gre);
        assertThat(Narrowing.narrow(List.of(LAN.withProtocol(6).withPorts(0, 1023)), List.of(TEN.withPorts(80, 2000))))
                .containsExactly(LAN.withProtocol(6).withPorts(80, 1023));
    }

    @Test
    void the_result_fits_into_one_payload_however_many_pairs_there_are() {
        List<AddressSelector> offered = new ArrayList<>();
        List<AddressSelector> allowed = new ArrayList<>();
        for (int i = 0; i < 255; i++) {
            offered.add(ALL.withProtocol(1 + i % 250).withPorts(10 * i, 10 * i + 5));
            allowed.add(AddressSelector.subnet("10." + i + ".0.0/16"));
        }
        assertThat(Narrowing.narrow(offered, allowed)).hasSize(Narrowing.MAX_SELECTORS);
    }
}
