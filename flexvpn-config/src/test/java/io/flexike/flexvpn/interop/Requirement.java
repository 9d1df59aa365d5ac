package io.flexike.flexvpn.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Something this machine must have before a test with real peers can run. */
public enum Requirement {
    NAMESPACES("network namespaces cannot be made here (run as root, install iproute2)"),
    TUN("/dev/net/tun is missing"),
    NFTABLES("nft is missing (install nftables)"),
    PING("ping is missing (install iputils-ping)"),
    STRONGSWAN("strongSwan is missing (install strongswan-charon, strongswan-swanctl and libcharon-extra-plugins)"),
    PKI("pki is missing (install strongswan-pki)"),
    OPENSSL("openssl is missing (install openssl)"),
    TSHARK("tshark and dumpcap are missing (install tshark)"),
    KERNEL_GUEST("User Mode Linux is missing (install user-mode-linux and kmod)"),
    OTHER_DAEMONS(
            "libreswan and OpenIKED are missing (run .ci/peers, which unpacks them into " + OtherDaemons.FOLDER + ")"),
    FRR("FRR is missing (run .ci/peers, which unpacks it into " + OtherDaemons.FOLDER + ")");

    private static final Map<Requirement, Boolean> PRESENT = new ConcurrentHashMap<>();

    private final String whenMissing;

    Requirement(String whenMissing) {
        this.whenMissing = whenMissing;
    }

    /** Empty when met, else one clause that says what is missing and what would help. */
    public Optional<String> missing() {
        return PRESENT.computeIfAbsent(this, Requirement::look) ? Optional.empty() : Optional.of(whenMissing);
    }

    private static boolean look(Requirement requirement) {
        return switch (requirement) {
            case NAMESPACES -> program("ip") && namespaceWorks();
            case TUN -> Files.exists(Path.of("/dev/net/tun"));
            case NFTABLES -> program("nft");
            case PING -> program("ping");
            case STRONGSWAN ->
                Files.isExecutable(StrongSwanPeer.CHARON)
                        && program("swanctl")
                        && Files.exists(Path.of("/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so"));
            case PKI -> program("pki");
            case OPENSSL -> program("openssl");
            case TSHARK -> program("tshark") && program("dumpcap");
            case KERNEL_GUEST -> program("linux.uml") && program("insmod");
            case OTHER_DAEMONS -> OtherDaemons.arePresent();
            case FRR -> Frr.isPresent();
        };
    }

    private static boolean program(String name) {
        return Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    private static boolean namespaceWorks() {
        String probe = "fxprobe" + ProcessHandle.current().pid();
        if (!HostCommand.run("ip", "netns", "add", probe).succeeded()) {
            return false;
        }
        boolean entered = HostCommand.run("ip", "netns", "exec", probe, "true").succeeded();
        return HostCommand.run("ip", "netns", "del", probe).succeeded() && entered;
    }
}
