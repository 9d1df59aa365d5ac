package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TextCheckTest {
    private static List<String> findings(String text) {
        return RouterText.findings(text);
    }

    @Nested
    class References {
        @Test
        void what_a_profile_names_has_to_be_there() {
            assertThat(findings("""
                            aaa authorization network HERE local
                            crypto pki certificate map HQ 10
                             subject-name co hq
                            crypto ikev2 authorization policy SPOKES
                            crypto ikev2 keyring PARTNERS
                            crypto ikev2 profile P
                             match fvrf INTERNET
                             match certificate HO
                             match identity remote any
                             authentication local pre-share
                             authentication remote pre-share
                             keyring local PARTNRES
                             pki trustpoint CA
                             ivrf BLUE
                             virtual-template 7
                             aaa authorization group psk list HERE SPOKE
                             aaa authorization user psk list THERE name-mangler M
                            """))
                    .containsExactly(
                            "7:13: no VRF is called \"INTERNET\"; right would be \"vrf definition INTERNET\" as well",
                            "8:20: no certificate map is called \"HO\"; did you mean \"HQ\"?",
                            "12:16: no keyring is called \"PARTNRES\"; did you mean \"PARTNERS\"?",
                            "13:17: no trustpoint is called \"CA\"; right would be \"crypto pki trustpoint CA\" as well",
                            "14:7: no VRF is called \"BLUE\"; right would be \"vrf definition BLUE\" as well",
                            "15:19: no interface is called \"Virtual-Template7\"; right would be \"interface"
                                    + " Virtual-Template7\" as well",
                            "16:40: no authorization policy is called \"SPOKE\"; did you mean \"SPOKES\"?",
                            "17:34: no list for authorization is called \"THERE\"; did you mean \"HERE\"?",
                            "17:53: no name mangler is called \"M\"; right would be \"crypto ikev2 name-mangler M\" as"
                                    + " well");
        }

        @Test
        void what_is_always_there_may_be_named_unless_it_was_disabled() {
            assertThat(findings("crypto ikev2 policy P\n proposal default\n")).isEmpty();
            assertThat(findings("no crypto ikev2 proposal default\ncrypto ikev2 policy P\n proposal default\n"))
                    .containsExactly("3:11: no IKEv2 proposal is called \"default\"; right would be \"crypto ikev2"
                            + " proposal default\" as well");
        }

        @Test
        void lines_for_the_interface_of_a_peer_are_checked_as_below_an_interface() {
            assertThat(findings("""
                            aaa attribute list L
                             attribute type interface-config "ip mtu 13"
                             attribute type interface-config "ip unnumbered Loopback7"
                             attribute type interface-config "vrf forwarding NOWHERE" protocol ip
                             attribute type interface-config "tunnel mode gre ip"
                             attribute type interface-config "shutdown"
                             attribute type interface-config "no ip mtu"
                             attribute type interface-config "ip nhrp network 5"
                             attribute type interface-config "service-policy output SHAPE"
                             attribute type interface-config "ip mtu 1300"
                             attribute type addr-pool "POOL"
                            """))
                    .containsExactly(
                            "2:42: \"13\" is out of range; right would be a number from 68 to 65535",
                            "3:49: no interface is called \"Loopback7\"; right would be \"interface Loopback7\" as well",
                            "4:50: no VRF is called \"NOWHERE\"; right would be \"vrf definition NOWHERE\" as well",
                            "5:35: \"tunnel mode\" holds for all peers of a template and not for one; right would be a"
                                    + " template of its own for these peers",
                            "6:35: \"shutdown\" holds for all peers of a template and not for one; right would be a"
                                    + " template of its own for these peers",
                            "7:35: what a template says cannot be taken back for one peer; right would be another"
                                    + " value");
        }

        @Test
        void what_a_policy_names_has_to_be_there() {
            assertThat(findings("""
                            ip local pool ADDRESSES 10.0.0.1 10.0.0.9
                            access-list 101 permit ip any any
                            crypto ikev2 authorization policy P
                             pool ADRESSES
                             ipv6 pool SIX
                             aaa attribute list AL
                             route set access-list 101
                             route set access-list ipv6 NETS
                             route set interface Loopback7
                            """))
                    .containsExactly(
                            "4:7: no address pool is called \"ADRESSES\"; did you mean \"ADDRESSES\"?",
                            "5:12: no IPv6 address pool is called \"SIX\"; right would be \"ipv6 local pool SIX\" as well",
                            "6:21: no attribute list is called \"AL\"; right would be \"aaa attribute list AL\" as well",
                            "7:24: no standard access list is called \"101\"; right would be \"ip access-list standard"
                                    + " 101\" as well",
                            "8:29: no IPv6 access list is called \"NETS\"; right would be \"ipv6 access-list NETS\" as"
                                    + " well",
                            "9:22: no interface is called \"Loopback7\"; right would be \"interface Loopback7\" as well");
        }

        @Test
        void lists_on_other_servers_have_their_own_names() {
            assertThat(findings("""
                            aaa authorization network AWAY group radius
                            crypto ikev2 keyring K
                            crypto ikev2 profile P
                             match identity remote any
                             authentication local pre-share
                             authentication remote pre-share
                             keyring local K
                             aaa authorization group psk list AWAY ANYTHING
                            """)).isEmpty();
        }
    }

    @Nested
    class Algorithms {
        @Test
        void a_proposal_needs_all_kinds() {
            assertThat(findings("crypto ikev2 proposal A"))
                    .containsExactly(
                            "1:23: no encryption; right would be \"encryption aes-cbc-256\"",
                            "1:23: no group; right would be \"group 19\"");
            assertThat(findings("crypto ikev2 proposal A\n encryption aes-cbc-256\n group 19"))
                    .containsExactly("1:23: no integrity; right would be \"integrity sha256\"");
            assertThat(findings("crypto ikev2 proposal A\n encryption aes-gcm-256\n group 19"))
                    .containsExactly("1:23: AES-GCM without a PRF; right would be \"prf sha384\"");
        }

        @Test
        void gcm_stands_alone() {
            assertThat(findings(
                            "crypto ikev2 proposal A\n encryption aes-gcm-256 aes-cbc-256\n prf sha256\n integrity sha256\n"
                                    + " group 19"))
                    .containsExactly(
                            "2:13: AES-GCM and other encryption in one proposal; right would be a proposal for each");
            assertThat(
                            findings(
                                    "crypto ikev2 proposal A\n encryption aes-gcm-256\n prf sha256\n integrity sha256\n group 19"))
                    .containsExactly("4:12: AES-GCM goes without integrity; right would be \"prf\"");
        }

        @Test
        void a_policy_needs_a_proposal() {
            assertThat(findings("crypto ikev2 policy A\n match fvrf any"))
                    .containsExactly("1:21: no proposal; right would be \"proposal default\"");
        }

        @Test
        void the_words_of_a_transform_set_go_together() {
            assertThat(findings("crypto ipsec transform-set T esp-gcm 256 esp-sha256-hmac"))
                    .containsExactly("1:30: \"esp-gcm 256 esp-sha256-hmac\": esp-gcm 256 goes without an algorithm for"
                            + " integrity");
            assertThat(findings("crypto ipsec transform-set T ah-sha-hmac esp-aes esp-sha-hmac"))
                    .singleElement()
                    .asString()
                    .contains("AH and ESP in one transform set");
            assertThat(findings("crypto ipsec transform-set T esp-aes 192 esp-sha-hmac\n mode transport require\n esn"))
                    .isEmpty();
        }
    }

    @Nested
    class Keyrings {
        @Test
        void a_peer_has_a_key_and_something_to_find_it_by() {
            assertThat(findings("crypto ikev2 keyring K\n peer A\n  address 10.0.0.1\n peer B\n  pre-shared-key x"))
                    .containsExactly(
                            "2:7: no key; right would be \"pre-shared-key\"",
                            "4:7: nothing tells when this peer is meant; right would be \"address\", \"hostname\" or"
                                    + " \"identity\"");
        }

        @Test
        void peers_are_told_apart() {
            assertThat(findings("""
                            crypto ikev2 keyring K
                             peer A
                              address 10.0.0.1
                              identity fqdn a.example
                              pre-shared-key x
                             peer B
                              address 10.0.0.1
                              identity fqdn b.example
                              pre-shared-key x
                             peer C
                              identity fqdn a.example
                              address 10.0.0.1
                              pre-shared-key y
                            """))
                    .containsExactly(
                            "10:7: the same address and identity as peer \"A\"; right would be one of the two");
        }

        @Test
        void one_key_for_both_directions_excludes_one_for_each() {
            assertThat(
                            findings(
                                    "crypto ikev2 keyring K\n peer A\n  address 10.0.0.1\n  pre-shared-key x\n  pre-shared-key local y"))
                    .containsExactly("5:3: one key for both directions and one for a single direction; right would be"
                            + " either");
        }

        @Test
        void keys_that_only_a_router_can_read_are_refused() {
            assertThat(findings("crypto ikev2 keyring K\n peer A\n  address 10.0.0.1\n  pre-shared-key 6 GfPd"))
                    .containsExactly("4:18: type 6 keys cannot be decrypted here; give the key in clear (0)");
        }
    }

    @Nested
    class Profiles {
        @Test
        void a_profile_matches_somebody_and_authenticates_both() {
            assertThat(findings("crypto ikev2 profile P\n lifetime 3600"))
                    .containsExactly(
                            "1:22: no peer is matched; right would be \"match identity remote\"",
                            "1:22: nothing authenticates the peer; right would be \"authentication remote\"",
                            "1:22: nothing authenticates this side; right would be \"authentication local\"");
        }

        @Test
        void pre_shared_keys_come_from_somewhere() {
            assertThat(findings("crypto ikev2 profile P\n match identity remote any\n authentication local pre-share\n"
                            + " authentication remote pre-share key x"))
                    .containsExactly("3:2: a pre-shared key, but no keyring; right would be \"keyring local\"");
        }

        @Test
        void certificates_need_a_trustpoint() {
            String profile = """
                    crypto ikev2 profile P
                     match identity remote any
                     authentication local rsa-sig
                     authentication remote rsa-sig
                    """;
            assertThat(findings(profile))
                    .containsExactly("3:2: certificates, but no trustpoint; right would be \"pki trustpoint\"");
            assertThat(findings(profile + "crypto pki trustpoint CA\n enrollment terminal\n"))
                    .isEmpty();
        }

        @Test
        void eap_goes_with_the_certificate_of_the_other_side() {
            assertThat(findings("""
                            crypto pki trustpoint CA
                            crypto ikev2 keyring K
                            crypto ikev2 profile P
                             match identity remote any
                             authentication local pre-share
                             authentication remote eap query-identity
                             keyring local K
                            crypto ikev2 profile Q
                             match identity remote fqdn hub.example
                             authentication local eap mschapv2 username ana password x
                             authentication remote pre-share
                             keyring local K
                            """))
                    .containsExactly(
                            "6:2: who lets peers authenticate by EAP needs a certificate; right would be"
                                    + " \"authentication local rsa-sig\"",
                            "6:2: warning: nobody checks what peers say by EAP; right would be \"aaa authentication eap\"",
                            "10:2: who authenticates by EAP needs a peer with a certificate; right would be"
                                    + " \"authentication remote rsa-sig\"");
        }

        @Test
        void a_keyring_for_post_quantum_keys_has_some() {
            assertThat(findings("""
                            crypto ikev2 keyring K
                             peer A
                              address 10.0.0.1
                              pre-shared-key x
                            crypto ikev2 profile P
                             match identity remote fqdn a.example
                             authentication local pre-share
                             authentication remote pre-share
                             keyring local K
                             keyring ppk K
                            """))
                    .containsExactly(
                            "10:2: no peer of this keyring has a post-quantum key; right would be \"ppk manual\"");
        }

        @Test
        void of_two_profiles_that_match_the_same_one_is_useless() {
            String profile = """

                     match identity remote fqdn a.example
                     authentication local pre-share key x
                     authentication remote pre-share key x
                    """;
            assertThat(findings("crypto ikev2 profile P" + profile + "crypto ikev2 profile Q" + profile))
                    .containsExactly("6:2: warning: profile \"P\" matches the same; right would be one of the two");
            assertThat(findings("crypto ikev2 profile P" + profile + "crypto ikev2 profile Q" + profile
                            + " match address local 10.0.0.1\n"))
                    .isEmpty();
        }
    }

    @Nested
    class Tunnels {
        private static final String PROFILE = """
                crypto ikev2 profile default
                 match identity remote any
                 authentication local pre-share key x
                 authentication remote pre-share key x
                """;

        @Test
        void a_protected_tunnel_has_two_ends() {
            assertThat(findings(PROFILE + "interface Tunnel0\n tunnel protection ipsec profile default"))
                    .containsExactly(
                            "5:11: a tunnel without destination; right would be \"tunnel destination\"",
                            "5:11: a tunnel without source; right would be \"tunnel source\"");
            assertThat(findings("interface Tunnel0\n tunnel mode ipsec ipv4"))
                    .containsExactly(
                            "1:11: an IPsec tunnel without protection; right would be \"tunnel protection ipsec profile\"");
        }

        @Test
        void a_tunnel_finds_its_profile() {
            String tunnel = "interface Tunnel0\n tunnel source 10.0.0.1\n tunnel destination 10.0.0.2\n";
            assertThat(findings(tunnel + " tunnel protection ipsec profile default"))
                    .containsExactly(
                            "4:34: IPsec profile \"default\" names no IKEv2 profile, and none is called default;"
                                    + " right would be \"set ikev2-profile\"");
            assertThat(findings(PROFILE + tunnel + " tunnel protection ipsec profile defualt"))
                    .containsExactly("8:34: no IPsec profile is called \"defualt\"; did you mean \"default\"?");
        }

        @Test
        void addresses_are_of_the_family_that_the_tunnel_goes_over() {
            assertThat(findings(PROFILE + """
                            interface Tunnel0
                             tunnel source 2001:db8::1
                             tunnel destination 10.0.0.2
                             tunnel mode ipsec ipv6
                             tunnel protection ipsec profile default
                            """))
                    .containsExactly(
                            "7:21: an IPv4 address, but the tunnel goes over IPv6; right would be an IPv6 address");
        }

        @Test
        void tunnels_between_the_same_ends_have_keys() {
            String ends =
                    " tunnel source Gi1\n tunnel destination 10.0.0.2\n tunnel protection ipsec profile default\n";
            assertThat(findings(PROFILE + "interface Tunnel0\n" + ends + "interface Tunnel1\n" + ends
                            + "interface Tunnel2\n tunnel key 2\n" + ends))
                    .containsExactly(
                            "11:21: the same source and destination as Tunnel0; right would be another \"tunnel"
                                    + " key\"");
        }

        @Test
        void a_template_has_no_address_of_its_own() {
            assertThat(findings(PROFILE + """
                             virtual-template 1 mode auto
                            interface Virtual-Template1
                             ip address 10.0.0.1 255.255.255.0
                             tunnel mode ipsec ipv4
                            """))
                    .containsExactly(
                            "6:11: a template of tunnels; right would be \"interface Virtual-Template1 type tunnel\"",
                            "6:11: a template without protection; right would be \"tunnel protection ipsec profile\"",
                            "7:2: a template is copied for every peer and cannot have an address of its own; right would"
                                    + " be \"ip unnumbered\"",
                            "8:2: warning: \"mode auto\" of profile \"default\" takes what the peer proposes; right would"
                                    + " be one without the other");
        }

        @Test
        void a_dynamic_end_needs_a_client() {
            String tunnel = """
                    interface Tunnel0
                     tunnel source dynamic
                     tunnel destination dynamic
                     tunnel protection ipsec profile default
                    """;
            assertThat(findings(PROFILE + tunnel)).hasSize(2).allMatch(each -> each.contains("no client says"));
            assertThat(findings(PROFILE + tunnel
                            + "crypto ikev2 client flexvpn C\n peer 1 10.0.0.1\n client connect Tunnel0\n"))
                    .isEmpty();
            assertThat(findings("crypto ikev2 client flexvpn C"))
                    .containsExactly(
                            "1:29: no peer to connect to; right would be \"peer 1\"",
                            "1:29: no tunnel to connect; right would be \"client connect Tunnel0\"");
        }

        @Test
        void a_crypto_map_says_what_goes_where() {
            assertThat(findings("crypto map M 10 ipsec-isakmp"))
                    .containsExactly(
                            "1:12: no IKEv2 profile, and none is called default; right would be \"set ikev2-profile\"",
                            "1:12: no peer; right would be \"set peer\"",
                            "1:12: no traffic is matched; right would be \"match address\"");
        }
    }
}
