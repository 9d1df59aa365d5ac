package io.flexike.flexvpn.runtime;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.transport.ConnectionUse;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.TcpIkeTransport;
import io.flexike.ike.transport.TcpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TCP connections of a gateway (RFC 9329): IKE goes to the engine, ESP to a port of the data plane. */
final class TcpPorts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpPorts.class);

    private final TcpIkeTransport transport;
    private final ConnectionUse use;
    private final Map<InetAddress, TcpEspPort> esp = new LinkedHashMap<>();

    private TcpPorts(TcpIkeTransport transport) {
        this.transport = transport;
        this.use = new ConnectionUse(transport);
        for (InetSocketAddress local : transport.listeningOn()) {
            esp.put(local.getAddress(), new TcpEspPort(local, transport));
        }
    }

    /** Listens on those addresses. */
    static TcpPorts open(List<InetAddress> addresses, int port) throws IOException {
        return new TcpPorts(TcpIkeTransport.open(addresses, port, TcpLimits.DEFAULT));
    }

    /** For the data plane. */
    List<TcpEspPort> espPorts() {
        return List.copyOf(esp.values());
    }

    void start(EngineDriver driver) {
        transport.start(
                "flexike-tcp",
                driver::received,
                (local, remote, packet) -> {
                    TcpEspPort port = esp.get(local.getAddress());
                    if (port != null) {
                        port.received(remote, packet);
                    }
                },
                path -> driver.command(new IkeInput.Reconnected(path)));
    }

    /** The path of a connection that we may open. */
    Optional<Path> path(InetAddress local, InetSocketAddress remote) {
        try {
            return Optional.of(transport.path(local, remote));
        } catch (IOException e) {
            LOG.debug("no path over TCP to {}: {}", remote, e.toString());
            return Optional.empty();
        }
    }

    void send(Path path, byte[] octets) {
        transport.send(path, octets);
    }

    /** ESP packets of a Child SA go along that path. */
    void use(Path path) {
        TcpEspPort port = esp.get(path.local().getAddress());
        if (port != null) {
            port.use(path);
        }
    }

    /** On the engine's thread. */
    void happened(IkeEvent event) {
        use.happened(event);
    }

    @Override
    public void close() {
        esp.values().forEach(TcpEspPort::close);
        transport.close();
    }
}
