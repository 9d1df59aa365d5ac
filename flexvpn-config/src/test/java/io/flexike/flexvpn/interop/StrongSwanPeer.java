package io.flexike.flexvpn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A strongSwan daemon in a network namespace of this host. It has a mount namespace of its own whose {@code /run} is a
 * folder of the test, so that any number of them work side by side and beside an installed one.
 */
public final class StrongSwanPeer implements IkePeer {
    public static final Path CHARON = Path.of("/usr/lib/ipsec/charon");

    private final Path folder;
    private final Process process;

    private StrongSwanPeer(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts a daemon with user-space ESP; everything it reads and writes is in the folder, one for each daemon. */
    public static StrongSwanPeer start(NetworkNamespace namespace, Path folder, SwanctlConf swanctlConf) {
        return start(namespace, folder, CharonSettings.userSpaceEsp(), swanctlConf);
    }

    public static StrongSwanPeer start(
            NetworkNamespace namespace, Path folder, CharonSettings settings, SwanctlConf swanctlConf) {
        try {
            Files.createDirectories(folder.resolve("run"));
            Files.writeString(
                    folder.resolve("strongswan.conf"),
                    settings.text(
                            folder.resolve("charon.log").toString(),
                            socket(folder),
                            folder.resolve("resolv.conf").toString()));
            Process process = namespace.start(
                    folder.resolve("output"),
                    "env",
                    "STRONGSWAN_CONF=" + folder.resolve("strongswan.conf"),
                    "sh",
                    "-c",
                    "mount --bind \"$0\" /run && exec \"$1\"",
                    folder.resolve("run").toString(),
                    CHARON.toString());
            StrongSwanPeer peer = new StrongSwanPeer(folder, process);
            try {
                peer.awaitSocket();
                peer.load(swanctlConf);
            } catch (RuntimeException | AssertionError e) {
                peer.close();
                throw e;
            }
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + folder, e);
        }
    }

    private void awaitSocket() {
        Path socket = Path.of(socket(folder));
        Awaitility.await("control socket of charon")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(HostCommand.START_LIMIT)
                .until(() -> accepts(socket) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("charon ended at once:\n" + text("output") + log());
        }
    }

    /** The file is there a moment before the daemon listens. */
    private static boolean accepts(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public HostCommand.Outcome swanctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("swanctl"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--uri", "unix://" + socket(folder)));
        return HostCommand.run(HostCommand.DEFAULT_LIMIT, environment(), command);
    }

    private Map<String, String> environment() {
        return Map.of(
                "STRONGSWAN_CONF", folder.resolve("strongswan.conf").toString(), "SWANCTL_DIR", folder.toString());
    }

    @Override
    public void load(String swanctlConf) {
        try {
            Files.writeString(folder.resolve("swanctl.conf"), swanctlConf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        swanctl("--load-all", "--noprompt").orFail();
    }

    @Override
    public String log() {
        return text("charon.log");
    }

    /** The name servers that the daemon as a client was told to use, in the form of resolv.conf. */
    public String nameServers() {
        return text("resolv.conf");
    }

    private String text(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the daemon at once, which does not get to say anything to its peers. */
    public void kill() {
        HostCommand.kill(process);
        process.onExit().join();
    }

    /** Has the daemon do nothing until it is thawed; what arrives meanwhile waits in its sockets. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        HostCommand.require("sh", "-c", "kill -" + name + " " + process.pid());
    }

    /** Ends the daemon, which deletes its SAs towards its peers first, and waits for it. */
    @Override
    public void close() {
        HostCommand.stop(process, Duration.ofSeconds(5));
    }

    private static String socket(Path folder) {
        return folder.resolve("run").resolve("vici").toString();
    }
}
