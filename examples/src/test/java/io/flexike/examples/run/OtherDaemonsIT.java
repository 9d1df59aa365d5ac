package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.interop.GuestSite;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program with libreswan and with OpenIKED, as their client and as their gateway. */
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST,
    Requirement.OTHER_DAEMONS
})
class OtherDaemonsIT {
    private static final String KEY = "a-key-for-all-of-them-0123456789abcdef";

    private static final String BOTH = """
            aaa new-model
            aaa authorization network HERE local
            crypto ikev2 keyring KEYS
             peer OTHER
              address 10.99.1.2
              pre-shared-key KEY
            crypto ikev2 profile FLEX
             match identity remote fqdn other.example
             identity local fqdn flexike.example
             authentication remote pre-share
             authentication local pre-share
             keyring local KEYS
             aaa authorization group psk list HERE FLEX
            crypto ipsec transform-set FLEX esp-aes 256 esp-sha512-hmac
             mode tunnel
            crypto ipsec profile FLEX
             set transform-set FLEX
             set ikev2-profile FLEX
            interface GigabitEthernet1
             ip address 10.99.1.1 255.255.255.0
            """.replace("KEY\n", KEY + "\n");

    private static final String GATEWAY = "hostname GATEWAY\n"
            + BOTH.replace(
                    " aaa authorization group psk list HERE FLEX\n",
                    " aaa authorization group psk list HERE FLEX\n virtual-template 1\n")
            + """
            ip local pool CLIENTS 10.30.0.10 10.30.0.20
            ip access-list standard NETS
             permit 10.1.0.0 0.0.0.255
            crypto ikev2 authorization policy FLEX
             pool CLIENTS
             route set access-list NETS
            interface Loopback0
             ip address 10.1.0.1 255.255.255.0
            interface Virtual-Template1 type tunnel
             ip unnumbered Loopback0
             tunnel source GigabitEthernet1
             tunnel mode ipsec ipv4
             tunnel protection ipsec profile FLEX
            """;

    private static final String CLIENT = "hostname CLIENT\n" + BOTH + """
            crypto ikev2 authorization policy FLEX
            interface Tunnel0
             ip address negotiated
             tunnel source GigabitEthernet1
             tunnel mode ipsec ipv4
             tunnel destination 10.99.1.2
             tunnel protection ipsec profile FLEX
            ip route 10.2.0.0 255.255.255.0 Tunnel0
            """;

    private GuestSite site;
    private Path folder;

    @BeforeEach
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder);
        // the daemons have the ports in turn
        site.peer().close();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void assertPings(String fromGuest, String toUs) {
        site.guest().exec("ping -c 2 -W 5 -i 0.2 -I " + fromGuest + " " + toUs);
    }

    private static void assertUp(Program own, String name) throws InterruptedException {
        own.awaitOut("session up " + name + " peer other.example ");
        own.awaitOut("child up " + name + " ");
    }

    @Test
    void libreswan_is_a_client_and_rekeys_with_perfect_forward_secrecy() throws Exception {
        site.host().address("lo", "10.1.0.1/24");
        try (Program own = Program.router(site.host(), folder.resolve("gateway.cfg"), GATEWAY);
                Pluto pluto = Pluto.start(site.guest(), KEY)) {
            pluto.connection("client", """
                    left=10.99.1.2
                    leftid=@other.example
                    leftmodecfgclient=yes
                    leftsubnet=0.0.0.0/0
                    right=10.99.1.1
                    rightid=@flexike.example
                    rightsubnet=0.0.0.0/0
                    narrowing=yes
                    authby=secret
                    ikev2=insist
                    """);
            pluto.command("initiate", "client");
            assertUp(own, "Virtual-Access1");
            site.guest()
                    .exec(
                            "ip addr add 10.30.0.10/32 dev lo 2>/dev/null; ip route replace 10.1.0.0/24 dev vec0 src 10.30.0.10");
            assertPings("10.30.0.10", "10.1.0.1");
            pluto.command("rekey-ipsec", "client");
            own.awaitOut("session rekeyed Virtual-Access1 ");
            assertPings("10.30.0.10", "10.1.0.1");
            assertThat(own.answer("show crypto ipsec sa")).contains("PFS (Y/N): Y");
            pluto.command("rekey-ike", "client");
            own.awaitOut("session rekeyed Virtual-Access1 ");
            assertPings("10.30.0.10", "10.1.0.1");
            pluto.command("terminate", "client");
            own.awaitOut("session down Virtual-Access1 ");
            own.assertEndsInOrder();
        }
    }

    @Test
    void libreswan_is_a_gateway_that_gives_an_address() throws Exception {
        try (Pluto pluto = Pluto.start(site.guest(), KEY)) {
            pluto.connection("gateway", """
                    left=10.99.1.2
                    leftid=@other.example
                    leftsubnet=0.0.0.0/0
                    leftmodecfgserver=yes
                    right=%any
                    rightid=@flexike.example
                    rightaddresspool=10.40.0.10-10.40.0.20
                    rightmodecfgclient=yes
                    narrowing=yes
                    authby=secret
                    ikev2=insist
                    """);
            try (Program own = Program.router(site.host(), folder.resolve("client.cfg"), CLIENT)) {
                assertThat(own.awaitOut("session up Tunnel0 peer other.example "))
                        .endsWith("assigned 10.40.0.10");
                own.awaitOut("child up Tunnel0 ");
                assertPings("10.2.0.1", "10.40.0.10");
                pluto.command("rekey-ipsec", "gateway");
                own.awaitOut("session rekeyed Tunnel0 ");
                assertPings("10.2.0.1", "10.40.0.10");
                own.assertEndsInOrder();
            }
        }
    }

    /** With dynamic it sends the unspecified address for the one that it will be given. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "dynamic"})
    void openiked_is_a_client_and_rekeys(String from) throws Exception {
        site.host().address("lo", "10.1.0.1/24");
        try (Program own = Program.router(site.host(), folder.resolve("gateway.cfg"), GATEWAY);
                OpenIked iked = OpenIked.start(
                        site.guest(),
                        "ikev2 \"client\" active esp from " + from
                                + " to 10.1.0.0/24 peer 10.99.1.1 srcid other.example dstid"
                                + " flexike.example ikelifetime 14 lifetime 20 psk \"" + KEY
                                + "\" request address any iface vec0\n")) {
            assertUp(own, "Virtual-Access1");
            // first the IKE SA, and 2 s or more before it would end the Child SA
            for (int rekeying = 0; rekeying < 2; rekeying++) {
                own.awaitOut("session rekeyed Virtual-Access1 ");
                assertPings("10.30.0.10", "10.1.0.1");
            }
            iked.awaitLog("rekeyed as new IKESA");
            iked.awaitLog("rekeying CHILD SA old ");
            own.assertEndsInOrder();
        }
    }

    @Test
    void openiked_is_a_gateway() throws Exception {
        site.host().address("lo", "10.1.0.1/24");
        try (OpenIked iked = OpenIked.start(
                site.guest(),
                "ikev2 \"gateway\" passive esp from 10.2.0.0/24 to 10.1.0.0/24 peer 10.99.1.1 srcid other.example psk \""
                        + KEY + "\"\n")) {
            String map = "hostname SITE\n"
                    + BOTH.replace(" aaa authorization group psk list HERE FLEX\n", "")
                            .replace("""
                    interface GigabitEthernet1
                    """, """
                    ip access-list extended NETS
                     permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
                    crypto map SITES 10 ipsec-isakmp
                     set peer 10.99.1.2
                     set transform-set FLEX
                     set ikev2-profile FLEX
                     match address NETS
                    interface GigabitEthernet1
                     crypto map SITES
                    """);
            try (Program own = Program.router(site.host(), folder.resolve("site.cfg"), map)) {
                assertUp(own, "SITES-10");
                iked.awaitLog("established peer 10.99.1.1");
                assertPings("10.2.0.1", "10.1.0.1");
                own.assertEndsInOrder();
            }
        }
    }
}
