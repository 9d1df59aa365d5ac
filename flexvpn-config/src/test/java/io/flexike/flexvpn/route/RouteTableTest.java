package io.flexike.flexvpn.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.selector.IpPrefix;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final IpPrefix NET = IpPrefix.parse("10.1.0.0/16");

    private final RouteTable table = new RouteTable(Optional.of("blue"), InstantSource.system());
    private final List<String> log = new ArrayList<>();
    private final RouteDevice one = new Recording("one");
    private final RouteDevice two = new Recording("two");

    private final class Recording implements RouteDevice {
        private final String name;

        Recording(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void install(IpPrefix prefix) {
            log.add("+" + name);
            if (name.equals("broken")) {
                throw new IllegalStateException("a bug of the device");
            }
        }

        @Override
        public void withdraw(IpPrefix prefix) {
            log.add("-" + name);
        }
    }

    private static StaticRoute route(int distance) {
        return new StaticRoute(NET, distance, 7);
    }

    private List<String> shown() {
        return table.routes().stream()
                .map(route -> (route.installed() ? "*" : " ") + route.interfaceName() + " " + route.distance())
                .toList();
    }

    @Test
    void the_smallest_distance_is_installed_and_the_next_takes_over_when_it_goes() {
        table.addStatic(one, route(200));
        RouteTable.Entry better = table.addFromPeer(two, route(5));
        assertThat(log).containsExactly("+one", "-one", "+two");
        assertThat(shown()).containsExactly("*two 5", " one 200");

        better.remove();
        better.remove();
        assertThat(log).containsExactly("+one", "-one", "+two", "-two", "+one");
        assertThat(table.routes()).singleElement().satisfies(route -> {
            assertThat(route.vrf()).contains("blue");
            assertThat(route.source()).isEqualTo(RouteSource.STATIC);
            assertThat(route.tag()).isEqualTo(7);
        });
    }

    @Test
    void among_equals_the_first_stays() {
        table.addFromPeer(one, route(1));
        RouteTable.Entry second = table.addFromPeer(two, route(1));
        second.remove();
        assertThat(log).containsExactly("+one");
    }

    @Test
    void two_routes_through_one_interface_are_one_to_the_system() {
        RouteTable.Entry first = table.addFromPeer(one, route(1));
        RouteTable.Entry second = table.addFromPeer(one, route(5));
        first.remove();
        assertThat(log).containsExactly("+one");
        second.remove();
        assertThat(log).containsExactly("+one", "-one");
        assertThat(table.routes()).isEmpty();
        assertThat(table.has(NET)).isFalse();
    }

    @Test
    void what_is_connected_is_left_to_the_system_and_goes_before_all_else() {
        table.addFromPeer(two, route(1));
        table.addConnected(one, NET);
        assertThat(log).containsExactly("+two", "-two");
        assertThat(shown()).containsExactly("*one 0", " two 1");
    }

    @Test
    void a_route_that_packets_cannot_use_gives_way_but_is_better_than_none() {
        RouteTable.Entry main = table.addStatic(one, route(1));
        RouteTable.Entry spare = table.addStatic(two, route(200));
        main.usable(false);
        assertThat(log).containsExactly("+one", "-one", "+two");
        spare.usable(false);
        assertThat(shown()).containsExactly("*one 1", " two 200");
        main.usable(true);
        assertThat(log).containsExactly("+one", "-one", "+two", "-two", "+one");
    }

    @Test
    void a_route_whose_device_fails_is_not_in_the_table() {
        assertThatThrownBy(() -> table.addStatic(new Recording("broken"), route(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(table.routes()).isEmpty();
    }
}
