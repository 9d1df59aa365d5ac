package io.flexike.flexvpn.interop;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.DataPlane;
import io.flexike.esp.EspKeys;
import io.flexike.esp.EspSaParameters;
import io.flexike.esp.OuterPath;
import io.flexike.esp.Selector;
import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.UdpPort;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.Path;
import io.flexike.ike.transport.DriverSettings;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.MonotonicClock;
import io.flexike.ike.transport.OutputHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/**
 * Our site of {@link Sites} made of the two libraries, an IKE engine and an ESP data plane, for what a gateway does not
 * let one configure. Connects, with {@link Suite#GCM_128}; ESP travels in UDP.
 */
final class EngineSite implements OutputHandler, AutoCloseable {
    private final List<IkeEvent> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<EngineDriver> driver = new CompletableFuture<>();
    private final UdpPort ike;
    private final UdpPort natTraversal;
    private final DataPlane dataPlane;

    private EngineSite(String address) throws IOException {
        InetAddress local = IpPrefix.parseAddress(address);
        ike = UdpPort.bind(new InetSocketAddress(local, 500));
        natTraversal = UdpPort.bind(new InetSocketAddress(local, 4500));
        dataPlane = DataPlane.builder()
                .crypto(CryptoProvider.standard())
                .random(new SecureRandom())
                .clock(new MonotonicClock())
                .port(natTraversal)
                .tunnel(TunDevices.linux()
                        .open(TunSettings.named(Sites.DEVICE)
                                .withAddress(Sites.OWN_INNER_4 + "/24")
                                .withRoute("10.2.0.0/16")))
                .onNonEsp((from, to, datagram) -> driver.join().received(new Path(from, to, true), datagram))
                .start();
        EngineSettings settings = EngineSettings.of(CryptoProvider.standard(), new SecureRandom(), List.of());
        driver.complete(EngineDriver.start(
                new IkeEngine(settings.withTracing(/* messages= */ true, /* keys= */ false)),
                this,
                DriverSettings.named("site")));
        new Thread(this::read, "site-ike").start();
    }

    static EngineSite start(NetworkNamespace namespace, String address) throws Exception {
        return namespace.enter(() -> new EngineSite(address));
    }

    private void read() {
        DatagramBatch batch = DatagramBatch.forReceiving(1, DatagramBatch.MAX_DATAGRAM_OCTETS);
        try {
            while (true) {
                ike.receive(batch);
                byte[] datagram =
                        Arrays.copyOfRange(batch.buffer(0), batch.offset(0), batch.offset(0) + batch.octets(0));
                driver.join().received(new Path(ike.localAddress(), batch.remote(0), false), datagram);
            }
        } catch (ClosedChannelException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects with that policy; the first Child SA, if it asks for one, protects the two IPv4 networks. */
    void initiate(String peer, IkeSaPolicy policy) {
        InetAddress remote = IpPrefix.parseAddress(peer);
        driver.join()
                .command(new IkeInput.Initiate(
                        1,
                        Sites.toPeer(policy),
                        new Path(ike.localAddress(), new InetSocketAddress(remote, 500), false),
                        new Path(natTraversal.localAddress(), new InetSocketAddress(remote, 4500), true)));
    }

    void command(IkeInput input) {
        driver.join().command(input);
    }

    <E extends IkeEvent> E await(Class<E> sort) {
        return Awaitility.await(sort.getSimpleName())
                .atMost(FlexikePeer.PATIENCE)
                .until(() -> all(sort).stream().findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** All events of that sort so far. */
    <E extends IkeEvent> List<E> all(Class<E> sort) {
        return events.stream().filter(sort::isInstance).map(sort::cast).toList();
    }

    @Override
    public void transmit(Path path, byte[] octets) {
        try {
            if (path.natTraversal()) {
                dataPlane.sendNonEsp(path.local(), path.remote(), octets);
            } else {
                DatagramBatch one = DatagramBatch.forSending(1);
                one.add(octets, 0, octets.length, path.remote());
                ike.send(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void output(IkeOutput output) {
        if (output instanceof IkeOutput.InstallChildSa install) {
            dataPlane.install(parameters(install.child()));
        } else if (output instanceof IkeOutput.RemoveChildSa remove) {
            dataPlane.remove(remove.inboundSpi());
        } else if (output instanceof IkeOutput.Event event) {
            events.add(event.event());
        }
    }

    private static EspSaParameters parameters(ChildSaParameters child) {
        ChildSaParameters.Keys keys = child.keys();
        return EspSaParameters.builder()
                .tunnel(Sites.DEVICE)
                .spis(child.inboundSpi(), child.outboundSpi())
                .cipher(child.suite().cipherSpec())
                .keys(new EspKeys(
                        keys.inboundEncryption(),
                        keys.inboundIntegrity(),
                        keys.outboundEncryption(),
                        keys.outboundIntegrity()))
                .local(selectors(child.local()))
                .remote(selectors(child.remote()))
                .path(OuterPath.udp(child.path().local(), child.path().remote()))
                .build();
    }

    private static List<Selector> selectors(List<AddressSelector> selectors) {
        return selectors.stream()
                .map(it -> new Selector(it.protocol(), it.startPort(), it.endPort(), it.start(), it.end()))
                .toList();
    }

    /** Deletes all SAs towards the peer, and ends. */
    @Override
    public void close() throws IOException {
        driver.join().close();
        dataPlane.close();
        ike.close();
    }
}
