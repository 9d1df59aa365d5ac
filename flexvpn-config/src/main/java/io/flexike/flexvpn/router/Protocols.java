package io.flexike.flexvpn.router;

import java.util.Map;

/** The words that access lists have for IP protocols. */
final class Protocols {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("ip", 0),
            Map.entry("ipv6", 0),
            Map.entry("icmp", 1),
            Map.entry("igmp", 2),
            Map.entry("ipinip", 4),
            Map.entry("tcp", 6),
            Map.entry("udp", 17),
            Map.entry("gre", 47),
            Map.entry("esp", 50),
            Map.entry("ahp", 51),
            Map.entry("eigrp", 88),
            Map.entry("ospf", 89),
            Map.entry("nos", 94),
            Map.entry("pim", 103),
            Map.entry("pcp", 108),
            Map.entry("sctp", 132));

    private static final int ICMP6 = 58;

    private Protocols() {}

    /** The number of a word or of a number; 0 for every protocol. */
    static int number(String word) {
        Integer known = NUMBERS.get(word);
        return known != null ? known : Integer.parseInt(word);
    }

    /** The same in an access list of IPv6. */
    static int number6(String word) {
        return word.equals("icmp") ? ICMP6 : number(word);
    }
}
