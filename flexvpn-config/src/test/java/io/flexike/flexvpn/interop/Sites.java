package io.flexike.flexvpn.interop;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PreSharedKeys;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Two sites joined by a tunnel: ours with the networks 10.1.0.0/24 and fd0a::/64, that of strongSwan with 10.2.0.0/24
 * and fd0b::/64; each end has the address 1 of its networks.
 */
public final class Sites {
    static final String OWN_ID = "own.example";
    static final String PEER_ID = "peer.example";
    static final String KEY = "a key for the two of them";
    public static final String OWN_INNER_4 = "10.1.0.1";
    public static final String OWN_INNER_6 = "fd0a::1";
    public static final String PEER_INNER_4 = "10.2.0.1";
    public static final String PEER_INNER_6 = "fd0b::1";
    /** Name of the tunnel. */
    static final String TUNNEL = "Tunnel0";

    /** The device of that tunnel in the system. */
    static final String DEVICE = "tu0";

    /** Name of the connection and of its child in strongSwan. */
    static final String SITE = "site";

    private static final String OWN_NET_4 = "10.1.0.0/24";
    private static final String OWN_NET_6 = "fd0a::/64";
    private static final String PEER_NET_4 = "10.2.0.0/24";
    private static final String PEER_NET_6 = "fd0b::/64";

    private Sites() {}

    static IkeProfile profile(Suite suite, String key) {
        return profile(key).proposals(suite.ike()).build();
    }

    /** A profile that lacks only its proposals. */
    static IkeProfile.Builder profile(String key) {
        Keyring keys = Keyring.named("sites")
                .peer(
                        "other site",
                        peer -> peer.identity(Identity.fqdn(PEER_ID)).preSharedKey(key))
                .build();
        return IkeProfile.named("to-peer")
                .identity(Identity.fqdn(OWN_ID))
                .matchRemote(Identity.fqdn(PEER_ID))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys));
    }

    /** Our site, which connects. */
    static FlexVpnConfig initiator(Suite suite, String source, String destination) {
        return initiator(profile(suite, KEY), suite.ipsec(), source, destination)
                .build();
    }

    static FlexVpnConfig.Builder initiator(IkeProfile profile, IpsecProfile ipsec, String source, String destination) {
        return own(profile, ipsec, tunnel -> tunnel.source(source).destination(destination));
    }

    /** Our site, which waits for the peer to connect. */
    static FlexVpnConfig responder(Suite suite, String source) {
        return responder(profile(suite, KEY), suite.ipsec(), source).build();
    }

    static FlexVpnConfig.Builder responder(IkeProfile profile, IpsecProfile ipsec, String source) {
        return own(profile, ipsec, tunnel -> tunnel.source(source).responderOnly());
    }

    static FlexVpnConfig.Builder own(IkeProfile profile, IpsecProfile ipsec, Consumer<StaticTunnel.Builder> ends) {
        return FlexVpnConfig.create()
                .staticTunnel(
                        TUNNEL,
                        tunnel -> ends.accept(tunnel.profile(profile)
                                .ipsec(ipsec)
                                .address(OWN_INNER_4 + "/24")
                                .address(OWN_INNER_6 + "/64")
                                .localSubnets(OWN_NET_4, OWN_NET_6)
                                .remoteSubnets(PEER_NET_4, PEER_NET_6)));
    }

    /** The site of the peer with outer addresses as seen from there. */
    static SwanctlConf peer(Suite suite, String localAddress, String remoteAddress) {
        return peer(suite.charonIke(), suite.charonEsp(), localAddress, remoteAddress, KEY);
    }

    static SwanctlConf peer(String ike, String esp, String localAddress, String remoteAddress, String key) {
        return SwanctlConf.create()
                .site(SITE, new SwanctlConf.Ends(localAddress, remoteAddress, PEER_ID, OWN_ID), ike, esp)
                .selectors(SITE, PEER_NET_4 + "," + PEER_NET_6, OWN_NET_4 + "," + OWN_NET_6)
                .preSharedKey(key);
    }

    /** Gives the host of the peer its inner addresses. */
    public static void addressPeer(NetworkNamespace host) {
        host.address("lo", PEER_INNER_4 + "/24").address("lo", PEER_INNER_6 + "/64");
    }

    /** What an engine without a gateway connects with; its Child SA protects the two IPv4 networks. */
    static PeerProfile toPeer(IkeSaPolicy policy) {
        AuthenticationMethod key =
                new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8(Sites.KEY)));
        return new PeerProfile(
                "to-peer",
                Identity.fqdn(Sites.OWN_ID),
                IdentityMatcher.exactly(Identity.fqdn(Sites.PEER_ID)),
                Optional.of(Identity.fqdn(Sites.PEER_ID)),
                key,
                key,
                List.of(Suite.GCM_128.ike()),
                List.of(Suite.GCM_128.esp()),
                List.of(AddressSelector.subnet("10.1.0.0/24")),
                List.of(AddressSelector.subnet("10.2.0.0/24")),
                List.of(),
                policy,
                ChildSaPolicy.DEFAULT);
    }
}
