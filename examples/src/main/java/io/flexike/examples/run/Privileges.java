package io.flexike.examples.run;

import io.flexike.ike.transport.IkePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a process must be allowed to use devices and ports of Linux. */
final class Privileges {
    private static final int CAP_NET_BIND_SERVICE = 10;
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int FIRST_FREE_PORT = 1024;
    private static final Path TUN = Path.of("/dev/net/tun");

    private Privileges() {}

    /** What is missing here, such as {@code CAP_NET_ADMIN (to make tunnel devices)}. */
    static List<String> missing(IkePorts ports) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return List.of("Linux");
        }
        String status = read(Path.of("/proc/self/status"));
        int firstFree = number(read(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start")), FIRST_FREE_PORT);
        return missing(status, ports, firstFree, Files.isReadable(TUN) && Files.isWritable(TUN));
    }

    /**
     * What is missing.
     *
     * @param status of the process, as in {@code /proc/self/status}
     * @param firstFree the first port that anybody may bind
     * @param tun whether the device file of tunnels can be opened
     */
    static List<String> missing(String status, IkePorts ports, int firstFree, boolean tun) {
        long effective = status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
        List<String> missing = new ArrayList<>();
        if (!has(effective, CAP_NET_ADMIN)) {
            missing.add("CAP_NET_ADMIN (to make tunnel devices, addresses and routes)");
        }
        if (!has(effective, CAP_NET_RAW)) {
            missing.add("CAP_NET_RAW (for ESP without UDP)");
        }
        if (!has(effective, CAP_NET_BIND_SERVICE) && Math.min(ports.ike(), ports.natTraversal()) < firstFree) {
            missing.add(String.format(
                    Locale.ROOT,
                    "CAP_NET_BIND_SERVICE (for the UDP ports %d and %d)",
                    ports.ike(),
                    ports.natTraversal()));
        }
        if (!tun) {
            missing.add(TUN + " (readable and writable)");
        }
        return missing;
    }

    private static boolean has(long capabilities, int number) {
        return (capabilities >>> number & 1) != 0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static int number(String text, int otherwise) {
        return text.isBlank() ? otherwise : Integer.parseInt(text.strip());
    }
}
