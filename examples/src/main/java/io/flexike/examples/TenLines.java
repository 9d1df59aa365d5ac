package io.flexike.examples;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.router.RouterGateway;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A hub and a spoke, each in Java and in a router's words, which is the same. */
final class TenLines {
    private static final String KEY = "only for this demonstration";

    private TenLines() {}

    /** The hub of {@code hub.cfg} in Java. */
    static FlexVpnConfig hub() {
        AuthorizationPolicy spokes = AuthorizationPolicy.named("SPOKES")
                .pool(AddressPool.range(
                        "SPOKES", IpPrefix.parseAddress("10.255.0.2"), IpPrefix.parseAddress("10.255.0.254")))
                .pushRoutes("10.0.0.0/8")
                .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                .build();
        IkeProfile profile = profile("SPOKES", "hub.example", keys("ALL"))
                .matchRemote(Identity.fqdnSuffix("spokes.example"))
                .authorization(spokes)
                .build();
        return FlexVpnConfig.create()
                .virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile)
                                .unnumbered("10.255.0.1")
                                .mode(TunnelMode.IPSEC_IPV4)
                                .devicePerPeer())
                .build();
    }

    /** The spoke of {@code spoke.cfg} in Java. */
    static FlexVpnConfig spoke() {
        AuthorizationPolicy ours = AuthorizationPolicy.named("default")
                .pushInterface()
                .pushRoutes("10.128.7.0/24")
                .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                .build();
        IkeProfile profile = profile("default", "spoke-7.spokes.example", keys("HUB"))
                .matchRemote(Identity.fqdn("hub.example"))
                .authorization(ours)
                .build();
        return FlexVpnConfig.create()
                .staticTunnel(
                        "Tunnel0",
                        tunnel -> tunnel.profile(profile)
                                .source("127.0.0.1")
                                .destination("127.0.0.1")
                                .mode(TunnelMode.IPSEC_IPV4)
                                .requestAddress()
                                .requestDns())
                .build();
    }

    private static Keyring keys(String peer) {
        return Keyring.named("KEYS")
                .peer(peer, each -> each.address("0.0.0.0/0").preSharedKey(KEY))
                .build();
    }

    private static IkeProfile.Builder profile(String name, String own, Keyring keys) {
        return IkeProfile.named(name)
                .identity(Identity.fqdn(own))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .configExchange(ConfigExchange.ON);
    }

    /** Reads a router's configuration of this package. */
    static RouterConfig.Reading read(String file) {
        try (InputStream text = TenLines.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new AssertionError("no " + file);
            }
            return RouterConfig.read(file, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The gateway of a router's configuration of this package, added to what there is already. */
    static FlexVpnConfig gateway(String file, FlexVpnConfig.Builder beginning) {
        return RouterGateway.of(read(file).config(), file, beginning).config().orElseThrow();
    }
}
