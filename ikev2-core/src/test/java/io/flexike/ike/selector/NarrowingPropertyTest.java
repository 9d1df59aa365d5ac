package io.flexike.ike.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Narrowing judged packet by packet: the selectors are drawn from few values, so every packet can be tried. */
class NarrowingPropertyTest {
    private static final int[] PROTOCOLS = {6, 17, 99};
    private static final int[] PORTS = {AddressSelector.NO_PORT, 0, 1, 2, 3, 500, 65534, 65535};

    @Property
    void exactly_the_packets_of_both_sides_are_in_the_result(
            @ForAll @Size(max = 5) List<@From("selectors") AddressSelector> offered,
            @ForAll @Size(max = 5) List<@From("selectors") AddressSelector> allowed) {
        List<AddressSelector> result = Narrowing.narrow(offered, allowed);
        forEachPacket((protocol, address, port) -> assertThat(matches(result, protocol, address, port))
                .isEqualTo(matches(offered, protocol, address, port) && matches(allowed, protocol, address, port)));
    }

    @Property
    void each_selector_lies_inside_one_of_each_side_and_none_inside_another(
            @ForAll @Size(max = 6) List<@From("selectors") AddressSelector> offered,
            @ForAll @Size(max = 6) List<@From("selectors") AddressSelector> allowed) {
        List<AddressSelector> result = Narrowing.narrow(offered, allowed);
        for (AddressSelector each : result) {
            assertThat(offered).anyMatch(wide -> wide.contains(each));
            assertThat(allowed).anyMatch(wide -> wide.contains(each));
            assertThat(result).filteredOn(other -> other.contains(each)).containsExactly(each);
        }
    }

    @Property
    void narrowing_again_changes_nothing(
            @ForAll @Size(max = 6) List<@From("selectors") AddressSelector> offered,
            @ForAll @Size(max = 6) List<@From("selectors") AddressSelector> allowed) {
        List<AddressSelector> result = Narrowing.narrow(offered, allowed);
        assertThat(Narrowing.narrow(result, allowed)).isEqualTo(result);
        assertThat(Narrowing.narrow(offered, result)).containsExactlyInAnyOrderElementsOf(result);
    }

    @Property
    void an_allowed_first_selector_is_covered(
            @ForAll @Size(min = 1, max = 6) List<@From("selectors") AddressSelector> offered,
            @ForAll @Size(min = 1, max = 6) List<@From("selectors") AddressSelector> allowed) {
        AddressSelector first = offered.get(0);
        boolean acceptable = allowed.stream().anyMatch(policy -> policy.contains(first));
        List<AddressSelector> result = Narrowing.narrow(offered, allowed);
        assertThat(!acceptable || result.get(0).contains(first)).isTrue();
    }

    @Property
    void the_intersection_is_the_largest_selector_inside_both(
            @ForAll("selectors") AddressSelector left,
            @ForAll("selectors") AddressSelector right,
            @ForAll("selectors") AddressSelector candidate) {
        boolean insideBoth = left.contains(candidate) && right.contains(candidate);
        boolean insideIntersection =
                left.intersect(right).map(both -> both.contains(candidate)).orElse(false);
        assertThat(insideIntersection).isEqualTo(insideBoth);
        assertThat(left.intersect(right)).isEqualTo(right.intersect(left));
    }

    @Property
    void a_selector_contains_itself_and_nothing_that_it_does_not_match(
            @ForAll("anySelectors") AddressSelector left, @ForAll("anySelectors") AddressSelector right) {
        assertThat(left.contains(left)).isTrue();
        if (left.contains(right) && right.contains(left)) {
            assertThat(left).isEqualTo(right);
        }
    }

    @Provide
    Arbitrary<AddressSelector> selectors() {
        return SelectorArbitraries.crowdedSelectors();
    }

    @Provide
    Arbitrary<AddressSelector> anySelectors() {
        return Arbitraries.oneOf(SelectorArbitraries.crowdedSelectors(), SelectorArbitraries.selectors());
    }

    private interface PacketCheck {
        void check(int protocol, InetAddress address, int port);
    }

    private static void forEachPacket(PacketCheck check) {
        for (int octets : new int[] {4, 16}) {
            for (int last = 0; last < 7; last++) {
                InetAddress address = IpLiteral.ofOctets(SelectorArbitraries.address(octets, last));
                for (int protocol : PROTOCOLS) {
                    for (int port : PORTS) {
                        check.check(protocol, address, port);
                    }
                }
            }
        }
    }

    private static boolean matches(List<AddressSelector> selectors, int protocol, InetAddress address, int port) {
        return selectors.stream().anyMatch(each -> each.matches(protocol, address, port));
    }
}
