package io.flexike.examples;

import static java.time.Duration.ofSeconds;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.session.SessionTable;
import io.flexike.ike.identity.Identity;

/**
 * A branch office that keeps a static tunnel to its headquarters up. Runs on Linux and needs the capabilities
 * CAP_NET_ADMIN, CAP_NET_RAW and CAP_NET_BIND_SERVICE.
 */
public final class SiteToSite {
    private SiteToSite() {}

    /**
     * Connects and stays connected until the process is ended.
     *
     * @param arguments outer address of this office, outer address of the headquarters, pre-shared key
     */
    public static void main(String[] arguments) throws InterruptedException {
        Keyring partners = Keyring.named("partners")
                .peer("hq", peer -> peer.identity(Identity.fqdn("hq.example")).preSharedKey(arguments[2]))
                .build();
        IkeProfile toHq = IkeProfile.named("to-hq")
                .identity(Identity.fqdn("branch-1.example"))
                .matchRemote(Identity.fqdn("hq.example"))
                .local(Authentication.preSharedKey(partners))
                .remote(Authentication.preSharedKey(partners))
                .build();
        FlexVpnConfig branch = FlexVpnConfig.create()
                .staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(toHq)
                                .source(arguments[0])
                                .destination(arguments[1])
                                .address("10.255.0.2/30")
                                .route("10.1.0.0/16"))
                .build();
        try (FlexVpnGateway gateway = FlexVpnGateway.start(branch)) {
            gateway.events(System.out::println);
            gateway.awaitUp("Tunnel0", ofSeconds(10));
            System.out.println(SessionTable.render(gateway.sessions()));
            Thread.currentThread().join();
        }
    }
}
