package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramPort;
import io.flexike.flexvpn.environment.DatagramPorts;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Binds the ports of outer addresses.
 *
 * @param ah whether there are to be ports for AH beside those for native ESP
 * @param tap put around every port, to watch what passes
 */
record PortBinding(GatewayEnvironment environment, boolean ah, UnaryOperator<DatagramPort> tap) {
    /**
     * Binds the UDP ports of an address.
     *
     * @throws IOException if one of them cannot be bound; then none is
     */
    LocalEndpoint bind(InetAddress address) throws IOException {
        DatagramPorts udp = environment.udpPorts();
        try {
            DatagramPort ike =
                    udp.bind(new InetSocketAddress(address, environment.ports().ike()));
            try {
                List<DatagramPort> natTraversal = udp.bindShards(
                        new InetSocketAddress(address, environment.ports().natTraversal()),
                        environment.dataPlane().portShards());
                return new LocalEndpoint(
                        address, tap.apply(ike), natTraversal.stream().map(tap).toList(), List.of());
            } catch (IOException | RuntimeException e) {
                LocalEndpoint.closeQuietly(ike);
                throw e;
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot bind the IKE ports of " + IpPrefix.format(address) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Adds the ports for ESP without UDP, and for AH if that is wanted, to all or to none: an address without native
     * ESP could not keep what the engine promises on it.
     *
     * @throws IOException if there is no such port at one of them; then there is none
     */
    List<LocalEndpoint> withNativeEsp(List<LocalEndpoint> endpoints) throws IOException {
        List<DatagramPorts> sources = new ArrayList<>();
        sources.add(environment.nativeEspPorts().orElseThrow(() -> new IOException("it is not asked for here")));
        if (ah) {
            sources.add(environment.ahPorts().orElseThrow(() -> new IOException("AH is not asked for here")));
        }
        List<DatagramPort> all = new ArrayList<>();
        List<LocalEndpoint> extended = new ArrayList<>();
        try {
            for (LocalEndpoint endpoint : endpoints) {
                List<DatagramPort> raw = new ArrayList<>();
                for (DatagramPorts source : sources) {
                    DatagramPort port = tap.apply(source.bind(new InetSocketAddress(endpoint.address(), 0)));
                    all.add(port);
                    raw.add(port);
                }
                extended.add(new LocalEndpoint(
                        endpoint.address(), endpoint.ike(), endpoint.natTraversal(), List.copyOf(raw)));
            }
            return extended;
        } catch (IOException | RuntimeException e) {
            all.forEach(LocalEndpoint::closeQuietly);
            throw e;
        }
    }
}
