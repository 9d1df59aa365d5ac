package io.flexike.flexvpn.router;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.tunnel.Flow;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Entries of crypto maps: each becomes a tunnel whose device the protected networks are routed to, with one Child SA
 * for each line of its access list.
 */
final class CryptoMaps {
    private static final String ENTRY = "crypto map";
    private static final String DYNAMIC = "crypto dynamic-map";

    private final RouterConfig router;
    private final Interfaces interfaces;
    private final AccessLists lists;
    private final IkeProfiles ikeProfiles;
    private final IpsecProfiles ipsecProfiles;
    private final Notes notes;

    CryptoMaps(
            RouterConfig router,
            Interfaces interfaces,
            AccessLists lists,
            IkeProfiles ike,
            IpsecProfiles ipsec,
            Notes notes) {
        this.router = router;
        this.interfaces = interfaces;
        this.lists = lists;
        this.ikeProfiles = ike;
        this.ipsecProfiles = ipsec;
        this.notes = notes;
    }

    void addTo(FlexVpnConfig.Builder config) {
        Set<String> applied = new HashSet<>();
        for (Block iface : interfaces.all()) {
            Optional<String> map = iface.text("crypto map", "map").filter(unused -> !iface.isOn("shutdown"));
            if (map.isPresent()) {
                Optional<InetAddress> outer = outer(map.get(), iface);
                boolean second = applied.stream().anyMatch(each -> each.startsWith(map.get() + " "));
                if (applied.add(map.get() + " " + outer)) {
                    add(map.get(), outer, second ? "-" + iface.name() : "", config);
                }
            }
        }
    }

    private Optional<InetAddress> outer(String map, Block iface) {
        return router.root().statements("crypto map").stream()
                .filter(line ->
                        line.text("name").equals(map) && line.value("interface").isPresent())
                .findFirst()
                .flatMap(line -> interfaces.outer(line.text("interface"), true))
                .or(() -> interfaces.outer(iface.name(), true));
    }

    private void add(String map, Optional<InetAddress> outer, String suffix, FlexVpnConfig.Builder config) {
        for (Block entry : router.blocks(ENTRY)) {
            Statement header = entry.header().orElseThrow();
            if (!header.text("name").equals(map)) {
                continue;
            }
            String title = map + "-" + header.text("sequence") + suffix;
            Optional<String> dynamic = header.value("dynamic");
            if (dynamic.isPresent()) {
                for (Block each : router.blocks(DYNAMIC)) {
                    Statement line = each.header().orElseThrow();
                    if (line.text("name").equals(dynamic.get())) {
                        add(title + "-" + line.text("sequence"), each, List.of(), outer, config);
                    }
                }
            } else {
                add(title, entry, peers(entry), outer, config);
            }
        }
    }

    private static List<String> peers(Block entry) {
        return entry.statements("set peer").stream()
                .map(line -> line.text("peer"))
                .toList();
    }

    private void add(
            String title, Block entry, List<String> peers, Optional<InetAddress> outer, FlexVpnConfig.Builder config) {
        notes.guarded(entry, () -> {
            addGuarded(title, entry, peers, outer, config);
            return Optional.empty();
        });
    }

    private void addGuarded(
            String title, Block entry, List<String> peers, Optional<InetAddress> outer, FlexVpnConfig.Builder config) {
        Statement header = entry.header().orElseThrow();
        Optional<IkeProfile> ike =
                entry.text("set ikev2-profile", "profile").flatMap(name -> ikeProfiles.named(name, outer));
        if (ike.isEmpty()) {
            notes.warning(
                    header,
                    "no IKEv2 profile that is active and complete; the entry is left out."
                            + " Right would be a line set ikev2-profile");
            return;
        }
        List<Flow> flows = flows(entry);
        if (flows.isEmpty()) {
            notes.warning(header, "nothing is protected; the entry is left out. Right would be a line match address");
            return;
        }
        if (peers.size() > 1) {
            notes.warning(
                    entry.statements("set peer").get(1),
                    "only the first peer is connected to; the others are not active yet");
        }
        IpsecProfile ipsec = ipsecProfiles.of(entry, true);
        config.staticTunnel(title, tunnel -> {
            tunnel.profile(ike.get()).ipsec(ipsec).flows(flows);
            outer.ifPresent(address -> tunnel.source(Interfaces.text(address)));
            peers.stream().findFirst().map(PeerEndpoint::of).ifPresent(tunnel::destination);
            if (peers.isEmpty()) {
                tunnel.responderOnly();
            }
        });
    }

    private List<Flow> flows(Block entry) {
        Optional<String> list = entry.text("match address", "list");
        if (list.isEmpty()) {
            return List.of();
        }
        List<Flow> flows = new ArrayList<>(lists.flows(list.get(), false));
        flows.addAll(lists.flows(list.get(), true));
        return flows;
    }
}
