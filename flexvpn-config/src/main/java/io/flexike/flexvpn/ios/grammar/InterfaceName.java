package io.flexike.flexvpn.ios.grammar;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Such as {@code Tunnel0}, {@code tu 0} or {@code GigabitEthernet0/0/0.100}. */
record InterfaceName() implements ValueType {
    /** Those before others come first where an abbreviation would fit several. */
    private static final List<String> KINDS = List.of(
            "Tunnel",
            "GigabitEthernet",
            "Loopback",
            "Virtual-Template",
            "Virtual-Access",
            "Ethernet",
            "FastEthernet",
            "TenGigabitEthernet",
            "TwentyFiveGigE",
            "FortyGigabitEthernet",
            "HundredGigE",
            "TwoGigabitEthernet",
            "FiveGigabitEthernet",
            "Serial",
            "Dialer",
            "Vlan",
            "Port-channel",
            "BDI",
            "BVI",
            "Cellular",
            "ATM",
            "Multilink",
            "Null",
            "VirtualPortGroup",
            "AppGigabitEthernet",
            "LISP",
            "Async",
            "nve",
            "pseudowire",
            "vasileft",
            "vasiright");

    private static final Pattern NAME = Pattern.compile("([A-Za-z][A-Za-z-]*)([0-9][0-9/.:]*)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9/.:]*");

    @Override
    public Scan scan(String line, int start) {
        int end = Spaces.wordEnd(line, start);
        Matcher name = NAME.matcher(line).region(start, end);
        if (!name.matches()) {
            return Scan.refused(end, "");
        }
        String number = name.group(2);
        String kind = kind(name.group(1));
        if (number == null) {
            int next = Spaces.skip(line, end);
            int nextEnd = Spaces.wordEnd(line, next);
            if (kind.isEmpty() || !NUMBER.matcher(line).region(next, nextEnd).matches()) {
                return Scan.refused(end, "");
            }
            number = line.substring(next, nextEnd);
            end = nextEnd;
        }
        // Kinds of interface that are not known yet are no mistake.
        return Scan.of(end, (kind.isEmpty() ? name.group(1) : kind) + number);
    }

    private static String kind(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String found = "";
        for (String kind : KINDS) {
            String name = kind.toLowerCase(Locale.ROOT);
            if (name.equals(lower)) {
                return kind;
            }
            if (found.isEmpty() && name.startsWith(lower)) {
                found = kind;
            }
        }
        return found;
    }

    @Override
    public String description() {
        return "an interface such as Tunnel0";
    }
}
