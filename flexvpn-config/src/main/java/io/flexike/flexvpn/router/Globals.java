package io.flexike.flexvpn.router;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.session.RedirectPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The global lines below {@code crypto ikev2} and beside it. */
final class Globals {
    private static final int DEFAULT_FRAGMENT_OCTETS = 576;
    private static final int MOST_CERTIFICATES = 2000;
    private static final List<String> NOT_ACTIVE = List.of(
            "crypto ikev2 cts sgt",
            "crypto ikev2 diagnose error",
            "crypto ikev2 limit max-in-negotation-sa outgoing",
            "crypto ikev2 limit queue sa-init",
            "crypto ikev2 reconnect key",
            "crypto ikev2 redirect gateway init",
            "crypto ikev2 redirect gateway auth",
            "crypto call admission limit ike in-negotiation-sa",
            "crypto ipsec security-association ecn",
            "crypto logging session",
            "crypto logging ikev2",
            "crypto call admission limit ike sa",
            "crypto call admission limit ipsec sa",
            "crypto call admission limit all in-negotiation-sa",
            "crypto call admission limit all sa",
            "crypto ike sa-strength-enforcement",
            "crypto ipsec security-association idle-time",
            "crypto ipsec security-association replay disable",
            "crypto ipsec security-association multi-sn",
            "crypto ipsec nat-transparency spi-matching",
            "crypto ipsec optional");
    private static final List<String> NOT_ACTIVE_BLOCKS =
            List.of("crypto ikev2 client flexvpn", "crypto ikev2 cluster", "crypto skip-client", "radius server");

    private Globals() {}

    /** Of what is not said, our own generation has what the configuration has anyway; the routers' have nothing. */
    static void add(RouterConfig router, SmartDefaults defaults, FlexVpnConfig.Builder config, Notes notes) {
        boolean ours = defaults == SmartDefaults.FLEXIKE;
        Block root = router.root();
        NOT_ACTIVE.forEach(key -> root.statement(key).ifPresent(notes::inactive));
        for (String kind : NOT_ACTIVE_BLOCKS) {
            router.blocks(kind).forEach(block -> block.header().ifPresent(notes::inactive));
        }
        limits(root, config);
        root.statement("crypto ikev2 window").ifPresent(line -> config.window((int) line.integer("messages")));
        root.statement("crypto ikev2 fragmentation")
                .ifPresentOrElse(
                        line -> config.fragmentation(Math.max(
                                DEFAULT_FRAGMENT_OCTETS,
                                line.value("mtu").map(Integer::parseInt).orElse(DEFAULT_FRAGMENT_OCTETS))),
                        () -> {
                            if (!ours) {
                                config.withoutFragmentation();
                            }
                        });
        root.statement("crypto ikev2 nat keepalive")
                .ifPresent(line -> config.natKeepalive(Duration.ofSeconds(line.integer("seconds"))));
        certificates(root, config, notes);
        Optional<Statement> redirect = root.statement("crypto ikev2 redirect client");
        config.redirects(RedirectPolicy.DEFAULT
                .withAccepted(ours || redirect.isPresent())
                .withLoopDetection(
                        redirect.flatMap(line -> line.value("redirects"))
                                .map(Integer::parseInt)
                                .orElse(RedirectPolicy.DEFAULT.maxRedirects()),
                        RedirectPolicy.DEFAULT.loopDetectPeriod()));
    }

    private static void certificates(Block root, FlexVpnConfig.Builder config, Notes notes) {
        if (root.isOn("crypto ikev2 disconnect-revoked-peers")) {
            config.disconnectRevokedPeers();
        }
        root.statement("crypto ikev2 certificate-cache").ifPresent(line -> {
            int certificates = (int) line.integer("certificates");
            if (certificates > MOST_CERTIFICATES) {
                notes.warning(line, "no more than " + MOST_CERTIFICATES + " certificates are kept");
            }
            config.certificateCache(Math.min(certificates, MOST_CERTIFICATES));
        });
    }

    private static void limits(Block root, FlexVpnConfig.Builder config) {
        EngineLimits limits = EngineLimits.DEFAULT;
        Optional<Long> cookie = root.integer("crypto ikev2 cookie-challenge", "half-open");
        if (cookie.isPresent()) {
            limits = limits.withCookieThreshold(Math.toIntExact(cookie.get()));
        }
        Optional<Statement> sas = root.statement("crypto ikev2 limit max-sa");
        if (sas.isPresent()) {
            limits = limits.withMaxIkeSas((int) sas.get().integer("sas"));
        }
        Optional<Statement> negotiating = root.statements("crypto ikev2 limit max-in-negotation-sa").stream()
                .filter(line -> !line.has("outgoing"))
                .findFirst();
        if (negotiating.isPresent()) {
            int most = (int) negotiating.get().integer("sas");
            limits = limits.withMaxHalfOpen(most, Math.min(most, limits.maxHalfOpenPerAddress()))
                    .withCookieThreshold(Math.min(limits.cookieThreshold(), most));
        }
        config.limits(limits);
    }
}
