package io.flexike.flexvpn.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.session.IkeSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShowDefaultsTest {
    private static final GatewaySnapshot NOTHING =
            new GatewaySnapshot(List.of(), List.of(), Map.of(), Map.of(), List.of(), List.of());
    private static final String CLASSIC = "smart-defaults classic\n";

    private static String show(String command, String configuration) {
        RouterConfig.Reading reading = RouterConfig.read("r.cfg", configuration);
        assertThat(reading.hasErrors()).isFalse();
        return ShowCommands.show(command, reading.config(), NOTHING, IkeSnapshot.NONE);
    }

    @Test
    void the_oldest_generation_shows_its_proposal() {
        assertThat(show("show crypto ikev2 proposal", CLASSIC)).isEqualTo("""
                 IKEv2 proposal: default
                     Encryption : AES-CBC-256 AES-CBC-192 AES-CBC-128
                     Integrity  : SHA512 SHA384 SHA256 SHA96 MD596
                     PRF        : SHA512 SHA384 SHA256 SHA1 MD5
                     DH Group   : DH_GROUP_1536_MODP/Group 5 DH_GROUP_1024_MODP/Group 2
                """);
    }

    @Test
    void the_middle_generation_shows_its_proposal() {
        assertThat(show("show crypto ikev2 proposal default", "smart-defaults ios-xe-17\n"))
                .isEqualTo("""
                 IKEv2 proposal: default
                     Encryption : AES-CBC-256
                     Integrity  : SHA512 SHA384
                     PRF        : SHA512 SHA384
                     DH Group   : DH_GROUP_256_ECP/Group 19 DH_GROUP_2048_MODP/Group 14 DH_GROUP_521_ECP/Group 21 DH_GROUP_1536_MODP/Group 5
                """);
    }

    @Test
    void the_newest_generation_shows_ml_kem_and_no_kilobytes() {
        String newest = "smart-defaults ios-xe-26\n";

        assertThat(show("show crypto ikev2 proposal", newest)).isEqualTo("""
                 IKEv2 proposal: default
                     Encryption : AES-CBC-256
                     Integrity  : SHA512 SHA384
                     PRF        : SHA512 SHA384
                     DH Group   : DH_GROUP_256_ECP/Group 19 DH_GROUP_2048_MODP/Group 14 DH_GROUP_521_ECP/Group 21
                     PQC Key Exchange: ML-KEM-768 ML-KEM-1024 Optional
                """);
        assertThat(show("show crypto ipsec profile", newest)).isEqualTo("""
                IPSEC profile default
                \tKilobyte Volume Rekey has been disabled.
                \tSecurity association lifetime:3600 seconds
                \tDualstack (Y/N): N

                \tResponder-Only (Y/N): N
                \tPFS (Y/N): N
                \tMixed-mode : Disabled
                \tTransform sets={
                \t\tdefault:  { esp-aes esp-sha-hmac  } ,
                \t}

                """);
    }

    @Test
    void our_own_generation_shows_strong_algorithms_first() {
        assertThat(show("show crypto ikev2 proposal", ""))
                .contains("     Encryption : AES-GCM-256 ")
                .contains(" AES-CBC-128\n")
                .contains("DH_GROUP_CURVE25519/Group 31 ")
                .endsWith("\n");
        assertThat(show("show crypto ipsec transform-set", ""))
                .startsWith("Transform set default: { esp-gcm 256 | ")
                .endsWith(" | esp-aes esp-sha-hmac  }\n   will negotiate = { Tunnel,  },\n\n");
    }

    @Test
    void the_other_built_in_objects_are_shown() {
        assertThat(show("show crypto ikev2 policy", CLASSIC)).isEqualTo("""
                 IKEv2 policy : default
                      Match fvrf : any
                      Match address local : any
                      Proposal    : default

                """);
        assertThat(show("show crypto ipsec transform-set", CLASSIC)).isEqualTo("""
                Transform set default: { esp-aes esp-sha-hmac  }
                   will negotiate = { Transport,  },

                """);
        assertThat(show("show crypto ipsec profile", CLASSIC)).isEqualTo("""
                IPSEC profile default
                \tSecurity association lifetime: 4608000 kilobytes/3600 seconds
                \tResponder-Only (Y/N): N
                \tPFS (Y/N): N
                \tMixed-mode : Disabled
                \tTransform sets={
                \t\tdefault:  { esp-aes esp-sha-hmac  } ,
                \t}

                """);
    }

    @Test
    void a_disabled_object_is_not_shown_until_it_is_restored() {
        for (String object : List.of(
                "crypto ikev2 proposal", "crypto ikev2 policy", "crypto ipsec transform-set", "crypto ipsec profile")) {
            String disabled = CLASSIC + "no " + object + " default\n";
            String command = "show " + object;

            assertThat(ShowCommands.show(
                            command, RouterConfig.read("r.cfg", disabled).config(), NOTHING, IkeSnapshot.NONE))
                    .as(object)
                    .isEmpty();
            assertThat(show(command, disabled + "default " + object + " default\n"))
                    .as(object)
                    .isEqualTo(show(command, CLASSIC));
        }
    }

    @Test
    void objects_of_the_configuration_are_shown_behind_the_built_in_ones() {
        String own = CLASSIC + """
                crypto ikev2 proposal OWN
                 encryption aes-cbc-256
                 integrity sha1
                 group 19 24
                crypto ikev2 proposal GCM
                 encryption aes-gcm-256
                 prf sha384
                 group 20
                crypto ikev2 policy OWN
                 match address local 192.0.2.1
                 proposal OWN
                 proposal GCM
                crypto ipsec transform-set OWN esp-aes 256 esp-sha256-hmac
                crypto ipsec transform-set T esp-gcm
                 mode transport
                crypto ipsec profile OWN
                 set security-association lifetime seconds 900
                 set security-association lifetime kilobytes disable
                 set transform-set OWN T
                 set pfs group19
                 responder-only
                """;

        assertThat(show("show crypto ikev2 proposal OWN", own)).isEqualTo("""
                 IKEv2 proposal: OWN
                     Encryption : AES-CBC-256
                     Integrity  : SHA96
                     PRF        : SHA1
                     DH Group   : DH_GROUP_256_ECP/Group 19 DH_GROUP_2048_256_MODP/Group 24
                """);
        assertThat(show("show crypto ikev2 proposal GCM", own)).isEqualTo("""
                 IKEv2 proposal: GCM
                     Encryption : AES-GCM-256
                     Integrity  : none
                     PRF        : SHA384
                     DH Group   : DH_GROUP_384_ECP/Group 20
                """);
        assertThat(show("show crypto ikev2 policy OWN", own)).isEqualTo("""
                 IKEv2 policy : OWN
                      Match fvrf  : global
                      Match address local : 192.0.2.1
                      Proposal    : OWN
                      Proposal    : GCM

                """);
        assertThat(show("show crypto ipsec transform-set", own)).isEqualTo("""
                Transform set default: { esp-aes esp-sha-hmac  }
                   will negotiate = { Transport,  },

                Transform set OWN: { esp-256-aes esp-sha256-hmac  }
                   will negotiate = { Tunnel,  },

                Transform set T: { esp-gcm  }
                   will negotiate = { Transport,  },

                """);
        assertThat(show("show crypto ipsec profile OWN", own)).isEqualTo("""
                IPSEC profile OWN
                \tKilobyte Volume Rekey has been disabled.
                \tSecurity association lifetime:900 seconds
                \tResponder-Only (Y/N): Y
                \tPFS (Y/N): Y
                \t\tInherit (Y/N): N
                \t\tDH group: group19
                \tMixed-mode : Disabled
                \tTransform sets={
                \t\tOWN:  { esp-256-aes esp-sha256-hmac  } ,
                \t\tT:  { esp-gcm  } ,
                \t}

                """);
        assertThat(show("show crypto ikev2 proposal NONE", own)).isEqualTo("% there is no NONE\n");
    }

    @Test
    void a_profile_is_shown_with_what_is_not_said() {
        String profile = """
                crypto ikev2 keyring KEYS
                 peer ALL
                  address 0.0.0.0 0.0.0.0
                  pre-shared-key secret
                crypto ikev2 profile P
                 match fvrf any
                 match identity remote address 192.0.2.7
                 match identity remote fqdn domain example.com
                 authentication local pre-share
                 authentication remote pre-share key hidden-key
                 keyring local KEYS
                 dpd 10 2 periodic
                """;

        assertThat(show("show crypto ikev2 profile", profile)).isEqualTo("""

                IKEv2 profile: P
                 Shutdown : No
                 Ref Count: 1
                 Match criteria:
                  Fvrf: any
                  Local address/interface: none
                  Identities:
                   address 192.0.2.7 255.255.255.255
                   fqdn domain example.com
                  Certificate maps: none
                 Local identity: none
                 Remote identity: none
                 Local authentication method: pre-share
                 Remote authentication method(s): pre-share
                 EAP options: none
                 Keyring: KEYS
                 Trustpoint(s): none
                 Lifetime: 86400 seconds
                 DPD: interval 10, retry-interval 2, periodic
                 NAT-keepalive: disabled
                 Ivrf: none
                 Virtual-template: none
                 mode auto: none
                 AAA AnyConnect EAP authentication mlist: none
                 AAA EAP authentication mlist: none
                 AAA authentication mlist: none
                 AAA Accounting: none
                 AAA group authorization: none
                 AAA user authorization: none
                """);
    }

    @Test
    void nothing_runs_nothing_is_shown() {
        assertThat(show("show crypto ikev2 sa", "")).isEmpty();
        assertThat(show("show crypto ipsec sa", "")).isEmpty();
        assertThat(show("show crypto ikev2 session", "")).isEmpty();
        assertThat(show("show crypto session", "")).isEqualTo("Crypto session current status\n\n");
        assertThat(show("show running-config", "hostname r1\n")).contains("hostname r1\n");
        assertThat(show("show derived-config interface Tunnel9", "")).isEqualTo("% there is no interface Tunnel9\n");
    }
}
