package io.flexike.flexvpn.router;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ranges that {@code eq}, {@code gt}, {@code lt} and {@code range} mean. */
final class PortRanges {
    private static final int MAX_PORT = 65535;
    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("ftp-data", 20),
            Map.entry("ftp", 21),
            Map.entry("telnet", 23),
            Map.entry("smtp", 25),
            Map.entry("tacacs", 49),
            Map.entry("domain", 53),
            Map.entry("bootps", 67),
            Map.entry("bootpc", 68),
            Map.entry("tftp", 69),
            Map.entry("www", 80),
            Map.entry("pop3", 110),
            Map.entry("sunrpc", 111),
            Map.entry("ntp", 123),
            Map.entry("netbios-ns", 137),
            Map.entry("netbios-dgm", 138),
            Map.entry("netbios-ss", 139),
            Map.entry("snmp", 161),
            Map.entry("snmptrap", 162),
            Map.entry("bgp", 179),
            Map.entry("isakmp", 500),
            Map.entry("syslog", 514),
            Map.entry("rip", 520),
            Map.entry("non500-isakmp", 4500));

    private PortRanges() {}

    /** First and last port; empty if it is not one range. */
    static Optional<int[]> of(List<String> words) {
        if (words.size() == 3 && words.get(0).equals("range")) {
            return range(port(words.get(1)), port(words.get(2)));
        }
        if (words.size() != 2) {
            return Optional.empty();
        }
        Optional<Integer> port = port(words.get(1));
        return switch (words.get(0)) {
            case "eq" -> range(port, port);
            case "gt" -> range(port.map(each -> each + 1), Optional.of(MAX_PORT));
            case "lt" -> range(Optional.of(0), port.map(each -> each - 1));
            default -> Optional.empty();
        };
    }

    private static Optional<int[]> range(Optional<Integer> first, Optional<Integer> last) {
        return first.flatMap(from -> last.map(to -> new int[] {from, to})).filter(ports -> ports[0] <= ports[1]);
    }

    private static Optional<Integer> port(String word) {
        Integer named = NAMES.get(word);
        if (named != null) {
            return Optional.of(named);
        }
        try {
            return Optional.of(Integer.parseInt(word)).filter(port -> port >= 0 && port <= MAX_PORT);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
