package io.flexike.esp.spd;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.view;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboundIndexTest {
    private static final int UDP = 17;

    private record Policy(String name, SelectorSet selectors) implements OutboundIndex.Entry {}

    private final OutboundIndex<Policy> index = new OutboundIndex<>();
    private final OutboundIndex.Lookup<Policy> lookup = index.lookup();

    private static CompiledSelector range(int protocol, int startPort, int endPort, String start, String end) {
        return new CompiledSelector(
                protocol,
                startPort,
                endPort,
                address(start).getAddress(),
                address(end).getAddress());
    }

    private static CompiledSelector range(String start, String end) {
        return range(0, 0, 65535, start, end);
    }

    private static final CompiledSelector ANY4 = range("0.0.0.0", "255.255.255.255");

    private Policy add(String name, CompiledSelector local, CompiledSelector... remote) {
        Policy policy = new Policy(name, new SelectorSet(List.of(local), List.of(remote)));
        index.add(policy);
        return policy;
    }

    private String find(byte[] packet) {
        Policy found = lookup.find(view(packet));
        return found == null ? "nothing" : found.name();
    }

    @Test
    void the_longest_remote_prefix_wins() {
        add("all", ANY4, ANY4);
        add("ten", ANY4, range("10.0.0.0", "10.255.255.255"));
        add("host", ANY4, range("10.1.1.1", "10.1.1.1"));

        assertThat(find(packet("1.1.1.1", "10.1.1.1", UDP))).isEqualTo("host");
        assertThat(find(packet("1.1.1.1", "10.1.1.2", UDP))).isEqualTo("ten");
        assertThat(find(packet("1.1.1.1", "11.0.0.0", UDP))).isEqualTo("all");
    }

    @Test
    void ipv6_prefixes_on_both_sides_of_bit_64_work() {
        CompiledSelector any6 = range("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        add("all", any6, any6);
        add("net", any6, range("fd00:1::", "fd00:1:ffff:ffff:ffff:ffff:ffff:ffff"));
        add("subnet", any6, range("fd00:1:2:3::", "fd00:1:2:3:ffff:ffff:ffff:ffff"));
        add("part", any6, range("fd00:1:2:3:8000::", "fd00:1:2:3:ffff:ffff:ffff:ffff"));
        add("host", any6, range("fd00:1:2:3:8000::7", "fd00:1:2:3:8000::7"));

        assertThat(find(packet("::1", "fd00:1:2:3:8000::7", UDP))).isEqualTo("host");
        assertThat(find(packet("::1", "fd00:1:2:3:8000::8", UDP))).isEqualTo("part");
        assertThat(find(packet("::1", "fd00:1:2:3::7", UDP))).isEqualTo("subnet");
        assertThat(find(packet("::1", "fd00:1:ffff::", UDP))).isEqualTo("net");
        assertThat(find(packet("::1", "2001:db8::", UDP))).isEqualTo("all");
        assertThat(find(packet("1.1.1.1", "10.0.0.1", UDP))).isEqualTo("nothing");
    }

    @Test
    void with_one_remote_prefix_the_one_that_says_more_wins_then_the_newest() {
        CompiledSelector remote = range("10.0.0.0", "10.0.0.255");
        add("dns", ANY4, range(UDP, 53, 53, "10.0.0.0", "10.0.0.255"));
        add("old", ANY4, remote);
        add("new", ANY4, remote);

        assertThat(find(withPorts("1.1.1.1", "10.0.0.1", UDP, 1000, 53))).isEqualTo("dns");
        assertThat(find(withPorts("1.1.1.1", "10.0.0.1", UDP, 1000, 54))).isEqualTo("new");
    }

    @Test
    void a_shorter_prefix_is_tried_when_the_longer_one_does_not_match_otherwise() {
        add("wide", ANY4, ANY4);
        add("narrow", range("192.0.2.0", "192.0.2.255"), range("10.0.0.0", "10.0.0.255"));

        assertThat(find(packet("192.0.2.7", "10.0.0.1", UDP))).isEqualTo("narrow");
        assertThat(find(packet("192.0.3.7", "10.0.0.1", UDP))).isEqualTo("wide");
    }

    @Test
    void says_whether_the_destination_was_known() {
        add("narrow", range("192.0.2.0", "192.0.2.255"), range("10.0.0.0", "10.0.0.255"));

        assertThat(find(packet("1.1.1.1", "10.0.0.1", UDP))).isEqualTo("nothing");
        assertThat(lookup.prefixKnown()).isTrue();
        assertThat(find(packet("1.1.1.1", "10.0.1.1", UDP))).isEqualTo("nothing");
        assertThat(lookup.prefixKnown()).isFalse();
    }

    @Test
    void what_was_removed_is_not_found_and_its_predecessor_is() {
        CompiledSelector remote = range("10.0.0.0", "10.0.0.255");
        Policy old = add("old", ANY4, remote, range("10.0.1.0", "10.0.1.255"));
        Policy successor = add("new", ANY4, remote);

        index.remove(successor);
        assertThat(find(packet("1.1.1.1", "10.0.0.1", UDP))).isEqualTo("old");

        index.remove(old);
        index.remove(old);
        assertThat(find(packet("1.1.1.1", "10.0.0.1", UDP))).isEqualTo("nothing");
        assertThat(find(packet("1.1.1.1", "10.0.1.1", UDP))).isEqualTo("nothing");
    }

    @Test
    void agrees_with_a_linear_search() {
        Random random = new Random(7);
        List<Policy> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String network = "10." + random.nextInt(4) + "." + random.nextInt(4) + ".0";
            int last = random.nextBoolean() ? 255 : random.nextInt(255);
            String end = network.substring(0, network.length() - 1) + last;
            all.add(add("p" + i, ANY4, range(network, end)));
        }
        for (int i = 0; i < 2000; i++) {
            String destination = "10." + random.nextInt(5) + "." + random.nextInt(4) + "." + random.nextInt(256);
            byte[] packet = packet("1.1.1.1", destination, UDP);
            boolean expected = all.stream().anyMatch(p -> p.selectors().matchesOutbound(view(packet)));
            Policy found = lookup.find(view(packet));
            assertThat(found != null).isEqualTo(expected);
            assertThat(found == null || found.selectors().matchesOutbound(view(packet)))
                    .isTrue();
        }
        all.forEach(index::remove);
        assertThat(find(packet("1.1.1.1", "10.0.0.0", UDP))).isEqualTo("nothing");
    }

    private record Bound(String name, SelectorSet selectors, int resource, long group) implements OutboundIndex.Entry {
        Bound(String name, SelectorSet selectors, int resource) {
            this(name, selectors, resource, 0);
        }
    }

    private static SelectorSet anyTraffic(int protocol) {
        return new SelectorSet(List.of(ANY4), List.of(range(protocol, 0, 65535, "0.0.0.0", "255.255.255.255")));
    }

    private static String find(OutboundIndex<Bound> bound, int resource, int protocol) {
        Bound found = bound.lookup(resource).find(view(packet("1.1.1.1", "10.1.1.1", protocol)));
        return found == null ? "nothing" : found.name();
    }

    @Test
    void each_resource_finds_its_own_else_the_shared_else_any() {
        OutboundIndex<Bound> bound = new OutboundIndex<>();
        Bound shared = new Bound("shared", anyTraffic(0), OutboundIndex.ANY_RESOURCE);
        Bound second = new Bound("second", anyTraffic(0), 2);
        bound.add(shared);
        bound.add(new Bound("first", anyTraffic(0), 1));
        bound.add(second);

        assertThat(find(bound, 1, UDP)).isEqualTo("first");
        assertThat(find(bound, 2, UDP)).isEqualTo("second");
        assertThat(find(bound, 3, UDP)).isEqualTo("shared");
        assertThat(find(bound, OutboundIndex.ANY_RESOURCE, UDP)).isEqualTo("shared");

        bound.remove(second);
        assertThat(find(bound, 2, UDP)).isEqualTo("shared");
        bound.remove(shared);
        assertThat(find(bound, 2, UDP)).isEqualTo("first");
    }

    @Test
    void a_more_specific_one_is_found_whatever_its_resource_is() {
        OutboundIndex<Bound> bound = new OutboundIndex<>();
        bound.add(new Bound("own", anyTraffic(0), 1));
        bound.add(new Bound("udp", anyTraffic(UDP), OutboundIndex.ANY_RESOURCE));

        assertThat(find(bound, 1, UDP)).isEqualTo("udp");
        assertThat(find(bound, 1, 6)).isEqualTo("own");
    }

    @Test
    void the_newest_of_a_resource_is_found() {
        OutboundIndex<Bound> bound = new OutboundIndex<>();
        bound.add(new Bound("old", anyTraffic(0), 1));
        bound.add(new Bound("new", anyTraffic(0), 1));
        bound.add(new Bound("shared", anyTraffic(0), OutboundIndex.ANY_RESOURCE));

        assertThat(find(bound, 1, UDP)).isEqualTo("new");
    }

    @Test
    void the_group_of_the_newest_is_in_the_place_of_the_others() {
        OutboundIndex<Bound> bound = new OutboundIndex<>();
        bound.add(new Bound("old shared", anyTraffic(0), OutboundIndex.ANY_RESOURCE, 1));
        bound.add(new Bound("old own", anyTraffic(0), 1, 1));
        Bound shared = new Bound("shared", anyTraffic(0), OutboundIndex.ANY_RESOURCE, 2);
        bound.add(shared);

        assertThat(find(bound, 1, UDP)).isEqualTo("shared");
        assertThat(find(bound, 2, UDP)).isEqualTo("shared");

        Bound own = new Bound("own", anyTraffic(0), 1, 2);
        bound.add(own);
        assertThat(find(bound, 1, UDP)).isEqualTo("own");
        assertThat(find(bound, 2, UDP)).isEqualTo("shared");

        bound.remove(own);
        bound.remove(shared);
        assertThat(find(bound, 1, UDP)).isEqualTo("old own");
        assertThat(find(bound, 2, UDP)).isEqualTo("old shared");
    }

    @Test
    void a_successor_in_an_older_group_leaves_the_packets_to_the_newer_one() {
        OutboundIndex<Bound> bound = new OutboundIndex<>();
        bound.add(new Bound("a", anyTraffic(0), OutboundIndex.ANY_RESOURCE, 1));
        Bound old = new Bound("a0", anyTraffic(0), 0, 1);
        bound.add(old);
        Bound shared = new Bound("b", anyTraffic(0), OutboundIndex.ANY_RESOURCE, 2);
        bound.add(shared);
        Bound own = new Bound("b0", anyTraffic(0), 0, 2);
        bound.add(own);

        bound.add(new Bound("successor of a0", anyTraffic(0), 0, 1));
        bound.remove(old);
        assertThat(find(bound, 0, UDP)).isEqualTo("b0");
        assertThat(find(bound, 1, UDP)).isEqualTo("b");

        bound.remove(own);
        bound.remove(shared);
        assertThat(find(bound, 0, UDP)).isEqualTo("successor of a0");
        assertThat(find(bound, 1, UDP)).isEqualTo("a");
    }

    private record Watched(String name, SelectorSet all, long group, Set<String> looked)
            implements OutboundIndex.Entry {
        @Override
        public SelectorSet selectors() {
            looked.add(name);
            return all;
        }

        @Override
        public int resource() {
            return 1;
        }
    }

    @Test
    void a_search_ends_where_the_group_ends() {
        OutboundIndex<Watched> bound = new OutboundIndex<>();
        Set<String> looked = new HashSet<>();
        bound.add(new Watched("oldest", anyTraffic(0), 1, looked));
        bound.add(new Watched("older", anyTraffic(0), 2, looked));
        Watched newest = new Watched("newest", anyTraffic(0), 3, looked);
        bound.add(newest);
        looked.clear();

        Watched found = bound.lookup(0).find(view(packet("1.1.1.1", "10.1.1.1", UDP)));

        assertThat(found).isSameAs(newest);
        // the first of the next group tells that this one has ended
        assertThat(looked).containsExactlyInAnyOrder("newest", "older");
    }

    @Test
    void one_of_a_resource_keeps_its_packets_when_the_shared_one_of_its_group_is_replaced() {
        OutboundIndex<Bound> bound = new OutboundIndex<>();
        bound.add(new Bound("shared", anyTraffic(0), OutboundIndex.ANY_RESOURCE, 1));
        bound.add(new Bound("own", anyTraffic(0), 1, 1));
        bound.add(new Bound("successor", anyTraffic(0), OutboundIndex.ANY_RESOURCE, 1));

        assertThat(find(bound, 1, UDP)).isEqualTo("own");
        assertThat(find(bound, 2, UDP)).isEqualTo("successor");
    }
}
