package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramPort;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.Path;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of our outer addresses with its two UDP ports.
 *
 * @param ike where IKE travels without the non-ESP marker
 * @param natTraversal where IKE travels with it, beside ESP: one or more at one address; they belong to the data plane
 * @param raw for ESP without UDP and for AH, as far as possible and wanted; they belong to the data plane
 */
record LocalEndpoint(InetAddress address, DatagramPort ike, List<DatagramPort> natTraversal, List<DatagramPort> raw) {
    private static final Logger LOG = LoggerFactory.getLogger(LocalEndpoint.class);

    /** As the engine is told of it. */
    LocalAddress local() {
        return new LocalAddress(
                address, ike.localAddress().getPort(), natTraversalAddress().getPort());
    }

    private InetSocketAddress natTraversalAddress() {
        return natTraversal.get(0).localAddress();
    }

    /** What the data plane reads. */
    List<DatagramPort> ofDataPlane() {
        return Stream.concat(natTraversal.stream(), raw.stream()).toList();
    }

    void close() {
        closeQuietly(ike);
        ofDataPlane().forEach(LocalEndpoint::closeQuietly);
    }

    static void closeQuietly(DatagramPort port) {
        try {
            port.close();
        } catch (IOException e) {
            LOG.debug("{} did not close: {}", port, e.getMessage());
        }
    }

    Path ikePath(InetSocketAddress remote) {
        return new Path(ike.localAddress(), remote, false);
    }

    Path natTraversalPath(InetSocketAddress remote) {
        return new Path(natTraversalAddress(), remote, true);
    }
}
