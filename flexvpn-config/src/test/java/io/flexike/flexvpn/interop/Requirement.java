package io.flexike.flexvpn.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Something this machine must have before a test with real peers can run. */
enum Requirement {
    NAMESPACES(
            "network namespaces cannot be created here (run as root, install iproute2)", Requirement::namespaceWorks),
    TUN("/dev/net/tun is missing", () -> Files.exists(Path.of("/dev/net/tun"))),
    NFTABLES("nft is missing (install nftables)", () -> program("nft")),
    PING("ping is missing (install iputils-ping)", () -> program("ping")),
    STRONGSWAN(
            "strongSwan is missing (install strongswan-charon, strongswan-swanctl and libcharon-extra-plugins)",
            () -> Files.isExecutable(StrongSwanPeer.CHARON)
                    && program("swanctl")
                    && Files.exists(Path.of("/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so"))),
    TSHARK("tshark and dumpcap are missing (install tshark)", () -> program("tshark") && program("dumpcap")),
    KERNEL_GUEST(
            "User Mode Linux is missing (install user-mode-linux and kmod)",
            () -> program("linux.uml") && program("insmod"));

    private final String whenMissing;
    private final BooleanSupplier check;
    private Optional<Boolean> present = Optional.empty();

    Requirement(String whenMissing, BooleanSupplier check) {
        this.whenMissing = whenMissing;
        this.check = check;
    }

    /** Empty when met, else one clause that says what is missing and what would help. */
    synchronized Optional<String> missing() {
        if (present.isEmpty()) {
            present = Optional.of(check.getAsBoolean());
        }
        return present.get() ? Optional.empty() : Optional.of(whenMissing);
    }

    static boolean program(String name) {
        return Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    private static boolean namespaceWorks() {
        if (!program("ip")) {
            return false;
        }
        String probe = "fxprobe" + ProcessHandle.current().pid();
        if (!HostCommand.run("ip", "netns", "add", probe).succeeded()) {
            return false;
        }
        boolean entered = HostCommand.run("ip", "netns", "exec", probe, "true").succeeded();
        return HostCommand.run("ip", "netns", "del", probe).succeeded() && entered;
    }
}
