package io.flexike.examples.run;

import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.show.CommandTable;
import io.flexike.flexvpn.show.ShowCommands;
import io.flexike.ike.selector.IpPrefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/** What is typed while the gateway runs. */
final class Console {
    private static final CommandTable<Command> COMMANDS = new CommandTable<Command>()
            .with("clear crypto session", (console, words) -> console.clear(session -> true))
            .with("clear crypto session remote ADDRESS", (console, words) -> console.clear(remote(words.get(0))))
            .with(
                    "clear crypto session interface NAME",
                    (console, words) ->
                            console.clear(session -> session.interfaceName().equalsIgnoreCase(words.get(0))))
            .with("clear crypto ikev2 sa", (console, words) -> console.clear(session -> true))
            .with("reload CONFIG", (console, words) -> console.reload.with(Path.of(words.get(0))))
            .with("initiate TUNNEL", (console, words) -> console.initiate(words.get(0)));
    private static final String ALL =
            "all commands: show ..., clear crypto session [remote ADDRESS | interface NAME], clear crypto ikev2 sa,"
                    + " reload CONFIG, initiate TUNNEL, quit";

    private final FlexVpnGateway gateway;
    private final Reload reload;
    private final PrintStream out;

    @FunctionalInterface
    private interface Command {
        String run(Console console, List<String> words) throws InterruptedException;
    }

    Console(FlexVpnGateway gateway, Reload reload, PrintStream out) {
        this.gateway = gateway;
        this.reload = reload;
        this.out = out;
    }

    /** Does what is typed, until there is no more or it is {@code quit}; returns whether that was typed. */
    boolean run(InputStream in) throws InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.strip().equals("quit")) {
                    return true;
                }
                if (!line.isBlank()) {
                    out.print(answer(line.strip()));
                    out.flush();
                }
            }
        } catch (IOException e) {
            out.println("nothing more can be typed: " + e.getMessage());
        }
        return false;
    }

    private String answer(String line) throws InterruptedException {
        String first = line.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        if (first.length() > 1 && "show".startsWith(first)) {
            return show(line);
        }
        CommandTable.Match<Command> match = COMMANDS.match(line);
        if (match.value().isEmpty()) {
            return "% " + match.problem() + "; " + ALL + "\n";
        }
        try {
            return match.value().get().run(this, match.arguments());
        } catch (IllegalArgumentException e) {
            return "% " + e.getMessage() + "\n";
        }
    }

    private String show(String command) throws InterruptedException {
        try {
            return ShowCommands.show(
                    command, reload.running(), gateway.snapshot(), gateway.ike().get());
        } catch (ExecutionException e) {
            return "% the gateway does not answer: " + e.getMessage() + "\n";
        }
    }

    private static Predicate<SessionSnapshot> remote(String text) {
        InetAddress address = IpPrefix.parseAddress(text);
        return session -> session.path().remote().getAddress().equals(address);
    }

    private String clear(Predicate<SessionSnapshot> which) {
        List<SessionSnapshot> cleared =
                gateway.sessions().stream().filter(which).toList();
        for (SessionSnapshot each : cleared) {
            CompletableFuture<Void> unused = gateway.disconnect(each);
        }
        return cleared.size() + (cleared.size() == 1 ? " session" : " sessions") + " cleared\n";
    }

    private String initiate(String tunnel) {
        gateway.connect(tunnel);
        return tunnel + " connects\n";
    }
}
