package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.interop.NetworkNamespace;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.RouterPeer;
import io.flexike.flexvpn.interop.StrongSwanPeer;
import io.flexike.flexvpn.interop.SwanctlConf;
import io.flexike.flexvpn.interop.Traversal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as it is packaged, as the routers of hosts with devices of the kernel, among them and with strongSwan.
 */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class NamespacesIT {
    private static final String HUB = """
            hostname hub
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            crypto ikev2 authorization policy PEERS
             pool PEERS
             route set interface
             route set access-list INSIDE
             route accept any
            !
            crypto ikev2 keyring PEERS
             peer ONE
              identity fqdn one.spokes.example
              pre-shared-key only for this test
             !
             peer TWO
              identity fqdn two.others.example
              pre-shared-key another one for this test
             !
            !
            crypto ikev2 profile SPOKES
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication remote pre-share
             authentication local pre-share
             keyring local PEERS
             aaa authorization group psk list FLEX PEERS
             virtual-template 1
            !
            crypto ikev2 profile OTHERS
             match identity remote fqdn domain others.example
             identity local fqdn hub.example
             authentication remote pre-share
             authentication local pre-share
             keyring local PEERS
             aaa authorization group psk list FLEX PEERS
             virtual-template 2
            !
            interface Loopback0
             ip address 10.255.0.1 255.255.255.255
            !
            interface GigabitEthernet1
             ip address 192.0.2.1 255.255.255.0
            !
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel source GigabitEthernet1
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            !
            interface Virtual-Template2 type tunnel
             ip unnumbered Loopback0
             tunnel source GigabitEthernet1
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile default
            !
            ip local pool PEERS 10.255.0.2 10.255.0.254
            !
            ip access-list standard INSIDE
             10 permit 10.2.0.0 0.0.0.255
            """;

    /** A spoke whose tunnel has the address that it is given. */
    private static final String SPOKE = """
            hostname spoke
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            crypto ikev2 authorization policy HUB
             route set interface
             route set access-list LAN
             route accept any
            !
            crypto ikev2 keyring HUB
             peer HUB
              address 192.0.2.1
              pre-shared-key only for this test
             !
            !
            crypto ikev2 profile default
             match identity remote fqdn hub.example
             identity local fqdn one.spokes.example
             authentication remote pre-share
             authentication local pre-share
             keyring local HUB
             aaa authorization group psk list FLEX HUB
            !
            interface GigabitEthernet1
             ip address 192.0.2.11 255.255.255.0
            !
            interface Tunnel0
             ip address negotiated
             tunnel source GigabitEthernet1
             tunnel mode ipsec ipv4
             tunnel destination 192.0.2.1
             tunnel protection ipsec profile default
            !
            ip access-list standard LAN
             10 permit 10.11.0.0 0.0.0.255
            """;

    private static final Pattern UP = Pattern.compile("session up Virtual-Access([0-9]+) peer .*");

    private StarNetwork network;
    private NetworkNamespace hub;
    private NetworkNamespace one;

    @TempDir
    Path folder;

    @BeforeEach
    void connect() {
        network = StarNetwork.create();
        hub = network.hub();
        one = network.spoke(1);
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    private static SwanctlConf strongSwanSpoke() {
        return SwanctlConf.create()
                .site(
                        "hub",
                        new SwanctlConf.Ends(
                                StarNetwork.outer(2), StarNetwork.HUB, "two.others.example", "hub.example"),
                        RouterPeer.CHARON_IKE,
                        "aes256gcm16")
                .connection("hub", connection -> connection.set("vips", "0.0.0.0"))
                .child("hub", "hub", child -> child.set("remote_ts", "10.2.0.0/24"))
                .preSharedKey("another one for this test");
    }

    private static SwanctlConf strongSwanHub() {
        return SwanctlConf.create()
                .site(
                        "spokes",
                        new SwanctlConf.Ends(StarNetwork.HUB, "%any", "hub.example", "*.spokes.example"),
                        RouterPeer.CHARON_IKE,
                        "aes256gcm16")
                .connection("spokes", connection -> connection.set("pools", "inner"))
                .child("spokes", "spokes", child -> child.set("local_ts", "10.2.0.0/24"))
                .pool("inner", "10.255.0.2-10.255.0.9", pool -> pool.set("subnet", "10.2.0.0/24"))
                .preSharedKey("only for this test");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Program program(NetworkNamespace host, String name, String text) throws IOException {
        return Program.packaged(host, "run", file(name, text).toString());
    }

    private void assertReach(NetworkNamespace spoke, String address) {
        Traversal.assertPingsBothWays(spoke, address, hub, StarNetwork.HUB_INNER);
    }

    private static void awaitRoute(NetworkNamespace host, String route) {
        await().atMost(Program.PATIENCE)
                .untilAsserted(() -> assertThat(host.ip("route")).contains(route));
    }

    /** The device of a virtual access that has just come up. */
    private static String device(String event) {
        Matcher up = UP.matcher(event);
        assertThat(up.matches()).as(event).isTrue();
        return "vi" + up.group(1);
    }

    @Test
    void aHubServesASpokeOfItsOwnKindAndStrongSwan() throws Exception {
        try (Program atHub = program(hub, "hub.cfg", HUB);
                StrongSwanPeer strongSwan =
                        StrongSwanPeer.start(network.spoke(2), folder.resolve("two"), strongSwanSpoke())) {
            atHub.awaitOut("READY");
            strongSwan.initiate("hub").orFail();
            assertThat(atHub.awaitOut("session up Virtual-Access1 peer two.others.example local 192.0.2.1/"))
                    .endsWith(" assigned 10.255.0.2");
            atHub.awaitOut("child up Virtual-Access1 spi in/out 0x");
            assertReach(network.spoke(2), "10.255.0.2");

            try (Program atSpoke = program(one, "spoke.cfg", SPOKE)) {
                assertThat(atSpoke.awaitOut("session up Tunnel0 peer hub.example local 192.0.2.11/"))
                        .endsWith(" assigned 10.255.0.3");
                atSpoke.awaitOut("route added 10.2.0.0/24 via Tunnel0");
                assertThat(device(atHub.awaitOut("peer one.spokes.example local 192.0.2.1/")))
                        .isEqualTo("vi2");
                atHub.awaitOut("route added 10.11.0.0/24 via Virtual-Access2");
                assertThat(hub.ip("route")).contains("10.255.0.3 dev vi2", "10.11.0.0/24 dev vi2");
                assertReach(one, "10.11.0.1");

                atHub.type("show crypto ikev2 sa detailed");
                atHub.awaitOut("      Remote id: two.others.example");
                atHub.awaitOut("      Remote id: one.spokes.example");
                atHub.type("show ip route");
                atHub.awaitOut("10.11.0.0 255.255.255.0");
                assertThat(atHub.awaitOut("via")).contains("Virtual-Access2");

                reloadWithAnotherTemplateOfTheSpoke(atHub, atSpoke, strongSwan);
                clearAll(atHub, atSpoke, strongSwan);

                strongSwan.initiate("hub").orFail();
                atHub.terminate();
                assertThat(atHub.exitStatus()).isZero();
                atSpoke.awaitOut("session down Tunnel0 peer hub.example");
                strongSwan.awaitNoSas(Program.PATIENCE);
                assertThat(hub.ip("link")).doesNotContain("vi1").doesNotContain("vi2");
            }
        }
    }

    /** The spoke has to come again, and strongSwan keeps its SAs as they are. */
    private void reloadWithAnotherTemplateOfTheSpoke(Program atHub, Program atSpoke, StrongSwanPeer strongSwan)
            throws Exception {
        List<String> before = spis(strongSwan);
        Path changed = file("changed.cfg", HUB.replaceFirst("ip unnumbered Loopback0\n", "$0 ip mtu 1300\n"));
        atHub.type("reload " + changed);
        atHub.awaitOut("session down Virtual-Access2 peer one.spokes.example");
        atSpoke.awaitOut("session down Tunnel0 peer hub.example");
        atSpoke.awaitOut("session up Tunnel0 peer hub.example");
        awaitRoute(one, "10.2.0.0/24 dev tu0");
        String vi = device(atHub.awaitOut("peer one.spokes.example local 192.0.2.1/"));
        assertThat(hub.ip("link", "show", "dev", vi)).contains(" mtu 1300 ");
        awaitRoute(hub, "10.11.0.0/24 dev " + vi);
        assertReach(one, "10.11.0.1");

        assertThat(spis(strongSwan)).isEqualTo(before).hasSize(2);
        assertReach(network.spoke(2), "10.255.0.2");
        atHub.type("show running-config");
        atHub.awaitOut(" ip mtu 1300");
    }

    private static List<String> spis(StrongSwanPeer strongSwan) throws Exception {
        return Pattern.compile("(?m)^ +(in|out) +[0-9a-f]{8},")
                .matcher(strongSwan.listSas())
                .results()
                .map(found -> found.group().strip())
                .toList();
    }

    /** The spoke comes again, and strongSwan does not. */
    private static void clearAll(Program atHub, Program atSpoke, StrongSwanPeer strongSwan) throws Exception {
        atHub.type("clear crypto session");
        atHub.awaitOut("2 sessions cleared");
        strongSwan.awaitNoSas(Program.PATIENCE);
        atSpoke.awaitOut("session down Tunnel0 peer hub.example");
        atSpoke.awaitOut("session up Tunnel0 peer hub.example");
    }

    @Test
    void aSpokeKeepsItsTunnelToStrongSwanUp() throws Exception {
        try (StrongSwanPeer gateway = StrongSwanPeer.start(hub, folder.resolve("hub"), strongSwanHub());
                Program atSpoke = program(one, "spoke.cfg", SPOKE)) {
            atSpoke.awaitOut("READY");
            assertThat(atSpoke.awaitOut("session up Tunnel0 peer hub.example")).endsWith(" assigned 10.255.0.2");
            atSpoke.awaitOut("route added 10.2.0.0/24 via Tunnel0");
            assertThat(one.ip("route")).contains("10.2.0.0/24 dev tu0");
            assertReach(one, "10.255.0.2");
            atSpoke.type("show crypto session");
            atSpoke.awaitOut("Interface: Tunnel0");
            atSpoke.awaitOut("Session status: UP-ACTIVE");

            List<String> before = spis(gateway);
            Path changed = file("changed.cfg", SPOKE + "!\nip route 10.3.0.0 255.255.255.0 Tunnel0\n");
            atSpoke.type("reload " + changed);
            atSpoke.awaitOut(changed + " is applied; adjusted: Tunnel0");
            assertThat(one.ip("route")).contains("10.3.0.0/24 dev tu0");
            assertThat(spis(gateway)).isEqualTo(before).hasSize(2);

            atSpoke.type("clear crypto session remote 192.0.2.1");
            atSpoke.awaitOut("1 session cleared");
            atSpoke.awaitOut("session up Tunnel0 peer hub.example");
            awaitRoute(one, "10.2.0.0/24 dev tu0");
            assertThat(spis(gateway)).hasSize(2).doesNotContainAnyElementsOf(before);
            assertReach(one, "10.255.0.2");

            atSpoke.terminate();
            assertThat(atSpoke.exitStatus()).isZero();
            gateway.awaitNoSas(Program.PATIENCE);
            await().untilAsserted(() -> assertThat(one.ip("link")).doesNotContain("tu0"));
        }
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws Exception {
        String wrong = HUB.replace(" route accept any\n", " route accept any tag 0\n")
                .replace(" virtual-template 1\n", " lifetime 5\n virtual-template 3\n")
                .replace(" keyring local PEERS\n aaa", " keyring local NOBODY\n aaa")
                .replace("hostname hub\n", "hostname hub\ncrypto ikev2 dpd 10\n");
        try (Program program = program(hub, "wrong.cfg", wrong)) {
            assertThat(program.exitStatus()).isEqualTo(2);
            assertThat(program.everythingOnOut()).isEmpty();
            assertThat(program.everythingOnErr())
                    .allMatch(line -> line.matches(".*/wrong\\.cfg:[0-9]+:[0-9]+: .*"))
                    .anyMatch(line -> line.contains(":2:20: the line is not complete"))
                    .anyMatch(line -> line.contains(":11:23: \"0\" is out of range"))
                    .anyMatch(line -> line.contains(":28:16: no keyring is called \"NOBODY\""))
                    .anyMatch(line -> line.contains(":30:11: \"5\" is out of range"))
                    .anyMatch(line -> line.contains(":31:19: no interface is called \"Virtual-Template3\""))
                    .anyMatch(line -> line.contains(":38:16: no keyring is called \"NOBODY\""));
        }
    }
}
