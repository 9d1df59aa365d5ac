package io.flexike.flexvpn.router;

import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.InterfaceAttribute;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an attribute list says of the interface of a peer; a later line replaces an earlier one. */
final class PeerInterface {
    private final Interfaces interfaces;
    private final Notes notes;

    PeerInterface(Interfaces interfaces, Notes notes) {
        this.interfaces = interfaces;
        this.notes = notes;
    }

    InterfaceSettings of(Block list) {
        InterfaceSettings settings = InterfaceSettings.NONE;
        for (Statement attribute : list.statements("attribute type")) {
            Optional<InterfaceAttribute> ofInterface = InterfaceAttribute.of(attribute);
            Optional<Statement> line = ofInterface.flatMap(InterfaceAttribute::line);
            if (line.isPresent()) {
                settings = with(settings, line.get());
            } else {
                notes.inactive(
                        attribute,
                        ofInterface
                                .map(InterfaceAttribute::text)
                                .orElseGet(() -> attribute.key() + " " + attribute.text("type")));
            }
        }
        return settings;
    }

    private InterfaceSettings with(InterfaceSettings before, Statement line) {
        Optional<InterfaceSettings> after = switch (line.key()) {
            case "ip mtu" -> Optional.of(before.withMtu(Math.toIntExact(line.integer("octets"))));
            case "vrf forwarding", "ip vrf forwarding" -> Optional.of(before.withVrf(line.text("vrf")));
            case "tunnel key" -> Optional.of(before.withGreKey(line.integer("key")));
            case "ip unnumbered", "ipv6 unnumbered" -> Optional.of(addresses(borrowed(line), before));
            case "ip address", "ipv6 address" -> address(line).map(own -> address(own, line, before));
            default -> Optional.empty();
        };
        if (after.isEmpty()) {
            notes.inactive(line);
        }
        return after.orElse(before);
    }

    /** An IPv6 address and a secondary one stand beside those before. */
    private static InterfaceSettings address(InetAddress own, Statement line, InterfaceSettings before) {
        return line.has("secondary") || line.key().equals("ipv6 address")
                ? before.withAddress(IpPrefix.format(own))
                : addresses(List.of(own), before);
    }

    private static Optional<InetAddress> address(Statement line) {
        return line.value("address").isPresent()
                ? Optional.of(line.address("address"))
                : line.value("prefix").map(prefix -> line.address("prefix"));
    }

    private static InterfaceSettings addresses(List<InetAddress> addresses, InterfaceSettings before) {
        return new InterfaceSettings(addresses, before.mtu(), before.vrf(), before.greKey()).over(before);
    }

    private List<InetAddress> borrowed(Statement line) {
        boolean ipv4 = line.key().equals("ip unnumbered");
        List<InetAddress> borrowed = new ArrayList<>();
        interfaces
                .named(line.text("interface"))
                .ifPresent(lender -> interfaces.addresses(lender).stream()
                        .filter(address -> address.isIpv4() == ipv4)
                        .map(InterfaceAddress::address)
                        .forEach(borrowed::add));
        return borrowed;
    }
}
