package io.flexike.flexvpn.interop;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A strongSwan daemon inside a {@link KernelGuest}, whose kernel does the ESP: native (protocol 50) without a NAT. */
public final class GuestStrongSwan implements IkePeer {
    private static final String SWANCTL = "STRONGSWAN_CONF=/g/strongswan.conf swanctl ";
    /** For a script inside. */
    public static final String LIST_SAS = SWANCTL + "--list-sas";

    private final KernelGuest guest;

    private GuestStrongSwan(KernelGuest guest) {
        this.guest = guest;
    }

    /** Starts the one daemon of a guest. */
    public static GuestStrongSwan start(KernelGuest guest, CharonSettings settings, SwanctlConf swanctlConf) {
        guest.put("strongswan.conf", settings.text("/run/charon.log", "/run/charon.vici", "/run/resolv.conf"));
        guest.exec("export STRONGSWAN_CONF=/g/strongswan.conf\n"
                + StrongSwanPeer.CHARON
                + " >/run/charon.out 2>&1 & echo $! >/run/charon.is\n"
                + "while kill -0 $! && ((SECONDS < 30)); do swanctl --stats >/dev/null 2>&1 && exit 0; sleep 0.05; done\n"
                + "cat /run/charon.out /run/charon.log; exit 1");
        GuestStrongSwan peer = new GuestStrongSwan(guest);
        peer.load(swanctlConf);
        return peer;
    }

    @Override
    public HostCommand.Outcome swanctl(String... arguments) {
        return guest.run(SWANCTL
                + Arrays.stream(arguments)
                        .map(it -> "'" + it.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" ")));
    }

    @Override
    public void load(String swanctlConf) {
        guest.put("swanctl.conf", swanctlConf);
        swanctl("--load-all", "--noprompt", "--file", "/g/swanctl.conf").orFail();
    }

    @Override
    public String log() {
        return guest.exec("cat /run/charon.log");
    }

    /** Tells the daemon to end, which deletes its SAs towards its peers first. */
    @Override
    public void close() {
        guest.run("kill $(cat /run/charon.is)");
    }
}
