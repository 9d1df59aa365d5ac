package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.NetworkNamespace;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.RouterPeer;
import io.flexike.flexvpn.interop.Traversal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program with other queues, port shards and offload than by itself. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING})
class DataPlaneOptionsIT {
    private static final String ROUTER = "hostname R@\n!\n" + RouterPeer.CRYPTO + """
            crypto ikev2 keyring BOTH
             peer OTHER
              address THEIRS
              pre-shared-key a key for both
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn domain example
             identity local fqdn r@.example
             authentication remote pre-share
             authentication local pre-share
             keyring local BOTH
             no config-exchange request
             no config-exchange set accept
             no config-exchange set send
            !
            interface GigabitEthernet1
             ip address OURS 255.255.255.0
            !
            interface Tunnel0
             ip address 10.255.0.@ 255.255.255.252
             tunnel source OURS
             tunnel mode MODE
             tunnel destination THEIRS
             tunnel protection ipsec profile FLEX
            !
            """;

    /** What Linux says of a TUN device with several queues, and of one whose packets have a header for offload. */
    private static final int IFF_MULTI_QUEUE = 0x0100;

    private static final int IFF_VNET_HDR = 0x4000;

    @TempDir
    Path folder;

    private Program start(NetworkNamespace host, String name, String text, String... options) throws Exception {
        Path file = Files.writeString(folder.resolve(name + ".cfg"), text);
        String[] arguments = new String[options.length + 2];
        arguments[0] = "run";
        arguments[1] = file.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        Program program = Program.start(host.inside(), arguments);
        program.awaitOut("READY");
        return program;
    }

    private static String router(int number, String ours, String theirs, String mode) {
        return ROUTER.replace("@", Integer.toString(number))
                .replace("OURS", ours)
                .replace("THEIRS", theirs)
                .replace("MODE", mode);
    }

    /** Behind a NAT all ESP is in UDP. */
    @ParameterizedTest
    @CsvSource({"gre ip, false", "ipsec ipv4, true"})
    void they_take_effect_on_devices_and_ports_and_packets_pass(String mode, boolean behindNat) throws Exception {
        try (PeerNetwork network = behindNat ? PeerNetwork.behindNat() : PeerNetwork.direct()) {
            String left = behindNat ? PeerNetwork.HIDDEN_LEFT_4 : PeerNetwork.LEFT_4;
            String answering = router(2, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, mode)
                    .replace(" set ikev2-profile FLEX\n", " set ikev2-profile FLEX\n responder-only\n");
            try (Program plain = start(network.right(), "plain", answering);
                    Program wide = start(
                            network.left(),
                            "wide",
                            router(1, left, PeerNetwork.RIGHT_4, mode),
                            "--queues",
                            "3",
                            "--port-shards",
                            "2",
                            "--no-offload")) {
                wide.awaitOut("child up Tunnel0 ");
                plain.awaitOut("child up Tunnel0 ");

                assertThat(queues(network.left())).containsExactly("rx-0", "rx-1", "rx-2");
                assertThat(flags(network.left()) & (IFF_MULTI_QUEUE | IFF_VNET_HDR))
                        .isEqualTo(IFF_MULTI_QUEUE);
                assertThat(sockets(network.left())).isEqualTo(2);

                assertThat(queues(network.right())).containsExactly("rx-0");
                assertThat(flags(network.right()) & (IFF_MULTI_QUEUE | IFF_VNET_HDR))
                        .isEqualTo(IFF_VNET_HDR);
                assertThat(sockets(network.right())).isEqualTo(1);

                Traversal.assertPingsBothWays(network.left(), "10.255.0.1", network.right(), "10.255.0.2");
                wide.assertEndsInOrder();
                plain.assertEndsInOrder();
            }
        }
    }

    private static List<String> queues(NetworkNamespace host) {
        return host.exec("ls", "/sys/class/net/tu0/queues")
                .lines()
                .filter(name -> name.startsWith("rx"))
                .toList();
    }

    private static int flags(NetworkNamespace host) {
        return Integer.decode(host.exec("cat", "/sys/class/net/tu0/tun_flags").strip());
    }

    /** How many there are for ESP in UDP. */
    private static long sockets(NetworkNamespace host) {
        // 1194 in hexadecimal is the port 4500
        return host.exec("cat", "/proc/net/udp")
                .lines()
                .filter(line -> line.contains(":1194 "))
                .count();
    }
}
