package io.flexike.flexvpn.runtime;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.Redirector;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.trace.Redaction;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
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
        Options options,
        GatewayEnvironment environment,
        boolean redials,
        List<Consumer<? super GatewayEvent>> listeners) {
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
    EngineSettings engine(SecureRandom random, boolean nativeEsp) {
        Protocol protocol = options.protocol();
        PeerProfiles.logGaps(environment.crypto(), tunnels, templates);
        ProtocolOptions spoken = protocol.options();
        return EngineSettings.of(
                        environment.crypto(),
                        random,
                        PeerProfiles.responder(
                                tunnels, templates, options.protocol().cryptoPolicy()))
                .with(environment.retransmission())
                .with(protocol.limits())
                .with(protocol.redirector())
                .with(protocol.continuity())
                .withCrashSecrets(protocol.crashSecrets())
                .withTracing(
                        options.messageTrace().isPresent(), options.keyLog().isPresent())
                .with(nativeEsp ? spoken : spoken.withNatTraversal(NatTraversal.FORCED));
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
     */
    public record Protocol(
            EngineLimits limits,
            ProtocolOptions options,
            Redirector redirector,
            SessionContinuity continuity,
            List<SecretBytes> crashSecrets,
            CryptoPolicy cryptoPolicy) {
        /** The defaults, but for these. */
        public static Protocol of(ProtocolOptions options) {
            return new Protocol(
                    EngineLimits.DEFAULT,
                    options,
                    Redirector.NONE,
                    SessionContinuity.DEFAULT,
                    List.of(),
                    CryptoPolicy.STANDARD);
        }
    }
}
