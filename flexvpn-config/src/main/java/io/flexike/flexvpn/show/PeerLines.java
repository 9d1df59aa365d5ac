package io.flexike.flexvpn.show;

import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines of an interface that the authorization policy of its peer has put in place of its template's. */
final class PeerLines {
    private final InterfaceSettings settings;
    private final RouterConfig configuration;

    PeerLines(InterfaceSettings settings, RouterConfig configuration) {
        this.settings = settings;
        this.configuration = configuration;
    }

    /** Whether a line of the template does not hold. */
    boolean replaces(Statement line) {
        return switch (line.key()) {
            case "vrf forwarding", "ip vrf forwarding" -> settings.vrf().isPresent();
            case "ip unnumbered", "ip address" -> settings.addresses().stream().anyMatch(Places::isIpv4);
            case "ipv6 unnumbered", "ipv6 address" ->
                settings.addresses().stream().anyMatch(each -> !Places.isIpv4(each));
            case "ip mtu" -> settings.mtu().isPresent();
            case "tunnel key" -> settings.greKey().isPresent();
            default -> false;
        };
    }

    /** Those about packets inside. */
    List<String> inside() {
        List<String> lines = new ArrayList<>();
        settings.vrf().ifPresent(vrf -> lines.add("vrf forwarding " + vrf));
        settings.addresses().forEach(each -> lines.add(address(each)));
        settings.mtu().ifPresent(octets -> lines.add("ip mtu " + octets));
        return lines;
    }

    /** Those about packets outside. */
    List<String> outside() {
        List<String> lines = new ArrayList<>();
        settings.greKey().ifPresent(key -> lines.add("tunnel key " + key));
        return lines;
    }

    private String address(InetAddress address) {
        String family = Places.isIpv4(address) ? "ip" : "ipv6";
        String mask = Places.isIpv4(address) ? " 255.255.255.255" : "/128";
        return lender(address)
                .map(lender -> family + " unnumbered " + lender.name())
                .orElse(family + " address " + Places.address(address) + mask);
    }

    /** The loopback interface that has the address. */
    private Optional<Block> lender(InetAddress address) {
        return configuration.blocks("interface").stream()
                .filter(each -> each.name().startsWith("Loopback"))
                .filter(each ->
                        has(each, "ip address", "address", address) || has(each, "ipv6 address", "prefix", address))
                .findFirst();
    }

    private static boolean has(Block block, String key, String value, InetAddress address) {
        return block.statements(key).stream()
                .filter(line -> line.value(value).isPresent())
                .anyMatch(line -> line.address(value).equals(address));
    }
}
