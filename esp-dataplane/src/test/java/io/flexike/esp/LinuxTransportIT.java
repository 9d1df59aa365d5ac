package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.netns.Command;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Transport mode between two namespaces: a rule sends ICMP between the outer addresses themselves into the devices,
 * while what the data planes send takes the cable.
 */
class LinuxTransportIT {
    private TwoNamespaces namespaces;

    @BeforeEach
    void createNamespaces() throws Exception {
        namespaces = TwoNamespaces.joined();
    }

    @AfterEach
    void removeNamespaces() throws Exception {
        if (namespaces != null) {
            namespaces.close();
        }
    }

    private static DataPlane start(NetworkNamespace here, String name, OuterPath path) throws IOException {
        DataPlane plane = TwoNamespaces.start(TunSettings.named(name), path);
        String to = path.remote().getAddress().getHostAddress();
        boolean ipv6 = to.contains(":");
        String family = ipv6 ? "-6" : "-4";
        here.ip(
                family,
                "route",
                "add",
                to,
                "dev",
                name,
                "src",
                path.local().getAddress().getHostAddress(),
                "table",
                "100");
        here.ip(family, "rule", "add", "ipproto", ipv6 ? "ipv6-icmp" : "icmp", "to", to, "lookup", "100");
        return plane;
    }

    private static EspSaParameters transport(EspSaParameters.Builder end, OuterPath path) {
        return TestSas.anyTraffic(end.mode(Mode.TRANSPORT).path(path));
    }

    @ParameterizedTest
    @MethodSource("io.flexike.esp.TwoNamespaces#outerFormsAndAh")
    void kernels_ping_each_others_outer_addresses(Encapsulation encapsulation, String from, String to, CipherSpec spec)
            throws Exception {
        OuterPath there = TwoNamespaces.path(encapsulation, from, to);
        OuterPath back = TwoNamespaces.path(encapsulation, to, from);
        NetworkNamespace left = namespaces.left;
        NetworkNamespace right = namespaces.right;
        try (DataPlane alice = left.inside(() -> start(left, "alice", there));
                DataPlane bob = right.inside(() -> start(right, "bob", back))) {
            bob.install(transport(TestSas.bob(spec), back));
            alice.install(transport(TestSas.alice(spec), there));

            for (String octets : new String[] {"56", "1200"}) {
                Command.Outcome ping = left.run("ping", "-n", "-c", "3", "-i", "0.05", "-w", "10", "-s", octets, to);
                assertThat(ping.status()).as(ping.output()).isZero();
            }

            assertThat(bob.sa(TestSas.BOB_SPI).orElseThrow().inbound().packets())
                    .isGreaterThanOrEqualTo(6);
            assertThat(alice.snapshot().drops()).doesNotContainKey(DropReason.LOOP);
        }
    }
}
