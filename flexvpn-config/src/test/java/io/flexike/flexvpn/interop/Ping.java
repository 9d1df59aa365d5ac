package io.flexike.flexvpn.interop;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The result of a run of {@code ping}: how many echo requests went out and how many replies came back. */
public record Ping(int sent, int received, String output) {
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

    /** Seconds that replies may take where one end, or all of this host, stands still for a while. */
    private static final int PATIENCE = 10;

    private static final int PATIENCE_IN_VAIN = 2;

    /**
     * Sends three echo requests at once with that many octets of payload; source is an address or a device. Lasts no
     * longer than the replies need.
     */
    public static Ping from(NetworkNamespace namespace, String source, String target, int octets) {
        return run(namespace, command(source, target, octets));
    }

    /** The same where nothing ought to come back, for which it does not wait as long. */
    public static Ping inVain(NetworkNamespace namespace, String source, String target, int octets) {
        return run(namespace, command(source, target, octets, PATIENCE_IN_VAIN));
    }

    private static Ping run(NetworkNamespace namespace, List<String> command) {
        HostCommand.Outcome outcome = namespace.run(command.toArray(String[]::new));
        Matcher summary = SUMMARY.matcher(outcome.output());
        return summary.find()
                ? new Ping(Integer.parseInt(summary.group(1)), Integer.parseInt(summary.group(2)), outcome.output())
                : new Ping(0, 0, outcome.output());
    }

    public static List<String> command(String source, String target, int octets) {
        return command(source, target, octets, PATIENCE);
    }

    /** Ping ends at the third reply; it waits for -W while there is none, and for the interval once there is one. */
    private static List<String> command(String source, String target, int octets, int seconds) {
        return List.of(
                "ping",
                "-n",
                "-c",
                "3",
                "-l",
                "3",
                "-i",
                Integer.toString(seconds),
                "-W",
                Integer.toString(seconds),
                "-s",
                Integer.toString(octets),
                "-I",
                source,
                target);
    }

    /**
     * The command of a guest, which goes on for ten seconds until three replies are there: one that shares its
     * processor may lose some, which is not what is tested.
     */
    public static String ofGuest(String source, String target, int octets) {
        return "ping -n -c 3 -i 0.05 -w " + PATIENCE + " -s " + octets + " -I " + source + " " + target;
    }

    public boolean complete() {
        return sent > 0 && sent == received;
    }

    public boolean nothingCameBack() {
        return received == 0;
    }
}
