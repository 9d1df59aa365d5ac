package io.flexike.flexvpn.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.route.Route;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interface that the attributes of a peer, of its group and the template have made together. */
@Timeout(60)
class PeerInterfaceTest {
    private static final String HUB = LivePair.HUB
                    .replace(" ip unnumbered Loopback0\n", """
                             vrf forwarding BLUE
                             ip unnumbered Loopback0
                             ip mtu 1390
                            """)
                    .replace(" aaa authorization group psk list LOCAL SPOKES\n", """
                             aaa authorization group psk list LOCAL SPOKES
                             aaa authorization user psk list LOCAL name-mangler HOST
                            """)
                    .replace(" pool SPOKES\n", """
                             pool SPOKES
                             route set interface
                             aaa attribute list GROUP
                            """)
            + """
            vrf definition BLUE
            vrf definition RED
            crypto ikev2 name-mangler HOST
             fqdn hostname
            crypto ikev2 authorization policy one
             aaa attribute list ONE
            aaa attribute list GROUP
             attribute type interface-config "ip mtu 1300"
             attribute type interface-config "ip unnumbered Loopback1"
            aaa attribute list ONE
             attribute type interface-config "ip mtu 1280"
             attribute type interface-config "ip vrf forwarding RED"
            interface Loopback1
             ip address 10.254.0.1 255.255.255.255
            """;

    @Test
    void what_the_user_has_goes_before_the_group_and_both_before_the_template() throws Exception {
        try (LivePair pair = new LivePair(HUB)) {
            assertThat(pair.ofHub("show derived-config interface Virtual-Access1"))
                    .contains("""
                    !
                    interface Virtual-Access1
                     vrf forwarding RED
                     ip unnumbered Loopback1
                     ip mtu 1280
                     tunnel source 127.0.0.1
                     tunnel mode ipsec ipv4
                     tunnel destination 127.0.0.1
                     tunnel protection ipsec profile default
                    end
                    """);
            assertThat(pair.hub.snapshot().interfaces())
                    .filteredOn(each -> each.name().equals("Virtual-Access1"))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.vrf()).hasValue("RED");
                        assertThat(each.addresses()).containsExactly(InterfaceAddress.parse("10.254.0.1/32"));
                        assertThat(each.ofPeer())
                                .isEqualTo(InterfaceSettings.NONE
                                        .withVrf("RED")
                                        .withAddress("10.254.0.1")
                                        .withMtu(1280));
                    });
            assertThat(pair.hub.snapshot().routes())
                    .filteredOn(route -> route.interfaceName().equals("Virtual-Access1"))
                    .extracting(Route::vrf)
                    .isNotEmpty()
                    .allMatch(vrf -> vrf.filter("RED"::equals).isPresent());
            // the spoke is told of the address that its interface has
            assertThat(pair.spoke.snapshot().routes())
                    .extracting(route -> route.prefix().toString())
                    .contains("10.254.0.1/32")
                    .doesNotContain("10.255.0.1/32");
        }
    }

    @Test
    void a_line_of_the_template_that_nobody_replaces_stays() throws Exception {
        String text = HUB.replace(" aaa attribute list GROUP\n", "").replace(" aaa attribute list ONE\n", "");
        try (LivePair pair = new LivePair(text)) {
            assertThat(pair.ofHub("show derived-config interface Virtual-Access1"))
                    .contains(" vrf forwarding BLUE\n ip unnumbered Loopback0\n ip mtu 1390\n");
        }
    }
}
