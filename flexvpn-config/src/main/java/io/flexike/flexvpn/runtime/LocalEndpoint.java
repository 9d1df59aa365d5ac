package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramPort;
import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One of our outer addresses with its two UDP ports.
 *
 * @param ike where IKE travels without the non-ESP marker
 * @param natTraversal where IKE travels with it, beside ESP; belongs to the data plane
 */
record LocalEndpoint(InetAddress address, DatagramPort ike, DatagramPort natTraversal) {
    Path ikePath(InetSocketAddress remote) {
        return new Path(ike.localAddress(), remote, false);
    }

    Path natTraversalPath(InetSocketAddress remote) {
        return new Path(natTraversal.localAddress(), remote, true);
    }
}
