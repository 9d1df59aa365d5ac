package io.flexike.flexvpn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class AddressLeasesPropertyTest {
    record Step(boolean lease, String holder) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> holders = Arbitraries.integers().between(0, 9).map(number -> "peer-" + number);
        return Combinators.combine(Arbitraries.of(true, true, false), holders)
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property
    void no_address_has_two_holders_and_none_is_given_out_that_may_not_be(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 26, max = 32) int length) {
        AddressPool pool = AddressPool.of("pool", "192.0.2.0/" + length);
        AddressLeases leases = new AddressLeases(pool);
        Map<String, Set<InetAddress>> held = new HashMap<>();
        Set<InetAddress> taken = new HashSet<>();
        for (Step step : steps) {
            Set<InetAddress> own = held.computeIfAbsent(step.holder(), holder -> new HashSet<>());
            if (step.lease()) {
                Optional<InetAddress> address = leases.lease(step.holder());
                address.ifPresent(each -> {
                    assertThat(taken.add(each)).isTrue();
                    assertThat(pool.offers(each)).isTrue();
                    own.add(each);
                });
                assertThat(address.isPresent() || taken.size() == pool.slots()).isTrue();
            } else if (!own.isEmpty()) {
                InetAddress given = own.iterator().next();
                own.remove(given);
                taken.remove(given);
                leases.release(given, step.holder());
            }
            assertThat(leases.leasedCount()).isEqualTo(taken.size());
        }
    }

    @Property(tries = 200)
    void every_address_of_a_pool_is_given_out_before_it_is_exhausted(@ForAll @IntRange(min = 22, max = 32) int length) {
        AddressPool pool = AddressPool.of("pool", "10.255.0.0/" + length);
        AddressLeases leases = new AddressLeases(pool);
        Set<InetAddress> given = new HashSet<>();
        for (long i = 0; i < pool.slots(); i++) {
            given.add(leases.lease("peer-" + i).orElseThrow());
        }
        assertThat(given).hasSize((int) pool.slots());
        assertThat(leases.lease("one more")).isEmpty();
    }

    @Property
    void who_comes_back_gets_the_same_address_while_nobody_else_needs_it(
            @ForAll @IntRange(min = 1, max = 60) int others) {
        AddressLeases leases = new AddressLeases(AddressPool.of("pool", "2001:db8::/64"));
        InetAddress first = leases.lease("ana").orElseThrow();
        leases.release(first, "ana");
        for (int i = 0; i < others; i++) {
            assertThat(leases.lease("other-" + i)).isPresent();
        }
        assertThat(leases.lease("ana")).contains(first);
    }
}
