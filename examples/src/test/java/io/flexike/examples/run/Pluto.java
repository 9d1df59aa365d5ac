package io.flexike.examples.run;

import io.flexike.flexvpn.interop.KernelGuest;
import io.flexike.flexvpn.interop.OtherDaemons;
import java.time.Duration;

/** libreswan's daemon inside a guest, whose kernel does the ESP. */
final class Pluto implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SOCKET = "--ctlsocket /run/pluto/pluto.ctl ";

    private final KernelGuest guest;

    private Pluto(KernelGuest guest) {
        this.guest = guest;
    }

    /** Starts the one daemon of a guest, with a key for everybody. */
    static Pluto start(KernelGuest guest, String key) {
        guest.put("ipsec.secrets", ": PSK \"" + key + "\"\n");
        guest.put("ipsec.conf", "config setup\n");
        Pluto pluto = new Pluto(guest);
        pluto.run(
                "mkdir -p /run/pluto /run/nss /usr/libexec && ln -sfn $(dirname $(command -v pluto)) /usr/libexec/ipsec\n"
                        + "certutil -N -d sql:/run/nss --empty-password\n"
                        + "pluto --config /g/ipsec.conf --no-dnssec --nssdir /run/nss --secretsfile /g/ipsec.secrets"
                        + " --logfile /run/pluto.log --rundir /run/pluto >/run/pluto.out 2>&1\n"
                        + "SECONDS=0; while ((SECONDS < 30)); do\n"
                        + "whack " + SOCKET + "--listen >/run/whack.out 2>&1 && exit 0; sleep 0.05; done\n"
                        + "cat /run/whack.out /run/pluto.out /run/pluto.log; exit 1");
        return pluto;
    }

    private String run(String script) {
        return guest.run(OtherDaemons.ENVIRONMENT + script, LIMIT).orFail();
    }

    /** Adds a connection, of which its lines are given. */
    void connection(String name, String lines) {
        guest.put(name + ".conf", "conn " + name + "\n" + lines.indent(4));
        run("addconn " + SOCKET + "--config /g/" + name + ".conf " + name);
    }

    /** {@code initiate}, {@code rekey-ike}, {@code rekey-ipsec} or {@code terminate}; waits for the end of it. */
    void command(String verb, String connection) {
        run("timeout 20 whack " + SOCKET + "--" + verb + " --name " + connection
                + " || { tail -60 /run/pluto.log; exit 1; }");
    }

    @Override
    public void close() {
        guest.run(OtherDaemons.ENVIRONMENT + "whack " + SOCKET + "--shutdown");
    }
}
