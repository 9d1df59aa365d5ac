package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramPort;
import io.flexike.flexvpn.environment.DatagramPorts;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.NatTraversal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All ports of a gateway: two for each of its outer addresses, one for native ESP where that is possible, and one for
 * TCP where that is wanted. Immutable once bound.
 */
final class OuterPorts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OuterPorts.class);

    private final List<LocalEndpoint> endpoints = new ArrayList<>();
    private final List<DatagramPort> nativeEsp = new ArrayList<>();
    private Optional<TcpPorts> tcp = Optional.empty();

    private OuterPorts() {}

    /**
     * Binds the ports of all outer addresses.
     *
     * @param tap put around every port, to watch what passes
     * @throws IOException if an address that was asked for cannot be bound, or none can
     */
    static OuterPorts bind(GatewayPlan plan, UnaryOperator<DatagramPort> tap) throws IOException {
        OuterPorts ports = new OuterPorts();
        GatewayEnvironment environment = plan.environment();
        Set<InetAddress> wanted = wanted(plan);
        boolean explicit = !wanted.isEmpty();
        try {
            for (InetAddress address : explicit ? wanted : systemAddresses()) {
                try {
                    ports.endpoints.add(endpoint(environment, address, tap));
                } catch (IOException e) {
                    if (explicit) {
                        throw new IOException(
                                "cannot bind the IKE ports of " + IpPrefix.format(address) + ": " + e.getMessage(), e);
                    }
                    LOG.info("{} is not listened on: {}", IpPrefix.format(address), e.getMessage());
                }
            }
            if (ports.endpoints.isEmpty()) {
                throw new IOException("there is no outer address to bind the IKE ports of");
            }
            if (environment.ports().tcp().isPresent()) {
                List<InetAddress> bound =
                        ports.endpoints.stream().map(LocalEndpoint::address).toList();
                ports.tcp = Optional.of(
                        TcpPorts.open(bound, environment.ports().tcp().getAsInt()));
            }
            boolean mayBeNative = plan.options().protocol().natTraversal() != NatTraversal.FORCED;
            if (mayBeNative && environment.nativeEspPorts().isPresent()) {
                ports.bindNative(environment.nativeEspPorts().get(), tap);
            }
            return ports;
        } catch (IOException | RuntimeException e) {
            ports.close();
            throw e;
        }
    }

    private static Set<InetAddress> wanted(GatewayPlan plan) {
        Set<InetAddress> wanted = new LinkedHashSet<>(plan.options().listenAddresses());
        for (StaticTunnel tunnel : plan.tunnels()) {
            tunnel.source().ifPresent(wanted::add);
        }
        boolean systemToo = plan.options().listenAddresses().isEmpty()
                && !plan.tunnels().stream().allMatch(tunnel -> tunnel.source().isPresent());
        boolean awaitsPeers =
                !plan.templates().isEmpty() && plan.options().listenAddresses().isEmpty();
        if (systemToo || awaitsPeers) {
            plan.environment().localAddresses().ifPresentOrElse(wanted::addAll, wanted::clear);
        }
        return wanted;
    }

    private static List<InetAddress> systemAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(OuterPorts::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLinkLocalAddress())
                .map(address -> IpPrefix.host(address).address())
                .distinct()
                .toList();
    }

    private static boolean isUp(NetworkInterface device) {
        try {
            return device.isUp();
        } catch (IOException e) {
            return false;
        }
    }

    private static LocalEndpoint endpoint(
            GatewayEnvironment environment, InetAddress address, UnaryOperator<DatagramPort> tap) throws IOException {
        DatagramPorts udp = environment.udpPorts();
        DatagramPort ike =
                udp.bind(new InetSocketAddress(address, environment.ports().ike()));
        try {
            DatagramPort natTraversal =
                    udp.bind(new InetSocketAddress(address, environment.ports().natTraversal()));
            return new LocalEndpoint(address, tap.apply(ike), tap.apply(natTraversal));
        } catch (IOException | RuntimeException e) {
            ike.close();
            throw e;
        }
    }

    /** All or nothing: an address without native ESP could not keep what the engine promises on it. */
    private void bindNative(DatagramPorts ports, UnaryOperator<DatagramPort> tap) {
        try {
            for (LocalEndpoint endpoint : endpoints) {
                nativeEsp.add(tap.apply(ports.bind(new InetSocketAddress(endpoint.address(), 0))));
            }
        } catch (IOException e) {
            LOG.info("no native ESP, so all ESP travels in UDP: {}", e.getMessage());
            nativeEsp.forEach(OuterPorts::closeQuietly);
            nativeEsp.clear();
        }
    }

    List<LocalEndpoint> endpoints() {
        return endpoints;
    }

    List<DatagramPort> nativeEsp() {
        return nativeEsp;
    }

    /** TCP connections, if the ports say so. */
    Optional<TcpPorts> tcp() {
        return tcp;
    }

    boolean hasNativeEsp() {
        return !nativeEsp.isEmpty();
    }

    /**
     * The endpoint from which a destination is reached: that of the source if one is given, else the one that the
     * system would use.
     */
    Optional<LocalEndpoint> towards(InetAddress destination, Optional<InetAddress> source) {
        if (source.isPresent()) {
            return endpoints.stream()
                    .filter(endpoint -> endpoint.address().equals(source.get()))
                    .findFirst();
        }
        List<LocalEndpoint> sameFamily = endpoints.stream()
                .filter(endpoint -> isIpv4(endpoint.address()) == isIpv4(destination))
                .toList();
        if (sameFamily.size() <= 1) {
            return sameFamily.stream().findFirst();
        }
        Optional<InetAddress> routed = routed(destination);
        return sameFamily.stream()
                .filter(endpoint -> routed.filter(endpoint.address()::equals).isPresent())
                .findFirst()
                .or(() -> sameFamily.stream().findFirst());
    }

    /** The endpoint with that local IKE port. */
    Optional<LocalEndpoint> ofIkePort(InetSocketAddress local) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.ike().localAddress().equals(local))
                .findFirst();
    }

    /** Connecting a UDP socket sends nothing, but makes the system choose a source address. */
    private static Optional<InetAddress> routed(InetAddress destination) {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(destination, 4500));
            return Optional.of(IpPrefix.host(probe.getLocalAddress()).address());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    @Override
    public void close() {
        endpoints.forEach(endpoint -> {
            closeQuietly(endpoint.ike());
            closeQuietly(endpoint.natTraversal());
        });
        nativeEsp.forEach(OuterPorts::closeQuietly);
        tcp.ifPresent(TcpPorts::close);
    }

    private static void closeQuietly(DatagramPort port) {
        try {
            port.close();
        } catch (IOException e) {
            LOG.debug("{} did not close: {}", port, e.getMessage());
        }
    }
}
