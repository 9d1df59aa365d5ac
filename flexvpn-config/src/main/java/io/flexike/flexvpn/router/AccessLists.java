package io.flexike.flexvpn.router;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.tunnel.Flow;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What access lists permit: prefixes of standard ones, pairs of selectors of extended ones. */
final class AccessLists {
    private static final String ENTRY = "entry";
    private static final List<String> NARROWING_WORDS = List.of(
            "object-group",
            "established",
            "fragments",
            "echo",
            "echo-reply",
            "unreachable",
            "time-exceeded",
            "packet-too-big",
            "ttl-exceeded",
            "traceroute",
            "port-unreachable");
    private static final List<String> NARROWING_VALUES =
            List.of("dscp", "precedence", "tos", "ttl", "time-range", "icmp-type");
    private static final String NUMBERED = "access-list";

    private final RouterConfig router;
    private final Notes notes;

    AccessLists(RouterConfig router, Notes notes) {
        this.router = router;
        this.notes = notes;
    }

    /** The prefixes that a standard list permits; of an extended one those of its sources. */
    List<IpPrefix> prefixes(String name, boolean ipv6) {
        List<IpPrefix> prefixes = new ArrayList<>();
        for (Statement entry : permits(name, ipv6)) {
            if (entry.value("protocol").isPresent()) {
                flow(entry, ipv6).flatMap(flow -> flow.local().prefix()).ifPresent(prefixes::add);
            } else {
                notes.guarded(entry, () -> side(entry, "address", "wildcard", false))
                        .flatMap(AddressSelector::prefix)
                        .ifPresent(prefixes::add);
            }
        }
        return prefixes;
    }

    /** What each line of an extended list permits: from our side to the peer's. */
    List<Flow> flows(String name, boolean ipv6) {
        List<Flow> flows = new ArrayList<>();
        for (Statement entry : permits(name, ipv6)) {
            flow(entry, ipv6).ifPresent(flows::add);
        }
        return flows;
    }

    private List<Statement> permits(String name, boolean ipv6) {
        List<Statement> permits = new ArrayList<>();
        Optional<Statement> denied = Optional.empty();
        for (Statement entry : entries(name, ipv6)) {
            String action = entry.value("action").orElse("");
            if (action.equals("permit")) {
                // what stands behind the last permit is denied anyway
                denied.ifPresent(deny -> notes.error(
                        deny,
                        "a line that denies before one that permits cannot be honoured here;"
                                + " right would be lines that permit what is left"));
                denied = Optional.empty();
                permits.add(entry);
            } else if (action.equals("deny") && denied.isEmpty()) {
                denied = Optional.of(entry);
            }
        }
        return permits;
    }

    private List<Statement> entries(String name, boolean ipv6) {
        if (ipv6) {
            return router.block("ipv6 access-list", name)
                    .map(list -> list.statements(ENTRY))
                    .orElse(List.of());
        }
        Optional<Block> block =
                router.block("ip access-list extended", name).or(() -> router.block("ip access-list standard", name));
        if (block.isPresent()) {
            return block.get().statements(ENTRY);
        }
        return router.root().statements(NUMBERED).stream()
                .filter(line -> line.text("number").equals(name))
                .toList();
    }

    private Optional<Flow> flow(Statement entry, boolean ipv6) {
        return notes.guarded(entry, () -> checkedFlow(entry, ipv6));
    }

    private Optional<Flow> checkedFlow(Statement entry, boolean ipv6) {
        Optional<String> narrowing = NARROWING_WORDS.stream()
                .filter(entry::has)
                .findFirst()
                .or(() -> NARROWING_VALUES.stream()
                        .filter(value -> entry.value(value).isPresent())
                        .findFirst());
        if (narrowing.isPresent()) {
            notes.error(
                    entry,
                    "\"" + narrowing.get() + "\" says more than a traffic selector can;"
                            + " right would be addresses, a protocol and a range of ports");
            return Optional.empty();
        }
        Optional<AddressSelector> source = side(entry, "source", "source-wildcard", ipv6);
        Optional<AddressSelector> destination = side(entry, "destination", "destination-wildcard", ipv6);
        if (source.isEmpty() || destination.isEmpty()) {
            return Optional.empty();
        }
        String word = entry.text("protocol");
        int protocol = ipv6 ? Protocols.number6(word) : Protocols.number(word);
        Optional<AddressSelector> local = withPorts(entry, "source-ports", source.get(), protocol);
        Optional<AddressSelector> remote = withPorts(entry, "destination-ports", destination.get(), protocol);
        return local.flatMap(one -> remote.map(other -> new Flow(one, other)));
    }

    private Optional<AddressSelector> side(Statement entry, String address, String wildcard, boolean ipv6) {
        Optional<String> value = entry.value(address);
        if (value.isEmpty()) {
            return Optional.of(ipv6 ? AddressSelector.any6() : AddressSelector.any4());
        }
        if (ipv6) {
            String text = value.get();
            return Optional.of(
                    text.indexOf('/') < 0
                            ? AddressSelector.host(IpPrefix.parseAddress(text))
                            : AddressSelector.subnet(text));
        }
        InetAddress host = entry.address(address);
        if (entry.value(wildcard).isEmpty()) {
            return Optional.of(AddressSelector.host(host));
        }
        OptionalInt length = Masks.wildcardLength(entry.text(wildcard));
        if (length.isEmpty()) {
            notes.error(
                    entry.line(),
                    entry.column(wildcard),
                    "the wildcard " + entry.text(wildcard)
                            + " means no single prefix; right would be one with all zeros first, such as 0.0.0.255");
            return Optional.empty();
        }
        return Optional.of(AddressSelector.subnet(new IpPrefix(host, length.getAsInt())));
    }

    private Optional<AddressSelector> withPorts(Statement entry, String name, AddressSelector side, int protocol) {
        AddressSelector withProtocol = protocol == 0 ? side : side.withProtocol(protocol);
        List<String> words = entry.values(name);
        if (words.isEmpty()) {
            return Optional.of(withProtocol);
        }
        Optional<int[]> range = PortRanges.of(words);
        if (range.isEmpty()) {
            notes.error(
                    entry.line(),
                    entry.column(name),
                    "\"" + String.join(" ", words)
                            + "\" is no single range of ports; right would be eq, range, gt or lt");
            return Optional.empty();
        }
        return range.map(ports -> withProtocol.withPorts(ports[0], ports[1]));
    }
}
