package io.flexike.flexvpn.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * FRR's routing daemons, from where {@code .ci/peers} unpacks them, in a namespace or inside a guest. Zebra puts what
 * they learn into the kernel there.
 */
public final class Frr implements AutoCloseable {
    private static final String PROGRAMS = OtherDaemons.FOLDER + "/usr/lib/frr";

    private static final String ENVIRONMENT = """
            export LD_LIBRARY_PATH=$(echo PEERS/usr/lib/*-linux-gnu):$(echo PEERS/usr/lib/*-linux-gnu/frr)
            mkdir -p FOLDER && cd FOLDER || exit 1
            """;

    /** Only they see these mounts; the group that owns their sockets has to be there. */
    private static final String BEGIN = ENVIRONMENT + """
            grep -v ^frrvty: /etc/group >group; echo frrvty:x:6262:root >>group
            mount --bind group /etc/group && mount -t tmpfs reports /var/tmp || exit 1
            echo 'username root nopassword' >vtysh.conf
            run() {
                PROGRAMS/$1 -d -u root -g root -A 127.0.0.1 -P 0 -i FOLDER/$1.pid -z FOLDER/zebra.socket \\
                    --vty_socket FOLDER -f FOLDER/$1.conf --log file:FOLDER/$1.log --limit-fds 1024 >$1.out 2>&1 ||
                    { cat $1.out $1.log; exit 1; }
            }
            echo 'interface lo' >zebra.conf; run zebra
            """;

    private interface Shell {
        HostCommand.Outcome run(String script);
    }

    private final Shell shell;
    private final String folder;

    private Frr(Shell shell, String folder) {
        this.shell = shell;
        this.folder = folder;
    }

    static boolean isPresent() {
        return Stream.of("zebra", "ospfd", "ospf6d", "bgpd")
                .allMatch(each -> Files.isExecutable(Path.of(PROGRAMS, each)));
    }

    public static Frr in(NetworkNamespace namespace, Path folder) {
        return new Frr(script -> namespace.run("bash", "-c", script), folder.toString());
    }

    public static Frr in(KernelGuest guest) {
        return new Frr(guest::run, "/run/frr");
    }

    /** OSPF for IPv4 and IPv6 on a tunnel device, which tells of the networks of the loopback device. */
    public Frr ospf(String routerId, String device) {
        String link = "interface " + device + "\n FAMILY OSPF area 0\n FAMILY OSPF network point-to-point\n"
                + " FAMILY OSPF hello-interval 3\n FAMILY OSPF dead-interval 20\ninterface lo\n FAMILY OSPF area 0\n";
        String four = link.replace("FAMILY OSPF", "ip ospf") + "router ospf\n ospf router-id " + routerId;
        String six = link.replace("FAMILY OSPF", "ipv6 ospf6") + "router ospf6\n redistribute connected\n"
                + " ospf6 router-id " + routerId;
        return begin(conf("ospfd", four) + "\n" + conf("ospf6d", six));
    }

    public Frr bgp(BgpRouter router) {
        return begin(conf("bgpd", router.text()));
    }

    private Frr begin(String daemons) {
        try {
            run(BEGIN + daemons).orFail();
            return this;
        } catch (RuntimeException | AssertionError e) {
            try {
                close();
            } catch (RuntimeException | AssertionError atEnd) {
                e.addSuppressed(atEnd);
            }
            throw e;
        }
    }

    private HostCommand.Outcome run(String script) {
        return shell.run(script.replace("PEERS", OtherDaemons.FOLDER)
                .replace("PROGRAMS", PROGRAMS)
                .replace("FOLDER", folder));
    }

    private static String conf(String daemon, String text) {
        return "cat >" + daemon + ".conf <<'END'\n" + text + "\nEND\nrun " + daemon;
    }

    /** What they answer to these commands of an administrator. */
    public String answer(List<String> commands) {
        return run(ENVIRONMENT + "PEERS/usr/bin/vtysh --vty_socket FOLDER --config_dir FOLDER"
                        + commands.stream().map(it -> " -c '" + it + "'").collect(Collectors.joining()))
                .orFail();
    }

    /** What the daemons have to say, for messages. */
    public String log() {
        return shell.run("tail -n 40 " + folder + "/*.log").output();
    }

    @Override
    public void close() {
        shell.run("all=$(cat " + folder + "/*.pid); kill $all\n"
                + "for i in $(seq 100); do kill -0 $all 2>/dev/null || exit 0; sleep 0.05; done; kill -9 $all");
    }
}
