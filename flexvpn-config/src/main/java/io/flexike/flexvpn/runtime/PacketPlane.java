package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.ike.session.Path;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.MonotonicClock;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the data plane on the ports of a gateway, and tells the engine of what happens there. */
final class PacketPlane {
    private static final Logger LOG = LoggerFactory.getLogger(PacketPlane.class);

    // what the data plane receives before the engine is there is lost, as on the network
    private final AtomicReference<@Nullable EngineDriver> engine = new AtomicReference<>();
    private final AtomicReference<@Nullable EngineOutputs> outputs = new AtomicReference<>();

    /** A data plane without tunnels. */
    DataPlane start(GatewayPlan plan, OuterPorts ports, SecureRandom random) {
        if (plan.environment().ignoresDataPlaneOptions()) {
            LOG.info("the data plane is in memory, so the options for queues, ports and offload are not used");
        }
        DataPlane.Builder builder = DataPlane.builder()
                .crypto(plan.environment().crypto())
                .random(random)
                .clock(new MonotonicClock());
        ports.endpoints().forEach(endpoint -> endpoint.ofDataPlane().forEach(builder::port));
        ports.tcp().ifPresent(tcp -> tcp.espPorts().forEach(builder::port));
        builder.onNonEsp((local, remote, datagram) -> {
            EngineDriver running = engine.get();
            if (running != null) {
                running.received(new Path(local, remote, true), datagram);
            }
        });
        builder.onPeerMoved(move -> tell(handler -> handler.peerMoved(move)));
        builder.onUnknownSpi(packet -> tell(handler -> handler.unknownSpi(packet)));
        builder.onSaExpiring(event -> tell(handler -> handler.saExpiring(event)));
        builder.onFirstPacket(inboundSpi -> tell(handler -> handler.firstPacket(inboundSpi)));
        return builder.start();
    }

    private void tell(Consumer<EngineOutputs> news) {
        EngineOutputs handler = outputs.get();
        if (handler != null) {
            news.accept(handler);
        }
    }

    /** Who is told of packets from now on. */
    void tell(EngineOutputs handler, EngineDriver driver) {
        outputs.set(handler);
        engine.set(driver);
    }
}
