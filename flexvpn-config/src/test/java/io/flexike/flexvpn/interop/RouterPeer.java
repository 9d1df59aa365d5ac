package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.router.RouterGateway;

/** A gateway of ours that is configured by a router's text and by nothing else. */
public final class RouterPeer {
    /** Proposals, a transform set and an IPsec profile {@code FLEX} that leads to the IKEv2 profile of that name. */
    public static final String CRYPTO = """
            crypto ikev2 proposal FLEX
             encryption aes-gcm-256
             prf sha384
             group 19
            !
            crypto ikev2 policy FLEX
             proposal FLEX
            !
            crypto ipsec transform-set FLEX esp-gcm 256
             mode tunnel
            !
            crypto ipsec profile FLEX
             set transform-set FLEX
             set pfs group19
             set ikev2-profile FLEX
            !
            """;

    /** The same for strongSwan. */
    public static final String CHARON_IKE = "aes256gcm16-prfsha384-ecp256";

    public static final String CHARON_ESP = "aes256gcm16-ecp256";

    private static final String FILE = "router.cfg";

    private RouterPeer() {}

    static FlexikePeer start(NetworkNamespace host, String text) throws Exception {
        return FlexikePeer.start(host, config(text));
    }

    /** What a text means, in which nothing may be wrong and nothing without effect. */
    static FlexVpnConfig config(String text) {
        RouterConfig.Reading reading = RouterConfig.read(FILE, text);
        assertThat(reading.findings()).isEmpty();
        RouterGateway gateway = RouterGateway.of(reading.config(), FILE);
        assertThat(gateway.findings()).isEmpty();
        assertThat(gateway.inactive()).isEmpty();
        return gateway.config().orElseThrow();
    }
}
