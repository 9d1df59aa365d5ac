package io.flexike.flexvpn.interop;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The result of a run of {@code ping}: how many echo requests went out and how many replies came back. */
public record Ping(int sent, int received, String output) {
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

    /**
     * Sends three echo requests at once with that many octets of payload; source is an address or a device. Lasts no
     * longer than the replies need.
     */
    public static Ping from(NetworkNamespace namespace, String source, String target, int octets) {
        List<String> command = command(source, target, octets);
        HostCommand.Outcome outcome = namespace.run(command.toArray(String[]::new));
        Matcher summary = SUMMARY.matcher(outcome.output());
        return summary.find()
                ? new Ping(Integer.parseInt(summary.group(1)), Integer.parseInt(summary.group(2)), outcome.output())
                : new Ping(0, 0, outcome.output());
    }

    /** The interval is how long ping waits for the last reply, once it has seen another one. */
    public static List<String> command(String source, String target, int octets) {
        return List.of(
                "ping",
                "-n",
                "-c",
                "3",
                "-l",
                "3",
                "-i",
                "2",
                "-W",
                "2",
                "-s",
                Integer.toString(octets),
                "-I",
                source,
                target);
    }

    public boolean complete() {
        return sent > 0 && sent == received;
    }

    public boolean nothingCameBack() {
        return received == 0;
    }
}
