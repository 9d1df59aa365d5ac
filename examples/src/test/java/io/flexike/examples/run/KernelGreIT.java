package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.CharonSettings;
import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.PacketCapture;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.RouterPeer;
import io.flexike.flexvpn.interop.SwanctlConf;
import io.flexike.flexvpn.interop.Tshark;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GRE in ESP: the program with a tunnel interface, and GRE and ESP of the kernel of a guest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.TSHARK,
    Requirement.KERNEL_GUEST
})
class KernelGreIT {
    private static final String INSIDE = "icmp.type in {0, 8} || ipv6.addr == fd0a::/64";

    static final String ROUTER =
            "hostname R1\n!\n" + RouterPeer.CRYPTO.replace(" mode tunnel\n", " mode transport\n") + """
            crypto ikev2 keyring GRE
             peer R2
              address 10.99.1.2
              pre-shared-key a key for both
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn r2.example
             identity local fqdn r1.example
             authentication remote pre-share
             authentication local pre-share
             keyring local GRE
             no config-exchange request
             no config-exchange set accept
             no config-exchange set send
            !
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
            !
            interface Tunnel0
             ip address 10.255.0.1 255.255.255.252
             ip mtu 1400
             ipv6 address fd00:255::1/126
             tunnel source GigabitEthernet1
             tunnel mode gre ip
             tunnel destination 10.99.1.2
             tunnel protection ipsec profile FLEX
            !
            ip route 10.2.0.0 255.255.255.0 Tunnel0
            ipv6 route fd0b::/64 Tunnel0
            """;

    @AutoClose
    private GuestSite site;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder, CharonSettings.kernelEsp().withoutRoutes());
        site.host().address("lo", "10.1.0.1/24").address("lo", "fd0a::1/64");
    }

    static SwanctlConf peer(String mode) {
        return SwanctlConf.create()
                .site(
                        "r1",
                        new SwanctlConf.Ends(PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, "r2.example", "r1.example"),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .selectors("r1", "dynamic[gre]", "dynamic[gre]")
                .child("r1", "r1", child -> child.set("mode", mode))
                .preSharedKey("a key for both");
    }

    @ParameterizedTest
    @CsvSource({
        "transport, true, ''",
        "transport, false, ''",
        "transport, true, 42",
        "transport, false, 4294967295",
        "tunnel, true, 7",
        "tunnel, false, ''"
    })
    void routers_reach_each_other(String mode, boolean connectedByUs, String key) throws Exception {
        String link = "type gre local " + PeerNetwork.RIGHT_4 + " remote " + PeerNetwork.LEFT_4 + " ttl 64"
                + (key.isEmpty() ? "" : " key " + key);
        KernelTunnel gre = KernelTunnel.add(site, "ip_gre", "gre1", link, true);
        site.peer().load(peer(mode));
        PacketCapture wire = PacketCapture.start(
                site.host(), GuestSite.TAP, folder.resolve(mode + "-" + connectedByUs + "-" + key + ".pcapng"));
        try (Program own = Program.router(site.host(), folder.resolve("r1.cfg"), router(mode, connectedByUs, key))) {
            if (!connectedByUs) {
                site.peer().initiate("r1").orFail();
            }
            own.awaitOut("session up Tunnel0 peer r2.example local 10.99.1.1/");
            assertThat(site.guest().exec("ip xfrm state"))
                    .containsPattern("proto esp spi " + ShownChildren.outboundSpi(own.awaitOut("child up Tunnel0 "))
                            + " reqid \\d+ mode " + mode + "\\n");
            gre.assertPingsBothWays();
            gre.assertIpv6PingsBothWays();
            assertShown(own, mode);

            site.peer().swanctl("--rekey", "--child", "r1").orFail();
            own.awaitOut("session rekeyed Tunnel0 ");
            gre.assertSmallPingsBothWays();
            own.assertEndsInOrder();
            assertThat(Tshark.reading(wire.stop()).summary(INSIDE))
                    .as("nothing has passed in the clear")
                    .isEmpty();
        } finally {
            wire.close();
            gre.remove();
        }
        site.peer().awaitNoSas(Program.PATIENCE);
    }

    private static String router(String mode, boolean connectedByUs, String key) {
        String text = ROUTER.replace(" mode transport\n", " mode " + mode + "\n");
        if (!connectedByUs) {
            text = text.replace(" set ikev2-profile FLEX\n", " set ikev2-profile FLEX\n responder-only\n");
        }
        return key.isEmpty()
                ? text
                : text.replace(" tunnel mode gre ip\n", " tunnel mode gre ip\n tunnel key " + key + "\n");
    }

    private static void assertShown(Program own, String mode) throws InterruptedException {
        assertThat(own.answer("show crypto session"))
                .contains("Session status: UP-ACTIVE", "permit 47 host 10.99.1.1 host 10.99.1.2");
        assertThat(ShownChildren.of(own)).singleElement().satisfies(child -> {
            assertThat(child.local()).isEqualTo("10.99.1.1/255.255.255.255/47/0");
            assertThat(child.remote()).isEqualTo("10.99.1.2/255.255.255.255/47/0");
            assertThat(child.mode()).isEqualToIgnoringCase(mode);
            assertThat(child.sent()).isPositive();
            assertThat(child.received()).isPositive();
        });
    }
}
