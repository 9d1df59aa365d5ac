package io.flexike.examples;

import io.flexike.flexvpn.FlexVpnClient;
import io.flexike.flexvpn.RemoteAccess;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.ike.identity.Identity;
import java.util.concurrent.ExecutionException;

/**
 * A client that asks a gateway for an address and stays until the gateway ends the session. Runs on Linux and needs the
 * capabilities CAP_NET_ADMIN and CAP_NET_BIND_SERVICE.
 */
public final class RemoteAccessClient {
    private RemoteAccessClient() {}

    /**
     * Connects.
     *
     * @param arguments e-mail address of the user, pre-shared key, and one or more gateways
     */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        Keyring keys = Keyring.named("gateways")
                .peer("any", peer -> peer.fqdnSuffix("company.example").preSharedKey(arguments[1]))
                .peer("dialled", peer -> peer.anyPeer().preSharedKey(arguments[1]))
                .build();
        FlexVpnClient.Builder client = FlexVpnClient.create()
                .identity(Identity.email(arguments[0]))
                .matchRemote(Identity.fqdnSuffix("company.example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .requestAddress()
                .requestDns();
        for (int i = 2; i < arguments.length; i++) {
            client.gateways(arguments[i]);
        }
        try (RemoteAccess session = client.build().connect().get()) {
            System.out.println("connected to " + session.gateway() + ", addresses " + session.assignedAddresses()
                    + ", name servers " + session.dnsServers() + ", networks " + session.subnets());
            System.out.println(
                    "ended: " + session.whenClosed().toCompletableFuture().get());
        }
    }
}
