package io.flexike.flexvpn.runtime;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkePolicy;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.Redirector;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.session.VendorId;
import io.flexike.ike.trace.Redaction;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A checked configuration and what it is to run on.
 *
 * @param redials whether a tunnel that was lost or did not come up is tried again
 * @param listeners told of everything from the beginning
 */
public record GatewayPlan(
        List<StaticTunnel> tunnels,
        List<VirtualTemplate> templates,
        List<IkePolicy> policies,
        Options options,
        GatewayEnvironment environment,
        boolean redials,
        List<Consumer<? super GatewayEvent>> listeners) {
    private static final List<VendorId> OF_ROUTERS = List.of(VendorId.FLEXVPN_SUPPORTED, VendorId.CISCO_DYNAMIC_ROUTE);

    /** The same without the tunnels and templates of these names. */
    GatewayPlan without(Set<String> names) {
        return new GatewayPlan(
                tunnels.stream()
                        .filter(tunnel -> !names.contains(tunnel.name()))
                        .toList(),
                templates.stream()
                        .filter(template -> !names.contains(template.name()))
                        .toList(),
                policies,
                options,
                environment,
                redials,
                listeners);
    }

    /** Whether a tunnel or template may have Child SAs of AH. */
    boolean namesAh() {
        return Stream.concat(
                        tunnels.stream().map(StaticTunnel::ipsec),
                        templates.stream().map(VirtualTemplate::ipsec))
                .flatMap(ipsec -> ipsec.proposals().stream())
                .anyMatch(proposal -> proposal.protocol().equals(SecurityProtocol.AH));
    }

    /**
     * The settings of the engine.
     *
     * @param nativeEsp whether ESP may travel without UDP
     */
    EngineSettings engine(SecureRandom random, AuthenticationMethods methods, boolean nativeEsp) {
        Protocol protocol = options.protocol();
        PeerProfiles.logGaps(environment.crypto(), tunnels, templates);
        ProtocolOptions spoken = protocol.options().withVendorIds(vendorIds());
        return EngineSettings.of(environment.crypto(), random, responders(methods))
                .with(environment.retransmission())
                .with(protocol.limits())
                .with(protocol.redirector())
                .with(protocol.continuity())
                .withCrashSecrets(protocol.crashSecrets())
                .withTracing(
                        options.messageTrace().isPresent(), options.keyLog().isPresent())
                .with(nativeEsp ? spoken : spoken.withNatTraversal(NatTraversal.FORCED));
    }

    /** Who may connect to us. */
    List<PeerProfile> responders(AuthenticationMethods methods) {
        return PeerProfiles.responder(tunnels, templates, methods, new IkePolicies(policies));
    }

    /**
     * What we call ourselves: what was said, else what FlexVPN routers understand if networks are exchanged with one of
     * them.
     */
    List<VendorId> vendorIds() {
        List<VendorId> said = options.protocol().options().vendorIds();
        boolean routers =
                profiles().anyMatch(profile -> !profile.configExchange().equals(ConfigExchange.OFF));
        return said.isEmpty() && routers ? OF_ROUTERS : said;
    }

    private Stream<IkeProfile> profiles() {
        return Stream.concat(
                tunnels.stream().flatMap(tunnel -> tunnel.profile().stream()),
                templates.stream().flatMap(template -> template.profiles().stream()));
    }

    /** What concerns the whole gateway. */
    public record Options(
            List<InetAddress> listenAddresses,
            Protocol protocol,
            Optional<Path> keyLog,
            Optional<Path> capture,
            Optional<Consumer<TracedMessage>> messageTrace,
            Redaction redaction) {}

    /**
     * What the engine is to do.
     *
     * @param redirector which initiators are sent to another gateway
     * @param continuity how IKE SAs outlive a loss of state
     * @param crashSecrets for tokens of RFC 6290, newest first
     * @param cryptoPolicy which algorithms may be used at all
     * @param certificateCache how many certificates are kept that peers have given a URL of
     */
    public record Protocol(
            EngineLimits limits,
            ProtocolOptions options,
            Redirector redirector,
            SessionContinuity continuity,
            List<SecretBytes> crashSecrets,
            CryptoPolicy cryptoPolicy,
            int certificateCache) {
        private static final int DEFAULT_CERTIFICATE_CACHE = 128;

        /** The defaults, but for these. */
        public static Protocol of(ProtocolOptions options) {
            return new Protocol(
                    EngineLimits.DEFAULT,
                    options,
                    Redirector.NONE,
                    SessionContinuity.DEFAULT,
                    List.of(),
                    CryptoPolicy.STANDARD,
                    DEFAULT_CERTIFICATE_CACHE);
        }
    }
}
