package io.flexike.flexvpn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AddressLeasesTest {
    @Test
    void network_and_broadcast_address_are_not_given_out() {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "192.0.2.0/30"));

        assertThat(leases.lease("a")).contains(address("192.0.2.1"));
        assertThat(leases.lease("b")).contains(address("192.0.2.2"));
        assertThat(leases.lease("c")).isEmpty();
    }

    @Test
    void a_prefix_of_two_addresses_gives_out_both() {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "192.0.2.0/31"));

        assertThat(leases.lease("a")).contains(address("192.0.2.0"));
        assertThat(leases.lease("b")).contains(address("192.0.2.1"));
        assertThat(leases.lease("c")).isEmpty();
    }

    @Test
    void the_subnet_router_anycast_address_is_not_given_out_but_the_last_ipv6_address_is() {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "2001:db8::/126"));

        assertThat(leases.lease("a")).contains(address("2001:db8::1"));
        assertThat(leases.lease("b")).contains(address("2001:db8::2"));
        assertThat(leases.lease("c")).contains(address("2001:db8::3"));
        assertThat(leases.lease("d")).isEmpty();
    }

    @Test
    void reserved_and_excluded_addresses_are_not_given_out() {
        AddressLeases leases =
                new AddressLeases(AddressPool.of("pool", "192.0.2.0/29").without("192.0.2.2", "192.0.2.5"));
        leases.reserve(address("192.0.2.1"));

        assertThat(leases.lease("a")).contains(address("192.0.2.3"));
        assertThat(leases.lease("b")).contains(address("192.0.2.4"));
        assertThat(leases.lease("c")).contains(address("192.0.2.6"));
        assertThat(leases.lease("d")).isEmpty();
    }

    @Test
    void a_wanted_address_is_given_if_nobody_has_or_had_it() {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "192.0.2.0/24"));

        assertThat(leases.lease("a", Optional.of(address("192.0.2.77")))).contains(address("192.0.2.77"));
        assertThat(leases.lease("b", Optional.of(address("192.0.2.77")))).contains(address("192.0.2.1"));
        assertThat(leases.lease("c", Optional.of(address("198.51.100.1")))).contains(address("192.0.2.2"));
        leases.release(address("192.0.2.77"), "a");
        assertThat(leases.lease("d", Optional.of(address("192.0.2.77")))).contains(address("192.0.2.3"));
        assertThat(leases.lease("a")).contains(address("192.0.2.77"));
    }

    @Test
    void the_address_that_is_free_for_longest_is_reused_first_when_no_fresh_one_is_left() {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "192.0.2.0/30"));
        leases.lease("a");
        leases.lease("b");
        leases.release(address("192.0.2.2"), "b");
        leases.release(address("192.0.2.1"), "a");

        assertThat(leases.lease("c")).contains(address("192.0.2.2"));
        assertThat(leases.lease("b")).contains(address("192.0.2.1"));
        assertThat(leases.lease("a")).isEmpty();
    }

    @Test
    void the_same_peer_gets_two_addresses_for_two_sessions() {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "192.0.2.0/24"));

        assertThat(leases.lease("a")).contains(address("192.0.2.1"));
        assertThat(leases.lease("a")).contains(address("192.0.2.2"));
    }

    @Test
    void who_has_forgotten_its_address_gets_it_once_more() {
        AddressLeases leases = new AddressLeases(AddressPool.of("p", "10.255.0.0/30"));
        InetAddress first = leases.lease("a").orElseThrow();
        assertThat(leases.leaseAgain("a", Optional.of(address("10.255.0.2")), Set.of(first)))
                .contains(first);
        leases.release(first, "a");
        assertThat(leases.isLeased(first)).as("by the second session").isTrue();
        InetAddress others =
                leases.leaseAgain("b", Optional.empty(), Set.of(first)).orElseThrow();
        assertThat(others).isNotEqualTo(first);
        assertThat(leases.leaseAgain("c", Optional.of(first), Set.of())).isEmpty();
        leases.release(first, "a");
        assertThat(leases.isLeased(first)).isFalse();
    }

    @Test
    void what_a_session_holds_that_lives_on_is_not_shared_with_who_has_forgotten_its_address() {
        AddressLeases leases = new AddressLeases(AddressPool.of("p", "10.255.0.0/29"));
        InetAddress ending = leases.lease("a").orElseThrow();
        InetAddress lasting = leases.lease("a").orElseThrow();
        InetAddress alsoEnding = leases.lease("a").orElseThrow();

        assertThat(leases.leaseAgain("a", Optional.of(lasting), Set.of(ending))).contains(ending);
        assertThat(leases.leaseAgain("a", Optional.of(alsoEnding), Set.of(ending, alsoEnding)))
                .contains(alsoEnding);
        assertThat(leases.leaseAgain("a", Optional.of(lasting), Set.of())).contains(address("10.255.0.4"));
    }

    @Test
    void what_ends_is_given_again_to_one_only() {
        AddressLeases leases = new AddressLeases(AddressPool.of("p", "10.255.0.0/29"));
        InetAddress ending = leases.lease("a").orElseThrow();

        assertThat(leases.leaseAgain("a", Optional.empty(), List.of(ending))).contains(ending);
        assertThat(leases.leaseAgain("a", Optional.of(ending), List.of(ending))).contains(address("10.255.0.2"));

        // the first comes to nothing
        leases.release(ending, "a");
        assertThat(leases.leaseAgain("a", Optional.empty(), List.of(ending))).contains(ending);
    }

    @Test
    void what_two_sessions_hold_that_end_both_is_given_again() {
        AddressLeases leases = new AddressLeases(AddressPool.of("p", "10.255.0.0/29"));
        InetAddress shared = leases.lease("a").orElseThrow();
        leases.lease("a", Optional.of(shared));

        assertThat(leases.leaseAgain("a", Optional.empty(), List.of(shared))).contains(address("10.255.0.2"));
        assertThat(leases.leaseAgain("a", Optional.empty(), List.of(shared, shared)))
                .contains(shared);
    }

    @Test
    void threads_that_lease_at_once_never_get_the_same_address() throws InterruptedException {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "10.0.0.0/16"));
        Set<InetAddress> given = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            String holder = "peer-" + i;
            threads[i] = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (int n = 0; n < 500; n++) {
                    given.add(leases.lease(holder + "-" + n).orElseThrow());
                }
            });
            threads[i].start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(given).hasSize(4_000);
    }

    private static InetAddress address(String text) {
        return IpPrefix.parseAddress(text);
    }
}
