package io.flexike.flexvpn.interop;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a BGP daemon of {@link Frr} is to do: a session with each neighbour, which are of other systems, for routes of
 * the family that its address is of.
 *
 * @param system its number
 * @param routerId its router ID, as an address of IPv4
 * @param neighbourSystem number of the system of all neighbours
 * @param neighbours their addresses
 * @param networks what it tells of, whether or not it has routes there
 */
public record BgpRouter(
        int system, String routerId, int neighbourSystem, List<String> neighbours, List<String> networks) {
    /** Seconds until a neighbour that is not heard of any more is given up; a busy machine can stand still for some. */
    private static final int HOLD_SECONDS = 20;

    public BgpRouter {
        neighbours = List.copyOf(neighbours);
        networks = List.copyOf(networks);
    }

    String text() {
        List<String> head = List.of(
                "router bgp " + system,
                " bgp router-id " + routerId,
                " no bgp ebgp-requires-policy",
                " no bgp network import-check",
                " no bgp default ipv4-unicast");
        Stream<String> sessions = neighbours.stream()
                .flatMap(each -> Stream.of(
                                "remote-as " + neighbourSystem, "timers 3 " + HOLD_SECONDS, "timers connect 1")
                        .map(line -> " neighbor " + each + " " + line));
        return Stream.of(
                        head.stream(),
                        sessions,
                        family("ipv4", it -> !it.contains(":")),
                        family("ipv6", it -> it.contains(":")))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private Stream<String> family(String name, Predicate<String> belongs) {
        return Stream.of(
                        Stream.of(" address-family " + name + " unicast"),
                        neighbours.stream().filter(belongs).map(each -> "  neighbor " + each + " activate"),
                        networks.stream().filter(belongs).map(each -> "  network " + each),
                        Stream.of(" exit-address-family"))
                .flatMap(lines -> lines);
    }

    /** Commands that make it tell of one more. */
    public List<String> announcing(String network) {
        String family = network.contains(":") ? "ipv6" : "ipv4";
        return List.of(
                "configure", "router bgp " + system, "address-family " + family + " unicast", "network " + network);
    }
}
