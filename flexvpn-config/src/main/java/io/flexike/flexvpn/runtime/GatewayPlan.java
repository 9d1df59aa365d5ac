package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.trace.Redaction;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
    /** What concerns the whole gateway. */
    public record Options(
            List<InetAddress> listenAddresses,
            EngineLimits limits,
            ProtocolOptions protocol,
            Optional<Path> keyLog,
            Optional<Path> capture,
            Optional<Consumer<TracedMessage>> messageTrace,
            Redaction redaction) {}
}
