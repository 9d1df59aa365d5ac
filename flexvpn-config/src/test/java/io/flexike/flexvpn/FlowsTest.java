package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.tunnel.Flow;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.AddressSelector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlowsTest {
    private final Lab lab = new Lab();
    private final Lab.Host east = new Lab.Host("east", "10.1.0.10", "10.11.0.10");
    private final Lab.Host west = new Lab.Host("west", "10.2.0.10", "10.12.0.10");

    @AfterEach
    void end() {
        lab.close();
    }

    private static Flow flow(String local, String remote) {
        return new Flow(AddressSelector.subnet(local), AddressSelector.subnet(remote));
    }

    private static IkeProfile profile(String self, String peer) {
        return Lab.profile("to-" + peer, self + ".example", "secret")
                .matchRemote(Identity.fqdn(peer + ".example"))
                .build();
    }

    @Test
    void every_flow_has_a_child_sa_and_no_side_of_one_goes_with_the_other_side_of_another() throws Exception {
        FlexVpnGateway eastGateway = lab.gateway(
                east,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile("east", "west"))
                                .responderOnly()
                                .address("10.255.0.1/32")
                                .flows(List.of(
                                        flow("10.1.0.0/16", "10.2.0.0/16"), flow("10.11.0.0/16", "10.12.0.0/16")))));
        FlexVpnGateway westGateway = lab.gateway(
                west,
                config -> config.staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile("west", "east"))
                                .destination(eastGateway.endpoints().get(0))
                                .address("10.255.0.2/32")
                                .flows(List.of(
                                        flow("10.2.0.0/16", "10.1.0.0/16"), flow("10.12.0.0/16", "10.11.0.0/16")))));
        westGateway.awaitUp("Tunnel0", Lab.PATIENCE);

        await().untilAsserted(() ->
                assertThat(eastGateway.sessions().get(0).children()).hasSize(2));
        await().untilAsserted(() -> assertThat(west.routes(0)).containsExactly("10.1.0.0/16", "10.11.0.0/16"));
        assertThat(east.routes(0)).containsExactly("10.12.0.0/16", "10.2.0.0/16");
        assertThat(west.pings("10.2.0.10", "10.1.0.10", 100)).isTrue();
        assertThat(west.pings("10.12.0.10", "10.11.0.10", 100)).isTrue();
        assertThat(west.pingsSoon("10.2.0.10", "10.11.0.10")).isFalse();
    }
}
