package io.flexike.flexvpn.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShowLiveTest {
    private static LivePair pair;

    @BeforeAll
    static void connect() throws InterruptedException {
        pair = new LivePair();
    }

    @AfterAll
    static void end() {
        pair.close();
    }

    /** Without what is different every time. */
    private static String steady(String text) {
        return text.replaceAll("127.0.0.1/\\d{2,5} +", "ADDRESS/PORT ")
                .replaceAll("(spi: +)[0-9A-F]{16}", "$1SPI")
                .replaceAll("Life/Active Time: 86400/\\d+", "Life/Active Time: 86400/N")
                .replaceAll("(msg id|queued): +\\d+ +", "$1: N ");
    }

    @Test
    void the_hub_shows_the_ike_sa_of_the_spoke() throws Exception {
        await().until(() -> pair.ofHub("show ip route").contains("10.128.1.0"));
        assertThat(steady(pair.ofHub("sh cry ikev2 sa det"))).isEqualTo("""
                 IPv4 Crypto IKEv2  SA\s

                Tunnel-id Local                 Remote                fvrf/ivrf            Status\s
                1         ADDRESS/PORT ADDRESS/PORT none/none            READY \s
                      Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:5, Auth sign: PSK, Auth verify: PSK
                      Life/Active Time: 86400/N sec
                      CE id: 0, Session-id: 1
                      Local spi: SPI       Remote spi: SPI
                      Status Description: Negotiation done
                      Local id: hub.example
                      Remote id: one.spokes.example
                      Local req msg id: N Remote req msg id: N\s
                      Local next msg id: N Remote next msg id: N\s
                      Local req queued: N Remote req queued: N\s
                      Local window:      5              Remote window:      5        \s
                      DPD configured for 30 seconds, retry 3
                      Fragmentation not  configured.
                      Dynamic Route Update: enabled
                      Extended Authentication not configured.
                      NAT-T is detected  outside
                      Cisco Trust Security SGT is disabled
                      Assigned host addr: 10.255.0.2
                      Initiator of SA : No
                      Remote subnets:
                      10.128.1.0 255.255.255.0
                      PEER TYPE: IOS-XE

                 IPv6 Crypto IKEv2  SA\s

                """);
        assertThat(pair.ofHub("show ip route"))
                .contains("S        10.128.1.0/24 [5/0] via 10.255.0.2, Virtual-Access1\n")
                .contains("S        10.255.0.2/32 is directly connected, Virtual-Access1\n");
    }

    @Test
    void the_spoke_shows_what_it_was_given() throws Exception {
        assertThat(pair.ofSpoke("show crypto ikev2 sa detailed"))
                .contains("      Pushed IP address: 10.255.0.2\n")
                .contains("      Initiator of SA : Yes\n      Remote subnets:\n      10.1.0.0 255.255.0.0\n");
        assertThat(pair.ofSpoke("show ip route"))
                .contains("C        10.255.0.2/32 is directly connected, Tunnel0\n")
                .contains("S        10.9.0.0/16 is directly connected, Tunnel0\n");
    }

    @Test
    void both_show_the_same_child_sa() throws Exception {
        String spis = pair.ofHub("show crypto ikev2 session")
                .replaceAll("(?s).*ESP spi in/out: (0x[0-9A-F]+)/(0x[0-9A-F]+).*", "$2/$1");

        assertThat(pair.ofSpoke("show crypto ikev2 session")).contains("ESP spi in/out: " + spis + "  \n");
        assertThat(pair.ofSpoke("show crypto ipsec sa"))
                .contains("interface: Tunnel0\n    Crypto map tag: Tunnel0-head-0, local addr 127.0.0.1\n")
                .contains("        transform: esp-aes esp-sha-hmac ,\n")
                .containsPattern("remaining key lifetime \\(k/sec\\): \\(4608000/3[56]\\d\\d\\)");
        assertThat(pair.ofSpoke("show crypto session")).contains("Session status: UP-ACTIVE     \n");
    }

    @Test
    void the_engine_counts_what_it_did() throws Exception {
        assertThat(pair.ofHub("show crypto ikev2 stats"))
                .contains("Total incoming IKEv2 SA Count:    1        active:        1        negotiating: 0     \n")
                .contains("Incoming IKEv2 Requests: 1        accepted:      1        rejected:    0       \n");
        assertThat(pair.ofSpoke("show crypto ikev2 stats"))
                .contains("Total outgoing IKEv2 SA Count:    1        active:        1        negotiating: 0     \n");
    }

    @Test
    void the_interface_of_the_spoke_is_made_of_the_template() throws Exception {
        assertThat(pair.ofHub("show derived-config interface Virtual-Access1")).contains("""
                !
                interface Virtual-Access1
                 ip unnumbered Loopback0
                 tunnel source 127.0.0.1
                 tunnel mode ipsec ipv4
                 tunnel destination 127.0.0.1
                 tunnel protection ipsec profile default
                end
                """);
    }
}
