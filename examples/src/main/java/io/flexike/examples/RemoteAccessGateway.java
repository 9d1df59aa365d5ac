package io.flexike.examples;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;

/**
 * A gateway that lets the people of a company in: each gets an address, name servers and the routes to the company's
 * networks. Runs on Linux and needs the capabilities CAP_NET_ADMIN, CAP_NET_RAW and CAP_NET_BIND_SERVICE.
 */
public final class RemoteAccessGateway {
    private RemoteAccessGateway() {}

    /**
     * Serves until the process is ended.
     *
     * @param arguments the pre-shared key
     */
    public static void main(String[] arguments) throws InterruptedException {
        Keyring people = Keyring.named("people")
                .peer("company", peer -> peer.emailDomain("company.example").preSharedKey(arguments[0]))
                .build();
        AuthorizationPolicy employees = AuthorizationPolicy.named("employees")
                .pool(AddressPool.of("people-4", "10.254.0.0/22"))
                .pool(AddressPool.of("people-6", "2001:db8:fe::/64"))
                .dns("10.1.0.53", "2001:db8:1::53")
                .advertise("10.0.0.0/8", "2001:db8::/32")
                .build();
        IkeProfile anybody = IkeProfile.named("anybody")
                .identity(Identity.fqdn("vpn.company.example"))
                .matchRemote(IdentityMatcher.emailDomain("company.example"))
                .local(Authentication.preSharedKey(people))
                .remote(Authentication.preSharedKey(people))
                .authorization(employees)
                .build();
        FlexVpnConfig config = FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(anybody)
                                .unnumbered("10.254.0.1")
                                .unnumbered("2001:db8:fe::1"))
                .cookieChallengeAbove(100)
                .build();
        try (FlexVpnGateway gateway = FlexVpnGateway.start(config)) {
            gateway.events(System.out::println);
            Thread.currentThread().join();
        }
    }
}
