package io.flexike.benchmarks.scale;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.DataPlane;
import io.flexike.esp.EspKeys;
import io.flexike.esp.EspSaParameters;
import io.flexike.esp.OuterPath;
import io.flexike.esp.Selector;
import io.flexike.esp.net.UdpPort;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import io.flexike.ike.ChildSaSink;
import io.flexike.ike.IkeEndpoint;
import io.flexike.ike.IkeListener;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.transport.EspReceiver;
import io.flexike.ike.transport.IkePorts;
import io.flexike.ike.transport.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * IKE and ESP of one end on the loopback device. ESP has a UDP port of its own, so that what is installed does not
 * depend on a NAT; its TUN device is one in memory.
 */
final class ScaleEnd implements AutoCloseable {
    private static final String TUNNEL = "scale0";
    /** So many Child SAs may be on their way at once. */
    private static final int AT_ONCE = 64;

    private final Scale scale;
    private final InMemoryTun tun = InMemoryTun.open(TunSettings.named(TUNNEL));
    private final UdpPort espPort;
    private final DataPlane dataPlane;
    private final IkeEndpoint endpoint;
    private final AtomicInteger installed = new AtomicInteger();
    private final Semaphore mayBegin = new Semaphore(AT_ONCE);
    private volatile InetSocketAddress peerEsp = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

    ScaleEnd(Scale scale, List<PeerProfile> responderProfiles) throws IOException {
        this.scale = scale;
        SecureRandom random = new SecureRandom();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        espPort = UdpPort.bind(new InetSocketAddress(loopback, 0));
        dataPlane = DataPlane.builder()
                .crypto(CryptoProvider.standard())
                .random(random)
                .clock(new MonotonicClock())
                .port(espPort)
                .tunnel(tun)
                .start();
        endpoint = IkeEndpoint.start(
                "scale",
                EngineSettings.of(CryptoProvider.standard(), random, responderProfiles),
                List.of(loopback),
                IkePorts.EPHEMERAL,
                new Listener(),
                new Installer(),
                EspReceiver.none());
    }

    IkePorts ikePorts() {
        return endpoint.ports(InetAddress.getLoopbackAddress());
    }

    int espPort() {
        return espPort.localAddress().getPort();
    }

    /** Where the other end's ESP is, which has to be known before the first Child SA. */
    void peerEspPort(int port) {
        peerEsp = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Child SAs that were installed so far. */
    int installed() {
        return installed.get();
    }

    InMemoryTun.HostEnd host() {
        return tun.hostEnd();
    }

    DataPlane dataPlane() {
        return dataPlane;
    }

    /** Brings up one IKE SA with all its Child SAs; waits while too many are on their way. */
    void initiate(int number, IkePorts hub) throws InterruptedException {
        mayBegin.acquire(scale.children());
        CompletableFuture<Long> begun =
                endpoint.initiate(scale.spokeProfile(number), InetAddress.getLoopbackAddress(), hub);
        if (begun.isCompletedExceptionally()) {
            throw new IllegalStateException("the endpoint is closed");
        }
    }

    /** Leaves the SAs as they are at the peer, which ends as well. */
    @Override
    public void close() {
        dataPlane.close();
        endpoint.close();
    }

    private final class Listener implements IkeListener {
        @Override
        public CompletionStage<Authorization> authorize(PeerRequest request) {
            return CompletableFuture.completedFuture(new Authorization.Granted(List.of(), List.of(scale.granted())));
        }

        @Override
        @SuppressWarnings("SystemOut") // of a program that prints
        public void event(IkeEvent event) {
            if (event instanceof IkeEvent.IkeSaClosed || event instanceof IkeEvent.ChildSaRefused) {
                System.err.println(event);
            }
        }
    }

    private final class Installer implements ChildSaSink {
        @Override
        public void install(ChildSaParameters child, boolean sending) {
            EspSaParameters parameters = esp(child);
            if (sending) {
                dataPlane.install(parameters);
            } else {
                dataPlane.installInbound(parameters);
            }
            installed.incrementAndGet();
            mayBegin.release();
        }

        private EspSaParameters esp(ChildSaParameters child) {
            ChildSaParameters.Keys keys = child.keys();
            return EspSaParameters.builder()
                    .tunnel(TUNNEL)
                    .spis(child.inboundSpi(), child.outboundSpi())
                    .cipher(child.suite().cipherSpec())
                    .keys(new EspKeys(
                            keys.inboundEncryption(),
                            keys.inboundIntegrity(),
                            keys.outboundEncryption(),
                            keys.outboundIntegrity()))
                    .local(selectors(child.local()))
                    .remote(selectors(child.remote()))
                    .path(OuterPath.udp(espPort.localAddress(), peerEsp))
                    .build();
        }

        private static List<Selector> selectors(List<AddressSelector> selectors) {
            return selectors.stream()
                    .map(one -> new Selector(one.protocol(), one.startPort(), one.endPort(), one.start(), one.end()))
                    .toList();
        }

        @Override
        public void startSending(int inboundSpi) {
            dataPlane.installOutbound(inboundSpi);
        }

        @Override
        public void stopSending(int inboundSpi) {
            dataPlane.removeOutbound(inboundSpi);
        }

        @Override
        public void move(int inboundSpi, Path path, boolean udpEncapsulation) {
            throw new AssertionError("nobody moves on the loopback device");
        }

        @Override
        public void remove(long ikeSpi, int inboundSpi, int outboundSpi) {
            dataPlane.remove(inboundSpi);
        }
    }
}
