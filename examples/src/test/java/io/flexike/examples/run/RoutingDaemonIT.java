package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.CharonSettings;
import io.flexike.flexvpn.interop.Frr;
import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OSPF (RFC 2328, RFC 5340) by daemons of FRR at both ends of GRE in ESP: a tunnel interface of the program, and GRE
 * and ESP of the kernel of a guest. Nobody but them makes routes.
 */
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST,
    Requirement.FRR
})
class RoutingDaemonIT {
    /** Without what says where the networks are: the daemons are to find out. */
    private static final String ROUTER =
            KernelGreIT.ROUTER.replaceAll("(?m)^(ip|ipv6) route .*\n|^ ipv6 address .*\n", "");

    private GuestSite site;
    private Path folder;

    @BeforeEach
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder, CharonSettings.kernelEsp().withoutRoutes());
        site.host().address("lo", "10.1.0.1/24").address("lo", "fd0a::1/64");
        site.peer().load(KernelGreIT.peer("transport"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void routes_are_learnt_through_the_tunnel_and_go_with_it() throws Exception {
        KernelTunnel gre = KernelTunnel.addWithoutRoutes(
                site,
                "ip_gre",
                "gre1",
                "type gre local " + PeerNetwork.RIGHT_4 + " remote " + PeerNetwork.LEFT_4 + " ttl 64");
        try (Program own = Program.router(site.host(), folder.resolve("r1.cfg"), ROUTER)) {
            own.awaitOut("session up Tunnel0 peer r2.example local 10.99.1.1/");
            try (Frr here = Frr.in(site.host(), folder.resolve("frr")).ospf("10.1.0.1", "tu0");
                    Frr there = Frr.in(site.guest()).ospf("10.2.0.1", "gre1")) {
                awaitRoute(
                        here,
                        () -> site.host().ip("route", "show", "proto", "ospf"),
                        "10.2.0.1 .*via 10.255.0.2 dev tu0 ");
                awaitRoute(
                        here,
                        () -> site.host().ip("-6", "route", "show", "proto", "ospf"),
                        "fd0b::(1|/64) .*via fe80::\\S+ dev tu0 ");
                awaitRoute(
                        there,
                        () -> site.guest().exec("ip route show proto ospf"),
                        "10.1.0.1 .*via 10.255.0.1 dev gre1 ");
                awaitRoute(
                        there,
                        () -> site.guest().exec("ip -6 route show proto ospf"),
                        "fd0a::(1|/64) .*via fe80::\\S+ dev gre1 ");
                gre.assertPingsBothWays();
                gre.assertIpv6PingsBothWays();
                gre.assertMulticastBothWays("tu0");
                gre.assertLinkLocalBothWays("tu0");

                site.peer().swanctl("--rekey", "--child", "r1").orFail();
                own.awaitOut("session rekeyed Tunnel0 ");
                gre.assertSmallPingsBothWays();

                own.assertEndsInOrder();
                awaitRoute(there, () -> site.guest().exec("ip route show proto ospf; echo none"), "^none$");
            }
        }
        site.peer().awaitNoSas(Program.PATIENCE);
    }

    private static void awaitRoute(Frr daemons, Supplier<String> routes, String pattern) {
        try {
            Awaitility.await(pattern)
                    .atMost(Program.PATIENCE)
                    .untilAsserted(() -> assertThat(routes.get()).containsPattern("(?m)" + pattern));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(daemons.log(), e);
        }
    }
}
