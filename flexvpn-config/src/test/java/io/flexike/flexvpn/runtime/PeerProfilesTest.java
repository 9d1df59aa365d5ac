package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.ProposalKeywords;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.PeerProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerProfilesTest {
    private static final Keyring KEYS = Keyring.named("keys")
            .peer("all", peer -> peer.anyPeer().preSharedKey("secret"))
            .build();

    @Test
    void what_the_policy_refuses_reaches_the_engine_in_neither_role() {
        StaticTunnel tunnel = tunnel(IpsecProfile.named("mixed")
                .proposals(ProposalKeywords.parse(SecurityProtocol.ESP, "3des-aes128-sha256")
                        .get(0))
                .build());
        for (PeerProfile profile : List.of(
                PeerProfiles.initiator(tunnel, CryptoPolicy.STRICT),
                PeerProfiles.responder(List.of(tunnel), List.of(), CryptoPolicy.STRICT)
                        .get(0))) {
            assertThat(profile.ikeProposals()).isEqualTo(DefaultProposals.ike());
            assertThat(ProposalKeywords.write(profile.espProposals())).isEqualTo("aes128-sha256");
        }
        assertThat(ProposalKeywords.write(
                        PeerProfiles.initiator(tunnel, CryptoPolicy.STANDARD).espProposals()))
                .isEqualTo("3des-aes128-sha256");
    }

    private static StaticTunnel tunnel(IpsecProfile ipsec) {
        IkeProfile profile = IkeProfile.named("to-hq")
                .identity(Identity.fqdn("branch.example"))
                .matchRemote(Identity.fqdn("hq.example"))
                .local(Authentication.preSharedKey(KEYS))
                .remote(Authentication.preSharedKey(KEYS))
                .build();
        return StaticTunnel.named("Tunnel0")
                .profile(profile)
                .ipsec(ipsec)
                .destination("127.0.0.1")
                .address("10.255.0.2/30")
                .build();
    }
}
