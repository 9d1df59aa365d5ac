package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.ChildSaMode;
import java.nio.file.Path;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hub in text with GRE to each spoke. The spoke is strongSwan, which speaks FlexVPN, and the kernel of a guest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST
})
class GreHubTextIT {
    private static final int GRE = 47;
    private static final String HUB_LINK = "10.255.0.1";
    private static final String SPOKE_LINK = "10.255.0.2";

    private static final String HUB = """
            hostname HUB
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            """ + RouterPeer.CRYPTO + """
            crypto ikev2 name-mangler GROUP
             fqdn hostname
            !
            crypto ikev2 authorization policy branch
             pool BRANCHES
             route set interface
             route accept any tag 100 distance 5
            !
            crypto ikev2 keyring BRANCHES
             peer BRANCH
              identity fqdn branch.spokes.example
              pre-shared-key a key for both
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication remote pre-share
             authentication local pre-share
             keyring local BRANCHES
             dpd 10 3 periodic
             aaa authorization group psk list FLEX name-mangler GROUP
             virtual-template 1
            !
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            !
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
            !
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             ip mtu 1400
             tunnel source GigabitEthernet1
             tunnel mode gre ip
             tunnel protection ipsec profile FLEX
            !
            ip local pool BRANCHES 10.255.0.2 10.255.0.9
            """;

    @AutoClose
    private GuestSite site;

    @BeforeAll
    void start(@TempDir Path folder) {
        site = GuestSite.start(
                folder,
                CharonSettings.kernelEsp()
                        .withoutRoutes()
                        .charon(charon -> charon.set("cisco_flexvpn", "yes").set("install_virtual_ip_on", "gre1")));
        site.host().address("lo", "10.1.0.1/24");
        site.guest()
                .exec("set -e\nmodprobe ip_gre\nip link add gre1 type gre local " + PeerNetwork.RIGHT_4 + " remote "
                        + PeerNetwork.LEFT_4 + " ttl 64\nip link set gre1 up mtu 1400\nip route add " + HUB_LINK
                        + " dev gre1\nip route add 10.1.0.0/24 dev gre1");
    }

    private static SwanctlConf spoke(String mode) {
        return SwanctlConf.create()
                .site(
                        "hub",
                        new SwanctlConf.Ends(
                                PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, "branch.spokes.example", "hub.example"),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .connection("hub", connection -> connection.set("vips", "0.0.0.0"))
                .selectors("hub", PeerNetwork.RIGHT_4 + "/32[gre]", PeerNetwork.LEFT_4 + "/32[gre]")
                .child("hub", "hub", child -> child.set("mode", mode))
                .preSharedKey("a key for both");
    }

    @ParameterizedTest
    @CsvSource({"tunnel, false", "transport, false", "tunnel, true", "transport, true"})
    void a_spoke_gets_an_address_for_its_end_of_the_tunnel(String mode, boolean auto) throws Exception {
        site.peer().load(spoke(mode));
        try (FlexikePeer hub = RouterPeer.start(site.host(), hub(mode, auto))) {
            site.peer().initiate("hub").orFail();
            SessionSnapshot session = hub.awaitSession();
            assertThat(session.interfaceName()).isEqualTo("Virtual-Access1");
            assertThat(session.assigned().addresses()).containsExactly(IpPrefix.parseAddress(SPOKE_LINK));
            assertThat(session.children()).singleElement().satisfies(child -> {
                assertThat(child.mode()).isEqualTo(ChildSaMode.valueOf(mode.toUpperCase(Locale.ROOT)));
                assertThat(child.local()).containsExactly(gre(PeerNetwork.LEFT_4));
                assertThat(child.remote()).containsExactly(gre(PeerNetwork.RIGHT_4));
            });
            assertThat(site.guest().exec("ip addr show dev gre1")).contains("inet " + SPOKE_LINK + "/32");
            assertThat(site.host().ip("route")).contains(SPOKE_LINK + " dev vi1");
            for (int octets : Traversal.SIZES) {
                assertPings(HUB_LINK, octets);
                assertPings(Sites.OWN_INNER_4, octets);
            }

            site.peer().terminateIke("hub").orFail();
            hub.awaitNoSession();
            Awaitility.await()
                    .atMost(FlexikePeer.PATIENCE)
                    .untilAsserted(() -> assertThat(site.host().ip("link")).doesNotContain("vi1"));
        }
    }

    private static String hub(String mode, boolean auto) {
        String text = HUB.replace(" mode tunnel\n", " mode " + mode + "\n");
        return auto
                ? text.replace(" virtual-template 1\n", " virtual-template 1 mode auto\n")
                        .replace(" tunnel mode gre ip\n", "")
                : text;
    }

    private void assertPings(String hubAddress, int octets) {
        Traversal.assertPings(site.host(), hubAddress, SPOKE_LINK, octets);
        assertThat(site.guest()
                        .run(String.join(" ", Ping.command(SPOKE_LINK, hubAddress, octets)))
                        .output())
                .contains(" 3 received");
    }

    private static AddressSelector gre(String address) {
        return AddressSelector.host(IpPrefix.parseAddress(address)).withProtocol(GRE);
    }
}
