package io.flexike.benchmarks;

import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.router.RouterGateway;
import java.util.Locale;

/**
 * How long a router's configuration of many peers takes to be read, checked and made a gateway's, and to be written
 * back: so many keyring peers, profiles and tunnels. The slope is 1 if the time grows as the number does.
 */
public final class ConfigReading {
    private static final int[] PEERS = {100, 1_000, 10_000};
    private static final int ROUNDS = 3;
    private static final double NANOS = 1e9;

    private ConfigReading() {}

    /** Prints a table. */
    public static void main(String[] arguments) {
        System.out.println("peers      octets   read s  gateway s   write s   slope of read");
        double before = 0;
        int peersBefore = 0;
        for (int peers : PEERS) {
            String text = text(peers);
            double[] best = best(text);
            String slope = before == 0
                    ? ""
                    : String.format(
                            Locale.ROOT, "%.2f", Math.log(best[0] / before) / Math.log((double) peers / peersBefore));
            System.out.printf(
                    Locale.ROOT,
                    "%6d  %9d  %7.3f  %9.3f  %8.3f  %14s%n",
                    peers,
                    text.length(),
                    best[0],
                    best[1],
                    best[2],
                    slope);
            before = best[0];
            peersBefore = peers;
        }
    }

    private static double[] best(String text) {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            RouterConfig.Reading reading = RouterConfig.read("many.cfg", text);
            long read = System.nanoTime();
            RouterGateway gateway = RouterGateway.of(reading.config(), "many.cfg");
            long made = System.nanoTime();
            int written = reading.config().write().length();
            long end = System.nanoTime();
            if (reading.hasErrors() || gateway.config().isEmpty() || written == 0) {
                throw new IllegalStateException(reading.findings() + " " + gateway.findings());
            }
            best[0] = Math.min(best[0], (read - begin) / NANOS);
            best[1] = Math.min(best[1], (made - read) / NANOS);
            best[2] = Math.min(best[2], (end - made) / NANOS);
        }
        return best;
    }

    private static String text(int peers) {
        StringBuilder text = new StringBuilder("crypto ikev2 keyring KEYS\n");
        for (int i = 0; i < peers; i++) {
            text.append(" peer P").append(i).append("\n  address ").append(address(i));
            text.append("\n  pre-shared-key key-of-").append(i).append('\n');
        }
        for (int i = 0; i < peers; i++) {
            text.append("crypto ikev2 profile P").append(i);
            text.append("\n match identity remote address ").append(address(i));
            text.append("\n identity local fqdn hub.example\n authentication local pre-share");
            text.append("\n authentication remote pre-share\n keyring local KEYS\n");
            text.append("interface Tunnel").append(i);
            text.append("\n ip address 172.").append(16 + (i >> 14)).append('.').append(i >> 6 & 0xFF);
            text.append('.').append((i & 0x3F) * 4 + 1).append(" 255.255.255.252\n tunnel source 192.0.2.1");
            text.append("\n tunnel mode ipsec ipv4\n tunnel destination ").append(address(i));
            text.append("\n tunnel protection ipsec profile default ikev2-profile P")
                    .append(i)
                    .append('\n');
        }
        return text.toString();
    }

    private static String address(int number) {
        return "100." + (64 + (number >> 16)) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
    }
}
