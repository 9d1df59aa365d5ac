package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.route.Route;
import io.flexike.ike.identity.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VrfTest {
    private final Lab lab = new Lab();
    private final Lab.Host host = new Lab.Host("host");

    @AfterEach
    void end() {
        lab.close();
    }

    private static IkeProfile profile(String peer) {
        return Lab.profile("to-" + peer, "self.example", "secret")
                .matchRemote(Identity.fqdn(peer + ".example"))
                .build();
    }

    @Test
    void the_same_networks_are_routed_in_two_vrfs_and_in_none() {
        FlexVpnGateway gateway = lab.gateway(host, config -> {
            for (String name : new String[] {"plain", "blue", "red"}) {
                config.staticTunnel(name, tunnel -> {
                    tunnel.profile(profile(name))
                            .responderOnly()
                            .address("10.255.0.1/30")
                            .route("10.1.0.0/16");
                    if (!name.equals("plain")) {
                        tunnel.vrf(name);
                    }
                });
            }
        });

        assertThat(gateway.snapshot().routes())
                .filteredOn(route -> route.prefix().toString().equals("10.1.0.0/16"))
                .allMatch(Route::installed)
                .extracting(route -> route.vrf().orElse("") + " " + route.interfaceName())
                .containsExactly(" plain", "blue blue", "red red");
        assertThat(host.device(1).hostEnd().vrf().orElseThrow().name()).isEqualTo("blue");
        assertThat(host.device(0).hostEnd().vrf()).isEmpty();
        assertThat(gateway.snapshot().interfaces())
                .extracting(each -> each.vrf().orElse(""))
                .containsExactly("", "blue", "red");
    }
}
