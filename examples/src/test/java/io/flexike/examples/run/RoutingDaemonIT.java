package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.BgpRouter;
import io.flexike.flexvpn.interop.CharonSettings;
import io.flexike.flexvpn.interop.Frr;
import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.Sites;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Daemons of FRR at both ends of a tunnel, with the program here, and a tunnel interface and ESP of the kernel of a
 * guest there: OSPF (RFC 2328, RFC 5340), which is multicast, and BGP (RFC 4271, RFC 4760), which is TCP. Nobody but
 * them makes routes.
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
    private static final List<String> FAMILIES = List.of("-4", "-6");
    private static final int MANY_4 = 2000;
    private static final int MANY_6 = 500;
    private static final String SAME = "  Connections established 1; dropped 0";
    private static final BgpRouter HERE = new BgpRouter(
            65001,
            "10.1.0.1",
            65002,
            List.of(KernelTunnel.PEER_LINK_4, KernelTunnel.PEER_LINK_6),
            networks("10.1.0.0/24", 16, "fd0a::/64", "fd0c"));
    private static final BgpRouter THERE = new BgpRouter(
            65002,
            "10.2.0.1",
            65001,
            List.of(KernelTunnel.OWN_LINK_4, KernelTunnel.OWN_LINK_6),
            networks("10.2.0.0/24", 24, "fd0b::/64", "fd0d"));

    private GuestSite site;
    private Path folder;

    @BeforeEach
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder, CharonSettings.kernelEsp().withoutRoutes());
        site.host().address("lo", "10.1.0.1/24").address("lo", "fd0a::1/64");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void routes_are_learnt_by_ospf_and_go_with_the_tunnel() throws Exception {
        RoutedLink link = RoutedLink.GRE;
        KernelTunnel gre = link.add(site);
        site.peer().load(link.peer());
        // daemons for IPv6 make do with the addresses that the kernels have made
        try (Program own = router(link, link.router().replaceAll("(?m)^ ipv6 address .*\n", ""));
                Frr here = Frr.in(site.host(), folder.resolve("frr")).ospf("10.1.0.1", link.device);
                Frr there = Frr.in(site.guest()).ospf("10.2.0.1", link.peerDevice)) {
            awaitRoute(here, () -> routesHere("-4", "ospf"), "10.2.0.1 .*via 10.255.0.2 " + through(link.device));
            awaitRoute(here, () -> routesHere("-6", "ospf"), "fd0b::(1|/64) .*via fe80::\\S+ " + through(link.device));
            awaitRoute(there, () -> routesThere("-4", "ospf"), "10.1.0.1 .*via 10.255.0.1 " + through(link.peerDevice));
            awaitRoute(
                    there,
                    () -> routesThere("-6", "ospf"),
                    "fd0a::(1|/64) .*via fe80::\\S+ " + through(link.peerDevice));
            gre.assertPingsBothWays();
            gre.assertIpv6PingsBothWays();
            gre.assertMulticastBothWays(link.device);
            gre.assertLinkLocalBothWays(link.device);

            site.peer().swanctl("--rekey", "--child", "r1").orFail();
            own.awaitOut("session rekeyed Tunnel0 ");
            gre.assertSmallPingsBothWays();

            own.assertEndsInOrder();
            // what is left is its own address, on the loopback device
            for (String family : FAMILIES) {
                await(
                        there,
                        () -> routesThere(family, "ospf"),
                        routes -> assertThat(routes).doesNotContain(" via ", link.peerDevice));
            }
        }
        site.peer().awaitNoSas(Program.PATIENCE);
    }

    @ParameterizedTest
    @EnumSource
    void routes_are_learnt_by_bgp_and_go_with_the_tunnel(RoutedLink link) throws Exception {
        KernelTunnel tunnel = link.add(site);
        tunnel.ipv6Address();
        answerForMany();
        site.peer().load(link.peer());
        try (Program own = router(link, link.router());
                Frr here = Frr.in(site.host(), folder.resolve("frr")).bgp(HERE);
                Frr there = Frr.in(site.guest()).bgp(THERE)) {
            awaitMany("-4", MANY_4, here, there);
            awaitMany("-6", MANY_6, here, there);
            // all that 1400 octets leave beside the headers of IP and TCP and its time stamps
            awaitSockets("pmtu:1400 rcvmss:1348 ", "pmtu:1400 rcvmss:1328 ");
            tunnel.assertPings(Sites.OWN_INNER_4, Sites.PEER_INNER_4, 4000);
            tunnel.assertPings(Sites.OWN_INNER_6, Sites.PEER_INNER_6, 4000);
            tunnel.assertPings("172.16.0.1", "172.31.207.1", 1300);

            site.peer().swanctl("--rekey", "--child", "r1").orFail();
            own.awaitOut("session rekeyed " + link.name + " ");
            assertNewsArrive(here, there, 1);

            site.peer().swanctl("--rekey", "--ike", "r1").orFail();
            own.awaitOut("session rekeyed " + link.name + " ");
            assertNewsArrive(here, there, 2);

            narrowCable();
            tellAllAgain(here);
            tellAllAgain(there);
            assertNewsArrive(here, there, 3);
            awaitSockets("pmtu:13[0-3]\\d ", "pmtu:13[0-3]\\d ");
            assertSameSessions(here);
            assertSameSessions(there);

            own.assertEndsInOrder();
            for (String family : FAMILIES) {
                await(
                        there,
                        () -> routesThere(family, "bgp"),
                        routes -> assertThat(routes).isEmpty());
                assertThat(routesHere(family, "bgp")).isEmpty();
            }
        }
        site.peer().awaitNoSas(Program.PATIENCE);
    }

    /** Waits until the two gateways are connected. */
    private Program router(RoutedLink link, String text) throws Exception {
        Program own = Program.router(site.host(), folder.resolve("r1.cfg"), text);
        try {
            own.awaitOut("session up " + link.name + " ");
            return own;
        } catch (AssertionError e) {
            own.close();
            throw e;
        }
    }

    /** One of each family, and many more that are alike. */
    private static List<String> networks(String one4, int first, String one6, String first6) {
        Stream<String> four =
                IntStream.range(0, MANY_4).mapToObj(i -> "172." + (first + i / 256) + "." + i % 256 + ".0/24");
        Stream<String> six = IntStream.range(0, MANY_6).mapToObj(i -> first6 + ":" + Integer.toHexString(i) + "::/64");
        return Stream.of(Stream.of(one4, one6), four, six).flatMap(all -> all).toList();
    }

    /** Each end has all addresses of the many networks that it tells of. */
    private void answerForMany() {
        site.host().ip("route", "add", "local", "172.16.0.0/13", "dev", "lo");
        site.guest().exec("ip route add local 172.24.0.0/13 dev lo");
    }

    private void awaitMany(String family, int many, Frr here, Frr there) {
        await(
                here,
                () -> routesHere(family, "bgp"),
                all -> assertThat(all.lines()).hasSize(many + 1));
        await(
                there,
                () -> routesThere(family, "bgp"),
                all -> assertThat(all.lines()).hasSize(many + 1));
    }

    private static String through(String device) {
        return "dev " + device + " ";
    }

    private String routesHere(String family, String protocol) {
        return site.host().ip(family, "route", "show", "proto", protocol);
    }

    private String routesThere(String family, String protocol) {
        return site.guest().exec("ip " + family + " route show proto " + protocol);
    }

    /** What the kernels at both ends say of the connections of IPv4 and IPv6. */
    private void awaitSockets(String four, String six) {
        Awaitility.await().atMost(Program.PATIENCE).untilAsserted(() -> assertSockets(four, six));
    }

    private void assertSockets(String four, String six) {
        String sockets = "ss -tniHO state established ( sport = :179 or dport = :179 )";
        for (String all : List.of(
                site.host().exec(sockets.split(" ")), site.guest().exec(sockets.replaceAll("[()]", "\\\\$0")))) {
            assertThat(all).containsPattern("10\\.255\\.0\\..* " + four).containsPattern("\\[fd00:255::.* " + six);
        }
    }

    /** Routes that somebody has announced just now get to the other end. */
    private void assertNewsArrive(Frr here, Frr there, int number) {
        for (String announced : List.of("10.3." + number + ".0/24", "fd0e:" + number + "::/64")) {
            here.answer(HERE.announcing(announced));
            awaitRoute(there, () -> routesThere(family(announced), "bgp"), announced + " .*via ");
        }
        for (String announced : List.of("10.4." + number + ".0/24", "fd0f:" + number + "::/64")) {
            there.answer(THERE.announcing(announced));
            awaitRoute(here, () -> routesHere(family(announced), "bgp"), announced + " .*via ");
        }
    }

    private static String family(String network) {
        return network.contains(":") ? "-6" : "-4";
    }

    /**
     * Packets as long as the tunnel's MTU do not fit any more; those of 1280 octets do, less than which Linux refuses.
     */
    private void narrowCable() {
        site.host().ip("link", "set", GuestSite.TAP, "mtu", "1380");
        site.guest().exec("ip link set vec0 mtu 1380");
    }

    private static void tellAllAgain(Frr daemons) {
        daemons.answer(List.of("clear bgp ipv4 unicast * soft out"));
        daemons.answer(List.of("clear bgp ipv6 unicast * soft out"));
    }

    private static void assertSameSessions(Frr daemons) {
        assertThat(daemons.answer(List.of("show bgp neighbors")).lines())
                .filteredOn(line -> line.contains("Connections established"))
                .containsExactly(SAME, SAME);
    }

    private static void awaitRoute(Frr daemons, Supplier<String> routes, String pattern) {
        await(daemons, routes, all -> assertThat(all).containsPattern("(?m)^" + pattern));
    }

    private static void await(Frr daemons, Supplier<String> routes, ThrowingConsumer<String> assertion) {
        try {
            Awaitility.await().atMost(Program.PATIENCE).untilAsserted(() -> assertion.accept(routes.get()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(daemons.log(), e);
        }
    }
}
