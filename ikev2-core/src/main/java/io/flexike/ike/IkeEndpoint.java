package io.flexike.ike;

import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.transport.ConnectionUse;
import io.flexike.ike.transport.DriverSettings;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.EspReceiver;
import io.flexike.ike.transport.IkePorts;
import io.flexike.ike.transport.OutputHandler;
import io.flexike.ike.transport.TcpIkeTransport;
import io.flexike.ike.transport.TcpLimits;
import io.flexike.ike.transport.UdpIkeTransport;
import io.flexike.ike.transport.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IKEv2 over UDP, and over TCP where the ports say so, for an application that brings its own data plane. Thread-safe.
 * Sockets and threads are made by the thread that calls {@link #start}.
 */
public final class IkeEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IkeEndpoint.class);

    private final List<InetAddress> addresses;
    private final UdpIkeTransport transport;
    private final Optional<TcpIkeTransport> tcp;
    private final EngineDriver driver;
    private final Conversation conversation;

    private IkeEndpoint(
            List<InetAddress> addresses,
            UdpIkeTransport transport,
            Optional<TcpIkeTransport> tcp,
            EngineDriver driver,
            Conversation conversation) {
        this.addresses = addresses;
        this.transport = transport;
        this.tcp = tcp;
        this.driver = driver;
        this.conversation = conversation;
    }

    /**
     * Binds the ports and starts to answer.
     *
     * @param name serves thread names and log lines
     * @param addresses local addresses, at least one, no wildcard
     * @param ports with a TCP port to listen there too (RFC 9329)
     * @param esp gets ESP packets that arrive in UDP or TCP
     * @throws IOException if a port cannot be bound
     */
    public static IkeEndpoint start(
            String name,
            EngineSettings settings,
            List<InetAddress> addresses,
            IkePorts ports,
            IkeListener listener,
            ChildSaSink children,
            EspReceiver esp)
            throws IOException {
        UdpIkeTransport transport = UdpIkeTransport.open(addresses, ports);
        Optional<TcpIkeTransport> tcp = openTcp(addresses, ports, transport);
        Conversation conversation = new Conversation(name, listener, children);
        Consumer<IkeOutput> outputs = tcp.map(ConnectionUse::new)
                .map(use -> use.before(conversation::output))
                .orElse(conversation::output);
        EngineDriver driver = EngineDriver.start(
                new IkeEngine(settings),
                OutputHandler.of(Wire.of(transport, tcp), outputs),
                DriverSettings.named(name + "-ike"));
        conversation.answerThrough(driver);
        driver.command(new IkeInput.AddressesChanged(addresses.stream()
                .map(address -> local(address, transport.ports(address)))
                .toList()));
        transport.start(name + "-udp", driver::received, esp);
        tcp.ifPresent(connections -> connections.start(
                name + "-tcp", driver::received, esp, path -> driver.command(new IkeInput.Reconnected(path))));
        return new IkeEndpoint(List.copyOf(addresses), transport, tcp, driver, conversation);
    }

    private static Optional<TcpIkeTransport> openTcp(
            List<InetAddress> addresses, IkePorts ports, UdpIkeTransport besides) throws IOException {
        if (ports.tcp().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TcpIkeTransport.open(addresses, ports.tcp().getAsInt(), TcpLimits.DEFAULT));
        } catch (IOException | RuntimeException e) {
            besides.close();
            throw e;
        }
    }

    private static LocalAddress local(InetAddress address, IkePorts ports) {
        return new LocalAddress(address, ports.ike(), ports.natTraversal());
    }

    /** The ports that a local address got. */
    public IkePorts ports(InetAddress local) {
        IkePorts udp = transport.ports(local);
        return tcp.flatMap(connections -> connections.listeningOn().stream()
                        .filter(address -> address.getAddress().equals(local))
                        .findFirst())
                .map(address -> udp.withTcp(address.getPort()))
                .orElse(udp);
    }

    /** Brings up an IKE SA towards ports 500 and 4500 of a peer, from our first address of the same family. */
    public CompletableFuture<Long> initiate(PeerProfile profile, InetAddress remote) {
        return initiate(profile, remote, IkePorts.STANDARD);
    }

    /**
     * As {@link #initiate(PeerProfile, InetAddress)} towards other ports.
     *
     * @param remotePorts with a TCP port if the peer is known to listen there, for when UDP does not work or at once,
     *     as the options say
     * @return our SPI of the IKE SA as soon as it has one; whether it comes up, the events tell. Fails with
     *     {@link IllegalStateException} if the endpoint is closed
     * @throws IllegalArgumentException if we have no address of that family
     */
    public CompletableFuture<Long> initiate(PeerProfile profile, InetAddress remote, IkePorts remotePorts) {
        InetAddress local = addresses.stream()
                .filter(address -> address.getClass() == remote.getClass())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("no local address of the family of " + remote.getHostAddress()));
        Optional<Path> overTcp = tcpPath(local, remote, remotePorts);
        return conversation.initiate(handle -> driver.command(new IkeInput.Initiate(
                handle,
                profile,
                transport.ikePath(local, new InetSocketAddress(remote, remotePorts.ike())),
                transport.natTraversalPath(local, new InetSocketAddress(remote, remotePorts.natTraversal())),
                overTcp)));
    }

    private Optional<Path> tcpPath(InetAddress local, InetAddress remote, IkePorts remotePorts) {
        if (tcp.isEmpty() || remotePorts.tcp().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(tcp.get()
                    .path(local, new InetSocketAddress(remote, remotePorts.tcp().getAsInt())));
        } catch (IOException e) {
            LOG.debug("no path over TCP to {}: {}", remote, e.toString());
            return Optional.empty();
        }
    }

    /** Deletes an IKE SA with all its Child SAs; unknown SPIs are ignored. */
    public void delete(long ikeSpi) {
        driver.command(new IkeInput.DeleteIkeSa(ikeSpi));
    }

    /** Deletes one Child SA; unknown SPIs are ignored. */
    public void deleteChild(long ikeSpi, int inboundSpi) {
        driver.command(new IkeInput.DeleteChildSa(ikeSpi, inboundSpi));
    }

    /** Asks a peer for a sign of life; unknown SPIs are ignored. */
    public void checkLiveness(long ikeSpi) {
        driver.command(new IkeInput.CheckLiveness(ikeSpi));
    }

    /** All IKE SAs that are not closed. */
    public CompletableFuture<List<IkeSaSnapshot>> sessions() {
        return driver.snapshots();
    }

    /** The sockets, for counters and addresses. */
    public UdpIkeTransport transport() {
        return transport;
    }

    /** The TCP connections, if the endpoint was started with a TCP port. */
    public Optional<TcpIkeTransport> tcp() {
        return tcp;
    }

    /** The engine's thread, for counters and further commands. */
    public EngineDriver driver() {
        return driver;
    }

    /** Deletes all IKE SAs, waits a moment for the peers' answers, and releases ports and threads. */
    @Override
    public void close() {
        driver.close();
        transport.close();
        tcp.ifPresent(TcpIkeTransport::close);
        conversation.close();
    }
}
