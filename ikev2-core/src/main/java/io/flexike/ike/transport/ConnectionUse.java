package io.flexike.ike.transport;

import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows an engine's events to know which connections carry an IKE SA, and lets go of the others (RFC 9329 6.1). Not
 * thread-safe: for the engine's thread.
 */
public final class ConnectionUse {
    private final TcpIkeTransport transport;
    private final Map<Long, Path> paths = new HashMap<>();

    public ConnectionUse(TcpIkeTransport transport) {
        this.transport = transport;
    }

    /** Takes note of the events among the outputs before they go on to another handler. */
    public Consumer<IkeOutput> before(Consumer<? super IkeOutput> next) {
        return output -> {
            if (output instanceof IkeOutput.Event event) {
                happened(event.event());
            }
            next.accept(output);
        };
    }

    /** Takes note of an event; all of one engine, in their order. */
    public void happened(IkeEvent event) {
        if (event instanceof IkeEvent.IkeSaEstablished established) {
            uses(established.ikeSpi(), established.sa().path());
        } else if (event instanceof IkeEvent.PathChanged changed) {
            uses(changed.ikeSpi(), changed.sa().path());
        } else if (event instanceof IkeEvent.IkeSaRekeyed rekeyed) {
            paths.put(rekeyed.ikeSpi(), rekeyed.sa().path());
            paths.remove(rekeyed.oldIkeSpi());
        } else if (event instanceof IkeEvent.IkeSaClosed closed) {
            left(paths.remove(closed.ikeSpi()));
            left(closed.sa().path());
        }
    }

    private void uses(long ikeSpi, Path path) {
        if (path.carrier() == Carrier.TCP) {
            transport.trust(path);
        }
        Path before = paths.put(ikeSpi, path);
        if (!path.equals(before)) {
            left(before);
        }
    }

    private void left(@Nullable Path path) {
        if (path != null && path.carrier() == Carrier.TCP && !paths.containsValue(path)) {
            transport.release(path);
        }
    }
}
