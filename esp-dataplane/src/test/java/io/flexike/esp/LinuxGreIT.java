package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.gre.GreEnds;
import io.flexike.esp.gre.GreSettings;
import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.netns.Command;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels that ping each other through GRE in ESP or AH between two namespaces. */
@Timeout(120)
class LinuxGreIT {
    private static final int GRE = 47;

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

    private static GreTunnel open(NetworkNamespace where, String name, int host, OuterPath path) throws Exception {
        TunSettings settings = TunSettings.named(name)
                .withAddress("10.255.0." + host + "/30")
                .withAddress("fd00:255::" + host + "/64");
        GreTunnel tunnel = where.inside(() -> GreTunnel.over(
                TunDevices.linux().open(settings), GreSettings.standard().withKey(7)));
        tunnel.connect(new GreEnds(path.local().getAddress(), path.remote().getAddress()));
        return tunnel;
    }

    private static EspSaParameters betweenEnds(EspSaParameters.Builder end, Mode mode, OuterPath path) {
        return end.mode(mode)
                .path(path)
                .local(gre(path.local().getAddress().getHostAddress()))
                .remote(gre(path.remote().getAddress().getHostAddress()))
                .build();
    }

    private static Selector gre(String host) {
        return Selector.subnet(host).onlyProtocol(GRE);
    }

    private static Stream<Arguments> forms() {
        return TwoNamespaces.outerFormsAndAh()
                .flatMap(form -> Stream.of(Mode.values())
                        .map(mode -> Arguments.of(mode, form.get()[0], form.get()[1], form.get()[2], form.get()[3])));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void kernels_ping_each_other_through_it(
            Mode mode, Encapsulation encapsulation, String from, String to, CipherSpec spec) throws Exception {
        OuterPath there = TwoNamespaces.path(encapsulation, from, to);
        OuterPath back = TwoNamespaces.path(encapsulation, to, from);
        GreTunnel left = open(namespaces.left, "alice", 1, there);
        GreTunnel right = open(namespaces.right, "bob", 2, back);
        try (DataPlane alice = namespaces.left.inside(() -> TwoNamespaces.start(left, there));
                DataPlane bob = namespaces.right.inside(() -> TwoNamespaces.start(right, back))) {
            bob.install(betweenEnds(TestSas.bob(spec), mode, back));
            alice.install(betweenEnds(TestSas.alice(spec), mode, there));

            // what is too long for the way with all its headers, and what the kernel may do about it, is learnt at
            // first
            for (NetworkNamespace end : new NetworkNamespace[] {namespaces.left, namespaces.right}) {
                String target = end == namespaces.left ? "fd00:255::2" : "fd00:255::1";
                end.run("ping", "-n", "-c", "1", "-W", "0.2", "-s", "4000", target);
                end.run("ping", "-n", "-c", "1", "-W", "0.2", "-s", "4000", target);
            }
            for (String target : new String[] {"10.255.0.2", "fd00:255::2"}) {
                // the last one is cut by the kernel before it is wrapped
                for (String octets : new String[] {"56", "1300", "4000"}) {
                    Command.Outcome ping = namespaces.left.run(
                            "ping", "-n", "-c", "3", "-i", "0.05", "-w", "10", "-s", octets, target);
                    assertThat(ping.status()).as(ping.output()).isZero();
                }
            }
            // a packet is counted after the kernel has taken it
            while (right.counters().received() < 2 * (3 + 3 + 9)
                    && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            assertThat(right.counters().drops()).isEmpty();
        }
    }
}
