package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtectedRoutesTest {
    private static final InetAddress OUTER = IpPrefix.parseAddress("203.0.113.7");

    private static List<AddressSelector> selectors(String... prefixes) {
        return Stream.of(prefixes).map(AddressSelector::subnet).toList();
    }

    private static List<IpPrefix> prefixes(String... prefixes) {
        return Stream.of(prefixes).map(IpPrefix::parse).toList();
    }

    private static ProtectedRoutes routes(List<AddressSelector> remote, List<IpPrefix> subnets) {
        return ProtectedRoutes.of(remote, subnets, OUTER, ProtectedRoutes.MOST_OF_A_SESSION);
    }

    @Test
    void no_route_takes_the_tunnels_own_packets_even_when_two_halves_are_everything() {
        ProtectedRoutes found = routes(selectors("0.0.0.0/1", "128.0.0.0/1"), List.of());

        assertThat(found.leftOut()).isEmpty();
        assertThat(found.routes()).contains(IpPrefix.parse("0.0.0.0/1")).noneMatch(route -> route.contains(OUTER));
        assertThat(found.routes()).anyMatch(route -> route.contains(IpPrefix.parseAddress("203.0.113.6")));
        assertThat(found.routes()).anyMatch(route -> route.contains(IpPrefix.parseAddress("203.0.113.8")));
        assertThat(found.routes()).anyMatch(route -> route.contains(IpPrefix.parseAddress("255.255.255.255")));
    }

    @Test
    void pushed_halves_of_everything_leave_the_peer_out_as_well() {
        ProtectedRoutes found = routes(selectors("0.0.0.0/0"), prefixes("0.0.0.0/1", "128.0.0.0/1"));

        assertThat(found.routes()).hasSize(32).noneMatch(route -> route.contains(OUTER));
    }

    @Test
    void the_peers_address_alone_is_no_route() {
        assertThat(routes(selectors("203.0.113.7/32"), List.of()).routes()).isEmpty();
    }

    @Test
    void a_pushed_subnet_is_routed_as_far_as_it_is_protected() {
        assertThat(routes(selectors("10.1.0.0/16"), prefixes("10.0.0.0/8")).routes())
                .containsExactly(IpPrefix.parse("10.1.0.0/16"));
        assertThat(routes(selectors("0.0.0.0/0"), prefixes("10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32"))
                        .routes())
                .containsExactly(IpPrefix.parse("10.0.0.0/8"));
    }

    @Test
    void a_selector_that_takes_too_many_routes_is_left_out_and_the_others_are_not() {
        AddressSelector wide = AddressSelector.range(
                IpPrefix.parseAddress("2000::1"), IpPrefix.parseAddress("3fff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"));
        ProtectedRoutes found = routes(List.of(wide, AddressSelector.subnet("10.0.0.0/8")), List.of());

        assertThat(found.leftOut()).containsExactly(wide);
        assertThat(found.routes()).containsExactly(IpPrefix.parse("10.0.0.0/8"));
    }

    @Test
    void many_selectors_are_routed_until_a_session_has_enough() {
        List<AddressSelector> many = IntStream.range(0, 255)
                .mapToObj(number -> AddressSelector.subnet("10.0." + number + ".0/24"))
                .toList();
        ProtectedRoutes found = routes(many, List.of());

        assertThat(found.routes()).hasSize(ProtectedRoutes.MOST_OF_A_SESSION);
        assertThat(found.leftOut()).hasSize(255 - ProtectedRoutes.MOST_OF_A_SESSION);
    }
}
