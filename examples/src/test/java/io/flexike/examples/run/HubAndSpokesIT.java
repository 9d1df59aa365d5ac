package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import io.flexike.flexvpn.interop.RouterPeer;
import io.flexike.flexvpn.interop.StrongSwanPeer;
import io.flexike.flexvpn.interop.SwanctlConf;
import io.flexike.flexvpn.interop.Traversal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a hub with a virtual-access interface for each peer: two spokes of its own kind, two of strongSwan.
 */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN})
class HubAndSpokesIT {
    /** Its pool has as many addresses as there are spokes. */
    private static final String HUB = """
            hostname HUB
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            """ + RouterPeer.CRYPTO + """
            crypto ikev2 authorization policy SPOKES
             pool SPOKES
             dns 10.2.0.53
             route set interface
             route set access-list INSIDE
             route accept any tag 100 distance 5
            !
            crypto ikev2 keyring SPOKES
             peer SPOKE1
              identity fqdn spoke1.spokes.example
              pre-shared-key the key of spoke1
             !
             peer SPOKE2
              identity fqdn spoke2.spokes.example
              pre-shared-key the key of spoke2
             !
             peer SPOKE3
              identity fqdn spoke3.spokes.example
              pre-shared-key the key of spoke3
             !
             peer SPOKE4
              identity fqdn spoke4.spokes.example
              pre-shared-key the key of spoke4
             !
             peer OTHER
              identity fqdn other.spokes.example
              pre-shared-key the key of other
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn domain spokes.example
             identity local fqdn hub.example
             authentication remote pre-share
             authentication local pre-share
             keyring local SPOKES
             dpd 10 3 periodic
             aaa authorization group psk list FLEX SPOKES
             virtual-template 1
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
             tunnel protection ipsec profile FLEX
            !
            ip local pool SPOKES 10.255.0.2 10.255.0.5
            !
            ip access-list standard INSIDE
             10 permit 10.0.0.0 0.255.255.255
            """;

    private static final String SPOKE = """
            hostname SPOKE@
            !
            aaa new-model
            aaa authorization network FLEX local
            !
            """ + RouterPeer.CRYPTO + """
            crypto ikev2 authorization policy HUB
             route set interface
             route set access-list LAN
             route accept any
            !
            crypto ikev2 keyring HUB
             peer HUB
              address 192.0.2.1
              pre-shared-key the key of spoke@
             !
            !
            crypto ikev2 profile FLEX
             match identity remote fqdn hub.example
             identity local fqdn spoke@.spokes.example
             authentication remote pre-share
             authentication local pre-share
             keyring local HUB
             dpd 10 3 periodic
             aaa authorization group psk list FLEX HUB
            !
            interface GigabitEthernet1
             ip address 192.0.2.1@ 255.255.255.0
            !
            interface Tunnel0
             ip address negotiated
             tunnel source GigabitEthernet1
             tunnel mode ipsec ipv4
             tunnel destination 192.0.2.1
             tunnel protection ipsec profile FLEX
            !
            ip access-list standard LAN
             10 permit 10.1@.0.0 0.0.0.255
            """;

    private static final Pattern UP = Pattern.compile("session up Virtual-Access([0-9]+) peer .* assigned ([0-9.]+)");

    private final Deque<AutoCloseable> spokes = new ArrayDeque<>();
    private StarNetwork network;
    private Program hub;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        network = StarNetwork.create();
        hub = Program.router(network.hub(), folder.resolve("hub.cfg"), HUB);
    }

    @AfterEach
    void stop() throws Exception {
        while (!spokes.isEmpty()) {
            spokes.pop().close();
        }
        if (hub != null) {
            hub.close();
        }
        network.close();
    }

    /** A spoke of the hub, with the number of its virtual-access interface there and the address it was given. */
    private record Spoke(int number, String name, int access, String address) {
        String device() {
            return "vi" + access;
        }
    }

    private Program router(int number) throws Exception {
        Program program = Program.router(
                network.spoke(number),
                folder.resolve("spoke" + number + ".cfg"),
                SPOKE.replace("@", Integer.toString(number)));
        spokes.push(program);
        return program;
    }

    /** What both ends say of a router's session. */
    private Spoke joined(int number, Program program) throws InterruptedException {
        Spoke spoke = joined(number, "spoke" + number);
        assertThat(program.awaitOut("session up Tunnel0 peer hub.example")).endsWith(" assigned " + spoke.address());
        return spoke;
    }

    private Spoke joined(int number, String name) throws InterruptedException {
        String event = hub.awaitOut(" peer " + name + ".spokes.example ");
        Matcher up = UP.matcher(event);
        assertThat(up.matches()).as(event).isTrue();
        return new Spoke(number, name, Integer.parseInt(up.group(1)), up.group(2));
    }

    private StrongSwanPeer strongSwan(int number, String name) {
        StrongSwanPeer peer =
                StrongSwanPeer.start(network.spoke(number), folder.resolve(name), strongSwanConf(number, name));
        spokes.push(peer);
        peer.initiate("hub").orFail();
        return peer;
    }

    private static SwanctlConf strongSwanConf(int number, String name) {
        return SwanctlConf.create()
                .site(
                        "hub",
                        new SwanctlConf.Ends(
                                StarNetwork.outer(number), StarNetwork.HUB, name + ".spokes.example", "hub.example"),
                        RouterPeer.CHARON_IKE,
                        RouterPeer.CHARON_ESP)
                .connection("hub", connection -> connection.set("vips", "0.0.0.0"))
                .child("hub", "hub", child -> child.set("remote_ts", "10.0.0.0/8"))
                .preSharedKey("the key of " + name);
    }

    @Test
    void routers_and_strongswan_meet_at_the_hub() throws Exception {
        StrongSwanPeer atThree = strongSwan(3, "spoke3");
        Spoke three = joined(3, "spoke3");
        StrongSwanPeer atFour = strongSwan(4, "spoke4");
        Spoke four = joined(4, "spoke4");
        Program atOne = router(1);
        Spoke one = joined(1, atOne);
        Program atTwo = router(2);
        Spoke two = joined(2, atTwo);
        List<Spoke> all = List.of(one, two, three, four);
        assertThat(all)
                .extracting(Spoke::address)
                .containsExactlyInAnyOrder("10.255.0.2", "10.255.0.3", "10.255.0.4", "10.255.0.5");
        assertThat(all).extracting(Spoke::access).containsExactlyInAnyOrder(1, 2, 3, 4);

        assertSelectors(atThree, three);
        assertSelectors(atFour, four);
        for (Spoke spoke : all) {
            assertReaches(spoke, spoke.address());
        }
        assertPushedRoutes(one);
        assertPushedRoutes(two);
        assertReaches(one, StarNetwork.inner(1));
        assertReaches(two, StarNetwork.inner(2));
        assertShown(all);
        // through the hub
        Traversal.assertPingsBothWays(network.spoke(1), StarNetwork.inner(1), network.spoke(2), StarNetwork.inner(2));
        Traversal.assertPingsBothWays(network.spoke(1), StarNetwork.inner(1), network.spoke(3), three.address());
        Traversal.assertPingsBothWays(network.spoke(3), three.address(), network.spoke(4), four.address());

        hub.assertEndsInOrder();
        atThree.awaitNoSas(Program.PATIENCE);
        atFour.awaitNoSas(Program.PATIENCE);
        for (Program router : List.of(atOne, atTwo)) {
            router.awaitOut("session down Tunnel0 peer hub.example");
            router.assertEndsInOrder();
        }
        assertThat(network.hub().ip("link")).doesNotContain(": vi");
    }

    @Test
    void what_a_spoke_had_is_free_when_it_leaves() throws Exception {
        Program atOne = router(1);
        Spoke one = joined(1, atOne);
        joined(2, router(2));
        StrongSwanPeer atThree = strongSwan(3, "spoke3");
        Spoke three = joined(3, "spoke3");
        StrongSwanPeer atFour = strongSwan(4, "spoke4");
        Spoke four = joined(4, "spoke4");
        assertSelectors(atFour, four);

        atThree.close();
        assertGone(three);
        // another one gets the only address that is left, and the device's name
        StrongSwanPeer atOther = strongSwan(3, "other");
        Spoke other = joined(3, "other");
        assertThat(other).isEqualTo(new Spoke(3, "other", three.access(), three.address()));
        assertSelectors(atOther, other);
        assertReaches(other, other.address());

        atOne.assertEndsInOrder();
        assertGone(one);
        assertThat(network.hub().ip("route")).doesNotContain("10.11.0.0/24");
        assertReaches(other, other.address());
        assertReaches(four, four.address());
        Spoke again = joined(1, router(1));
        assertThat(again.address()).isEqualTo(one.address());
        assertPushedRoutes(again);
        assertReaches(again, StarNetwork.inner(1));
    }

    /** Who does not speak FlexVPN gets what it may send and receive by selectors. */
    private void assertSelectors(StrongSwanPeer peer, Spoke spoke) throws InterruptedException {
        assertThat(ShownChildren.of(hub))
                .filteredOn(child -> child.remote().startsWith(spoke.address() + "/"))
                .singleElement()
                .satisfies(child -> {
                    assertThat(child.local()).isEqualTo("10.0.0.0/255.0.0.0/0/0");
                    assertThat(child.remote()).isEqualTo(spoke.address() + "/255.255.255.255/0/0");
                });
        assertThat(peer.listSas()).contains("local  " + spoke.address() + "/32", "remote 10.0.0.0/8");
        assertThat(network.hub().ip("route", "get", spoke.address())).contains("dev " + spoke.device());
    }

    /** The spoke's network has become a route at the hub, and the hub's networks one at the spoke. */
    private void assertPushedRoutes(Spoke spoke) throws InterruptedException {
        String network4 = "10.1" + spoke.number() + ".0.0/24";
        Awaitility.await()
                .atMost(Program.PATIENCE)
                .untilAsserted(
                        () -> assertThat(network.hub().ip("route")).contains(network4 + " dev " + spoke.device()));
        assertThat(hub.answer("show ip route"))
                .contains(network4 + " [5/0] via " + spoke.address() + ", Virtual-Access" + spoke.access());
        assertThat(network.spoke(spoke.number()).ip("route")).contains("10.0.0.0/8 dev tu0");
    }

    private void assertShown(List<Spoke> all) throws InterruptedException {
        String sessions = hub.answer("show crypto session");
        String sas = hub.answer("show crypto ikev2 sa detailed");
        for (Spoke spoke : all) {
            assertThat(sessions)
                    .containsPattern("Interface: Virtual-Access" + spoke.access() + "\nProfile: FLEX\n(Uptime: .*\n)?"
                            + "Assigned address: " + spoke.address() + "\nSession status: UP-ACTIVE");
            assertThat(sas)
                    .contains("Remote id: " + spoke.name() + ".spokes.example")
                    .contains("Assigned host addr: " + spoke.address());
        }
    }

    private void assertReaches(Spoke spoke, String address) {
        Traversal.assertPingsBothWays(network.spoke(spoke.number()), address, network.hub(), StarNetwork.HUB_INNER);
    }

    private void assertGone(Spoke spoke) throws InterruptedException {
        hub.awaitOut("session down Virtual-Access" + spoke.access() + " peer " + spoke.name() + ".spokes.example");
        Awaitility.await().atMost(Program.PATIENCE).untilAsserted(() -> {
            assertThat(network.hub().ip("route")).doesNotContain(spoke.address() + " dev");
            assertThat(network.hub().ip("-o", "link")).doesNotContain(": " + spoke.device() + ":");
        });
        assertThat(hub.answer("show crypto session")).doesNotContain("Interface: Virtual-Access" + spoke.access());
    }
}
