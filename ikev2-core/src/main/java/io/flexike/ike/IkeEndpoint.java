package io.flexike.ike;

import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.transport.DriverSettings;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.EspReceiver;
import io.flexike.ike.transport.IkePorts;
import io.flexike.ike.transport.OutputHandler;
import io.flexike.ike.transport.UdpIkeTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * IKEv2 over UDP for an application that brings its own data plane. Thread-safe. Sockets and threads are made by the
 * thread that calls {@link #start}.
 */
public final class IkeEndpoint implements AutoCloseable {
    private final List<InetAddress> addresses;
    private final UdpIkeTransport transport;
    private final EngineDriver driver;
    private final Conversation conversation;

    private IkeEndpoint(
            List<InetAddress> addresses, UdpIkeTransport transport, EngineDriver driver, Conversation conversation) {
        this.addresses = addresses;
        this.transport = transport;
        this.driver = driver;
        this.conversation = conversation;
    }

    /**
     * Binds the ports and starts to answer.
     *
     * @param name serves thread names and log lines
     * @param addresses local addresses, at least one, no wildcard
     * @param esp gets ESP packets that arrive in UDP
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
        Conversation conversation = new Conversation(name, listener, children);
        EngineDriver driver = EngineDriver.start(
                new IkeEngine(settings),
                OutputHandler.of(transport, conversation::output),
                DriverSettings.named(name + "-ike"));
        conversation.answerThrough(driver);
        driver.command(new IkeInput.AddressesChanged(addresses.stream()
                .map(address -> local(address, transport.ports(address)))
                .toList()));
        transport.start(name + "-udp", driver::received, esp);
        return new IkeEndpoint(List.copyOf(addresses), transport, driver, conversation);
    }

    private static LocalAddress local(InetAddress address, IkePorts ports) {
        return new LocalAddress(address, ports.ike(), ports.natTraversal());
    }

    /** The ports that a local address got. */
    public IkePorts ports(InetAddress local) {
        return transport.ports(local);
    }

    /** Brings up an IKE SA towards ports 500 and 4500 of a peer, from our first address of the same family. */
    public CompletableFuture<Long> initiate(PeerProfile profile, InetAddress remote) {
        return initiate(profile, remote, IkePorts.STANDARD);
    }

    /**
     * As {@link #initiate(PeerProfile, InetAddress)} towards other ports.
     *
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
        return conversation.initiate(handle -> driver.command(new IkeInput.Initiate(
                handle,
                profile,
                transport.ikePath(local, new InetSocketAddress(remote, remotePorts.ike())),
                transport.natTraversalPath(local, new InetSocketAddress(remote, remotePorts.natTraversal())))));
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

    /** The engine's thread, for counters and further commands. */
    public EngineDriver driver() {
        return driver;
    }

    /** Deletes all IKE SAs, waits a moment for the peers' answers, and releases ports and threads. */
    @Override
    public void close() {
        driver.close();
        transport.close();
        conversation.close();
    }
}
