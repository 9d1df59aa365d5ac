package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.HostAddress;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which outer addresses a gateway is to have.
 *
 * @param named these only; empty for all that the host has
 * @param ownDevices names of our own tunnel devices, whose addresses are inner ones
 */
record ChosenAddresses(Optional<List<InetAddress>> named, Set<String> ownDevices) {
    private static final Pattern NAMED_BY_NUMBER = Pattern.compile("(tu|vi)[0-9]+");

    static ChosenAddresses of(GatewayPlan plan) {
        Set<String> devices = Stream.concat(
                        plan.tunnels().stream().map(StaticTunnel::deviceName),
                        plan.templates().stream().map(VirtualTemplate::deviceName))
                .collect(Collectors.toSet());
        Set<InetAddress> named = new LinkedHashSet<>(plan.options().listenAddresses());
        for (StaticTunnel tunnel : plan.tunnels()) {
            tunnel.source().ifPresent(named::add);
        }
        boolean isAwaitedAnywhere = plan.options().listenAddresses().isEmpty()
                && (named.isEmpty()
                        || !plan.templates().isEmpty()
                        || !plan.tunnels().stream()
                                .allMatch(tunnel -> tunnel.source().isPresent()));
        if (!isAwaitedAnywhere) {
            return new ChosenAddresses(Optional.of(List.copyOf(named)), devices);
        }
        return new ChosenAddresses(
                plan.environment().localAddresses().map(ofSystem -> {
                    named.addAll(ofSystem);
                    return List.copyOf(named);
                }),
                devices);
    }

    /** Devices of peers, and of tunnels that were configured meanwhile, are not known beforehand but by their names. */
    private boolean isOwn(String device) {
        return ownDevices.contains(device) || NAMED_BY_NUMBER.matcher(device).matches();
    }

    /** Others in their place. */
    ChosenAddresses with(List<InetAddress> addresses) {
        return new ChosenAddresses(Optional.of(List.copyOf(addresses)), ownDevices);
    }

    /** Those of them that the host has now, each once. */
    List<InetAddress> among(List<HostAddress> host) {
        Set<InetAddress> there = host.stream()
                .filter(each -> !isOwn(each.device()))
                .map(each -> IpPrefix.host(each.address()).address())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return named.map(names -> names.stream().filter(there::contains).toList())
                .orElseGet(() -> List.copyOf(there));
    }
}
