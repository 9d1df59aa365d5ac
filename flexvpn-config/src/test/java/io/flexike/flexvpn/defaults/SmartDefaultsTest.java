package io.flexike.flexvpn.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalChoice;
import io.flexike.crypto.suite.ProposalChoice.Selected;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.flexvpn.ios.ProposalWords;
import io.flexike.flexvpn.ios.TransformSetWords;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.ike.session.ChildSaMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmartDefaultsTest {
    @Test
    void each_generation_of_routers_has_what_routers_write() {
        assertThat(ProposalWords.write(SmartDefaults.CLASSIC.ikeProposals().get(0)))
                .containsExactly(
                        "encryption aes-cbc-256 aes-cbc-192 aes-cbc-128",
                        "integrity sha512 sha384 sha256 sha1 md5",
                        "group 5 2");
        assertThat(ProposalWords.write(SmartDefaults.IOS_XE_17.ikeProposals().get(0)))
                .containsExactly("encryption aes-cbc-256", "integrity sha512 sha384", "group 19 14 21 5");
        assertThat(ProposalWords.write(SmartDefaults.IOS_XE_26.ikeProposals().get(0)))
                .containsExactly(
                        "encryption aes-cbc-256",
                        "integrity sha512 sha384",
                        "group 19 14 21",
                        "pqc mlkem768 mlkem1024 optional");
        for (SmartDefaults router : List.of(SmartDefaults.CLASSIC, SmartDefaults.IOS_XE_17, SmartDefaults.IOS_XE_26)) {
            assertThat(router.espProposals()).hasSize(1);
            assertThat(TransformSetWords.write(router.espProposals().get(0))).isEqualTo("esp-aes esp-sha-hmac");
            assertThat(router.mode()).isEqualTo(ChildSaMode.TRANSPORT);
        }
    }

    @Test
    void generations_meet_as_routers_do_and_ours_meets_them_all() {
        assertThat(group(SmartDefaults.CLASSIC, SmartDefaults.IOS_XE_17)).contains("MODP-1536");
        assertThat(group(SmartDefaults.CLASSIC, SmartDefaults.IOS_XE_26)).isEqualTo("nothing");
        assertThat(group(SmartDefaults.IOS_XE_17, SmartDefaults.IOS_XE_26)).contains("ECP-521");
        assertThat(group(SmartDefaults.IOS_XE_26, SmartDefaults.IOS_XE_26)).contains("ECP-521 / ML-KEM-1024");
        assertThat(group(SmartDefaults.FLEXIKE, SmartDefaults.CLASSIC))
                .isEqualTo("IKE: AES-CBC-256 / PRF-HMAC-SHA2-512 / HMAC-SHA2-512-256 / MODP-1536");
        assertThat(group(SmartDefaults.FLEXIKE, SmartDefaults.IOS_XE_17)).contains("ECP-256");
        assertThat(group(SmartDefaults.FLEXIKE, SmartDefaults.IOS_XE_26)).contains("ECP-256");
    }

    @Test
    void ours_hold_if_nothing_is_said_and_others_are_chosen_by_name() {
        List<Proposal> ours = new ArrayList<>(DefaultProposals.ike());
        ours.addAll(SmartDefaults.CLASSIC.ikeProposals());
        assertThat(SmartDefaults.FLEXIKE.ikeProposals()).isEqualTo(ours);
        assertThat(IkeProfile.named("any").build().proposals()).isEqualTo(ours);
        assertThat(IpsecProfile.defaults().proposals()).isEqualTo(SmartDefaults.FLEXIKE.espProposals());

        assertThat(SmartDefaults.names()).containsExactly("classic", "ios-xe-17", "ios-xe-26", "flexike");
        for (String name : SmartDefaults.names()) {
            assertThat(SmartDefaults.named(name)).map(SmartDefaults::toString).contains(name);
        }
        assertThat(SmartDefaults.named("ios-xe-99")).isEmpty();
        IpsecProfile routers =
                IpsecProfile.named("r").defaults(SmartDefaults.IOS_XE_17).build();
        assertThat(routers.proposals()).isEqualTo(SmartDefaults.IOS_XE_17.espProposals());
        assertThat(routers.policy().mode()).isEqualTo(ChildSaMode.TRANSPORT);
        assertThat(IkeProfile.named("r")
                        .defaults(SmartDefaults.IOS_XE_26)
                        .build()
                        .proposals())
                .isEqualTo(SmartDefaults.IOS_XE_26.ikeProposals());
    }

    @Test
    void the_standard_policy_leaves_every_generation_whole_and_the_strict_one_leaves_ours() {
        for (SmartDefaults generation : SmartDefaults.values()) {
            assertThat(CryptoPolicy.STANDARD.apply(generation.ikeProposals()).refusals())
                    .isEmpty();
            assertThat(CryptoPolicy.STANDARD.apply(generation.espProposals()).refusals())
                    .isEmpty();
        }
        assertThat(CryptoPolicy.STRICT
                        .apply(SmartDefaults.FLEXIKE.ikeProposals())
                        .proposals())
                .isEqualTo(DefaultProposals.ike());
    }

    private static String group(SmartDefaults one, SmartDefaults other) {
        ProposalChoice selection = ProposalSelection.select(one.ikeProposals(), other.ikeProposals());
        return selection instanceof Selected selected ? selected.chosen().toString() : "nothing";
    }
}
