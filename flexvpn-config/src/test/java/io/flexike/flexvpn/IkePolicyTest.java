package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.flexvpn.policy.IkePolicy;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IkePolicyTest {
    private static final Proposal STRONG = proposal(256);
    private static final Proposal SMALL = proposal(128);

    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east");
    private final Lab.Host west = new Lab.Host("west");

    @AfterEach
    void end() {
        lab.close();
    }

    private static Proposal proposal(int bits) {
        return Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, bits)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .build();
    }

    private static IkeProfile.Builder profile(String name, String self) {
        return Lab.profile(name, self + ".example", "secret");
    }

    private FlexVpnGateway west(FlexVpnGateway east, Proposal... proposals) throws InterruptedException {
        FlexVpnGateway gateway = lab.gateway(
                west,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile("to-east", "west")
                                        .matchRemote(Identity.fqdn("east.example"))
                                        .proposals(proposals)
                                        .build())
                                .destination(east.endpoints().get(0))
                                .address("10.255.0.2/30")));
        gateway.awaitUp("Tunnel0", Lab.PATIENCE);
        return gateway;
    }

    @Test
    void the_policy_of_our_address_goes_before_one_for_all_addresses() throws Exception {
        FlexVpnGateway gateway = lab.gateway(
                east,
                config -> config.ikePolicy(IkePolicy.named("all")
                                .proposals(List.of(STRONG))
                                .build())
                        .ikePolicy(IkePolicy.named("here")
                                .localAddress("127.0.0.1")
                                .proposals(List.of(SMALL))
                                .build())
                        .staticTunnel(
                                "Tunnel0",
                                tunnel -> tunnel.profile(profile("to-west", "east")
                                                .matchRemote(Identity.fqdn("west.example"))
                                                .build())
                                        .responderOnly()
                                        .address("10.255.0.1/30")));
        west(gateway, STRONG, SMALL);

        assertThat(gateway.sessions().get(0).suite().orElseThrow().toProposal()).isEqualTo(SMALL);
    }

    @Test
    void an_initiator_proposes_what_the_policy_of_its_address_says() throws Exception {
        FlexVpnGateway gateway = lab.gateway(
                east,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile("to-west", "east")
                                        .matchRemote(Identity.fqdn("west.example"))
                                        .proposals(STRONG, SMALL)
                                        .build())
                                .responderOnly()
                                .address("10.255.0.1/30")));
        FlexVpnGateway initiator = lab.gateway(
                west,
                config -> config.ikePolicy(IkePolicy.named("here")
                                .localAddress("127.0.0.1")
                                .proposals(List.of(SMALL))
                                .build())
                        .staticTunnel(
                                "Tunnel0",
                                tunnel -> tunnel.profile(profile("to-east", "west")
                                                .matchRemote(Identity.fqdn("east.example"))
                                                .build())
                                        .destination(gateway.endpoints().get(0))
                                        .address("10.255.0.2/30")));
        initiator.awaitUp("Tunnel0", Lab.PATIENCE);

        assertThat(initiator.sessions().get(0).suite().orElseThrow().toProposal())
                .isEqualTo(SMALL);
    }

    @Test
    void an_exact_identity_goes_before_a_domain_and_that_before_any_whatever_the_order() throws Exception {
        FlexVpnGateway gateway = lab.gateway(east, config -> {
            tunnel(config, "Any", profile("any", "east").matchRemote(IdentityMatcher.any()));
            tunnel(config, "Domain", profile("domain", "east").matchRemote(IdentityMatcher.fqdnSuffix("example")));
            tunnel(
                    config,
                    "Elsewhere",
                    profile("elsewhere", "east")
                            .matchRemote(Identity.fqdn("west.example"))
                            .matchLocalAddress("127.0.0.9"));
            tunnel(config, "Exact", profile("exact", "east").matchRemote(Identity.fqdn("west.example")));
            tunnel(
                    config,
                    "Here",
                    profile("here", "east")
                            .matchRemote(Identity.fqdn("west.example"))
                            .matchLocalAddress("127.0.0.1"));
        });
        west(gateway, STRONG, SMALL);

        assertThat(gateway.sessions().get(0).profile()).isEqualTo("here");
    }

    private static void tunnel(FlexVpnConfig.Builder config, String name, IkeProfile.Builder profile) {
        config.staticTunnel(
                name,
                tunnel -> tunnel.profile(profile.proposals(STRONG).build())
                        .responderOnly()
                        .address("10.255." + name.length() + ".1/30"));
    }
}
