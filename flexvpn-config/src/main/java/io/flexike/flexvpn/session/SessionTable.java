package io.flexike.flexvpn.session;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Sessions as text: a table with a row for each, or everything about one. Safe for a terminal whatever peers call
 * themselves.
 */
public final class SessionTable {
    private static final List<String> HEAD = List.of(
            "Interface", "Peer", "Outer address", "Inner addresses", "ESP", "In (pkt/oct)", "Out (pkt/oct)", "Up");

    private SessionTable() {}

    /** A table with a line of headings; ends with a newline. */
    public static String render(List<SessionSnapshot> sessions) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        sessions.forEach(session -> rows.add(row(session)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            append(text, row, widths);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static List<String> row(SessionSnapshot session) {
        return List.of(
                session.interfaceName(),
                session.peerText(),
                outer(session.path().remote()),
                inner(session),
                esp(session),
                traffic(session.received()),
                traffic(session.sent()),
                uptime(session.uptime()));
    }

    /** Everything about one session on several lines; ends with a newline. */
    public static String renderDetail(SessionSnapshot session) {
        StringBuilder text = new StringBuilder();
        text.append(session.interfaceName()).append(" of ").append(session.origin());
        text.append(", profile ").append(session.profile()).append('\n');
        line(text, "peer", session.peerText());
        line(
                text,
                "outer addresses",
                outer(session.path().local()) + " - " + outer(session.path().remote()));
        line(text, "role", session.initiator() ? "initiator" : "responder");
        line(text, "NAT", nat(session));
        line(text, "IKE SPIs (own/peer)", hex(session.localSpi()) + " / " + hex(session.remoteSpi()));
        line(text, "IKE suite", session.suite().map(Object::toString).orElse("none"));
        line(text, "assigned", inner(session));
        line(text, "up for", uptime(session.uptime()));
        for (ChildSnapshot child : session.children()) {
            line(text, "Child SA (in/out)", hex(child.inboundSpi()) + " / " + hex(child.outboundSpi()));
            line(text, "  suite", child.suite() + (child.udpEncapsulation() ? " in UDP" : ""));
            child.queue().ifPresent(queue -> line(text, "  only for queue", Integer.toString(queue)));
            line(text, "  own side", selectors(child.local()));
            line(text, "  peer's side", selectors(child.remote()));
            line(text, "  received", traffic(child.received()));
            line(text, "  sent", traffic(child.sent()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-20s  %s%n", name, value).replace("\r\n", "\n"));
    }

    private static String esp(SessionSnapshot session) {
        String suites = session.children().stream()
                .map(child -> child.suite() + (child.udpEncapsulation() ? " in UDP" : ""))
                .distinct()
                .collect(Collectors.joining(", "));
        return suites.isEmpty() ? "none" : suites;
    }

    private static String inner(SessionSnapshot session) {
        if (!session.assigned().addresses().isEmpty()) {
            return session.assigned().addresses().stream().map(IpPrefix::format).collect(Collectors.joining(", "));
        }
        return session.children().isEmpty()
                ? "none"
                : selectors(session.children().get(0).remote());
    }

    private static String selectors(List<AddressSelector> selectors) {
        return selectors.stream().map(AddressSelector::toString).collect(Collectors.joining(", "));
    }

    private static String nat(SessionSnapshot session) {
        if (session.behindNat()) {
            return session.peerBehindNat() ? "in front of both" : "in front of us";
        }
        return session.peerBehindNat() ? "in front of the peer" : "none";
    }

    private static String outer(InetSocketAddress address) {
        String text = IpPrefix.format(address.getAddress());
        return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + address.getPort();
    }

    private static String traffic(Traffic traffic) {
        return traffic.packets() + "/" + traffic.octets();
    }

    private static String hex(long spi) {
        return String.format(Locale.ROOT, "%016x", spi);
    }

    private static String hex(int spi) {
        return String.format(Locale.ROOT, "%08x", spi);
    }

    private static String uptime(Duration uptime) {
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", uptime.toHours(), uptime.toMinutesPart(), uptime.toSecondsPart());
    }
}
