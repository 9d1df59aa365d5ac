package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.CharonSettings;
import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.RouterPeer;
import io.flexike.flexvpn.interop.SwanctlConf;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program with a static tunnel interface, and a VTI of the kernel of a guest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST
})
class KernelVtiIT {
    static final String ROUTER = "hostname R1\n!\n" + RouterPeer.CRYPTO + """
            crypto ikev2 keyring VTI
             peer R2
              address 10.99.1.2
              pre-shared-key a key for both
             !
            !
            crypto ikev2 profile FLEX
             match identity remote address 10.99.1.2 255.255.255.255
             identity local address 10.99.1.1
             authentication remote pre-share
             authentication local pre-share
             keyring local VTI
             no config-exchange request
             no config-exchange set accept
             no config-exchange set send
            !
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
            !
            interface Tunnel12
             description to R2
             ip address 10.255.0.1 255.255.255.252
             ip mtu 1400
             tunnel source 10.99.1.1
             tunnel mode ipsec ipv4
             tunnel destination 10.99.1.2
             tunnel protection ipsec profile FLEX
            !
            ip route 10.2.0.0 255.255.255.0 Tunnel12 10.255.0.2
            """;

    private Path folder;

    @AutoClose
    private GuestSite site;

    private KernelTunnel vti;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder, CharonSettings.kernelEsp().withoutRoutes());
        site.host().address("lo", "10.1.0.1/24");
        vti = KernelTunnel.add(
                site,
                "ip_vti",
                "vti0",
                "type vti local " + PeerNetwork.RIGHT_4 + " remote " + PeerNetwork.LEFT_4 + " key 99",
                false);
        site.peer().load(peer("0.0.0.0/0"));
    }

    static SwanctlConf peer(String inside) {
        return SwanctlConf.create()
                .site(
                        "r1",
                        new SwanctlConf.Ends(
                                PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .selectors("r1", inside, inside)
                .child("r1", "r1", child -> child.set("mark_in", "99").set("mark_out", "99"))
                .preSharedKey("a key for both");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void routers_reach_each_other(boolean connectedByUs) throws Exception {
        String text = connectedByUs
                ? ROUTER
                : ROUTER.replace(" set ikev2-profile FLEX\n", " set ikev2-profile FLEX\n responder-only\n");
        try (Program own = Program.router(site.host(), folder.resolve("r1.cfg"), text)) {
            if (!connectedByUs) {
                site.peer().initiate("r1").orFail();
            }
            own.awaitOut("session up Tunnel12 peer 10.99.1.2 local 10.99.1.1/");
            assertThat(site.guest().exec("ip xfrm state"))
                    .contains(ShownChildren.outboundSpi(own.awaitOut("child up Tunnel12 ")))
                    .contains("mode tunnel", "mark 0x63/");
            vti.assertPingsBothWays();
            vti.assertMulticastBothWays("tu12");
            assertThat(own.answer("show crypto session"))
                    .contains("Interface: Tunnel12", "Session status: UP-ACTIVE", "permit ip 0.0.0.0/0.0.0.0");
            assertThat(ShownChildren.of(own)).singleElement().satisfies(child -> {
                assertThat(child.local()).isEqualTo("0.0.0.0/0.0.0.0/0/0");
                assertThat(child.mode()).isEqualTo("Tunnel");
                assertThat(child.sent()).isPositive();
                assertThat(child.received()).isPositive();
            });

            site.peer().swanctl("--rekey", "--child", "r1").orFail();
            own.awaitOut("session rekeyed Tunnel12 ");
            vti.assertSmallPingsBothWays();
            own.assertEndsInOrder();
        }
        site.peer().awaitNoSas(Program.PATIENCE);
        assertThat(site.host().ip("link")).doesNotContain("tu12");
    }
}
