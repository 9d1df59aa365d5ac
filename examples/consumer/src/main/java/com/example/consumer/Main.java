package com.example.consumer;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.ike.identity.Identity;

/** Describes a branch office with a tunnel to its headquarters. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (!FlexVpnConfig.class.getModule().isNamed() || !Main.class.getModule().isNamed()) {
            throw new IllegalStateException("not on the module path");
        }
        Keyring partners = Keyring.named("partners")
                .peer("hq", peer -> peer.identity(Identity.fqdn("hq.example")).preSharedKey("not a good secret"))
                .build();
        IkeProfile toHq = IkeProfile.named("to-hq")
                .identity(Identity.fqdn("branch-1.example"))
                .matchRemote(Identity.fqdn("hq.example"))
                .local(Authentication.preSharedKey(partners))
                .remote(Authentication.preSharedKey(partners))
                .build();
        FlexVpnConfig branch = FlexVpnConfig.create()
                .staticTunnel("Tunnel0", tunnel -> tunnel.profile(toHq)
                        .source("203.0.113.7")
                        .destination("198.51.100.1")
                        .address("10.255.0.2/30")
                        .route("10.1.0.0/16"))
                .build();
        System.out.println(branch.staticTunnels() + " would offer " + toHq.proposals());
    }
}
