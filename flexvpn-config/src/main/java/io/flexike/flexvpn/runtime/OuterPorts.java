package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.HostAddress;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.NatTraversal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All ports of a gateway: two for each of its outer addresses, one for native ESP where that is possible, and one for
 * TCP where that is wanted. Addresses come and go; the ports of one that is gone stay bound as long as something may
 * still use them. Any thread may read, one thread changes.
 */
final class OuterPorts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OuterPorts.class);

    private final PortBinding binding;
    private final List<LocalEndpoint> bound = new CopyOnWriteArrayList<>();
    private volatile List<LocalEndpoint> present = List.of();
    private boolean hasNativeEsp;
    private Optional<TcpPorts> tcp = Optional.empty();

    private OuterPorts(PortBinding binding) {
        this.binding = binding;
    }

    /**
     * Binds the ports of all outer addresses.
     *
     * @param host the addresses of the host
     * @param tap put around every port, to watch what passes
     * @throws IOException if an address that was asked for cannot be bound, or none can
     */
    static OuterPorts bind(
            GatewayPlan plan, ChosenAddresses chosen, List<HostAddress> host, UnaryOperator<DatagramPort> tap)
            throws IOException {
        OuterPorts ports = new OuterPorts(new PortBinding(plan.environment(), plan.namesAh(), tap));
        try {
            ports.bindFirst(
                    chosen.named().orElseGet(() -> chosen.among(host)),
                    chosen.named().isPresent());
            if (plan.environment().ports().tcp().isPresent()) {
                List<InetAddress> addresses =
                        ports.present.stream().map(LocalEndpoint::address).toList();
                ports.tcp = Optional.of(TcpPorts.open(
                        addresses, plan.environment().ports().tcp().getAsInt()));
            }
            if (plan.options().protocol().options().natTraversal() != NatTraversal.FORCED
                    && plan.environment().nativeEspPorts().isPresent()) {
                ports.addNativeEsp();
            }
            return ports;
        } catch (IOException | RuntimeException e) {
            ports.close();
            throw e;
        }
    }

    private void bindFirst(List<InetAddress> addresses, boolean all) throws IOException {
        for (InetAddress address : addresses) {
            try {
                bound.add(binding.bind(address));
            } catch (IOException e) {
                if (all) {
                    throw e;
                }
                LOG.info("{} is not listened on: {}", IpPrefix.format(address), e.getMessage());
            }
        }
        if (bound.isEmpty()) {
            throw new IOException("there is no outer address to bind the IKE ports of");
        }
        present = List.copyOf(bound);
    }

    private void addNativeEsp() {
        try {
            List<LocalEndpoint> extended = binding.withNativeEsp(bound);
            bound.clear();
            bound.addAll(extended);
            present = List.copyOf(extended);
            hasNativeEsp = true;
        } catch (IOException e) {
            LOG.info("no native ESP, so all ESP travels in UDP: {}", e.getMessage());
        }
    }

    /** The ports of the addresses that we have now, that of the one liked best first. */
    List<LocalEndpoint> endpoints() {
        return present;
    }

    /** TCP connections, if the ports say so; at the addresses of the beginning. */
    Optional<TcpPorts> tcp() {
        return tcp;
    }

    boolean hasNativeEsp() {
        return hasNativeEsp;
    }

    /**
     * Binds the ports of an address, if they are not bound already.
     *
     * @return the ports if they are new
     * @throws IOException if that is not possible
     */
    Optional<LocalEndpoint> bind(InetAddress address) throws IOException {
        if (ofAddress(address).isPresent()) {
            return Optional.empty();
        }
        LocalEndpoint endpoint = binding.bind(address);
        if (hasNativeEsp) {
            try {
                endpoint = binding.withNativeEsp(List.of(endpoint)).get(0);
            } catch (IOException | RuntimeException e) {
                endpoint.close();
                throw e;
            }
        }
        bound.add(endpoint);
        return Optional.of(endpoint);
    }

    /** These addresses are there now, the one liked best first; those whose ports are not bound are left out. */
    void present(List<InetAddress> addresses) {
        present = addresses.stream()
                .map(this::ofAddress)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Takes the ports out that no longer have an address and that nobody uses; who calls closes them. */
    List<LocalEndpoint> takeUnused(Predicate<LocalEndpoint> inUse) {
        List<LocalEndpoint> unused = bound.stream()
                .filter(endpoint -> !present.contains(endpoint) && !inUse.test(endpoint))
                .toList();
        bound.removeAll(unused);
        return unused;
    }

    /** The ports of an address, as long as they are bound. */
    Optional<LocalEndpoint> ofAddress(InetAddress address) {
        return bound.stream()
                .filter(endpoint -> endpoint.address().equals(address))
                .findFirst();
    }

    /**
     * The endpoint from which a destination is reached: that of the source if one is given, else the one that the
     * system would use.
     */
    Optional<LocalEndpoint> towards(InetAddress destination, Optional<InetAddress> source) {
        List<LocalEndpoint> endpoints = present;
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
        return bound.stream()
                .filter(endpoint -> endpoint.ike().localAddress().equals(local))
                .findFirst();
    }

    /**
     * The address that the system would use towards a destination. Connecting a UDP socket sends nothing, but makes the
     * system choose.
     */
    static Optional<InetAddress> routed(InetAddress destination) {
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
        bound.forEach(LocalEndpoint::close);
        tcp.ifPresent(TcpPorts::close);
    }
}
