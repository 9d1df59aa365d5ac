package io.flexike.flexvpn.interop;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The result of a run of {@code ping}: how many echo requests went out and how many replies came back. */
record Ping(int sent, int received, String output) {
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

    /** Sends three echo requests with that many octets of payload; source is an address or a device. */
    static Ping from(NetworkNamespace namespace, String source, String target, int octets) {
        HostCommand.Outcome outcome = namespace.run(
                "ping", "-n", "-c", "3", "-i", "0.1", "-W", "2", "-s", Integer.toString(octets), "-I", source, target);
        Matcher summary = SUMMARY.matcher(outcome.output());
        return summary.find()
                ? new Ping(Integer.parseInt(summary.group(1)), Integer.parseInt(summary.group(2)), outcome.output())
                : new Ping(0, 0, outcome.output());
    }

    boolean complete() {
        return sent > 0 && sent == received;
    }

    boolean nothingCameBack() {
        return received == 0;
    }
}
