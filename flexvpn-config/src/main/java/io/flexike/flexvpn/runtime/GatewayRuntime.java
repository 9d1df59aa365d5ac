package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.esp.DataPlaneSnapshot;
import io.flexike.esp.net.HostAddresses;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.TunnelSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.transport.DriverSettings;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway. Thread-safe. All its threads descend from the one that starts it, and so stay in its network
 * namespace.
 */
public final class GatewayRuntime implements AutoCloseable {
    private static final CloseReason NO_ANSWER =
            new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "this end was closed; the peer did not answer");

    private final GatewayPlan plan;
    private final Recorder recorder;
    private final OuterPorts ports;
    private final Optional<HostAddresses> host;
    private final Map<String, TunnelInterface> interfaces = new LinkedHashMap<>();
    private final RuntimeThreads threads;
    private final EventDispatcher dispatcher;
    private final TunnelBoard board;
    private final DataPlane dataPlane;
    private final Sessions sessions;
    private final SessionKeeper keeper;
    private final EngineDriver driver;
    private final List<Dialler> diallers = new ArrayList<>();
    private final AddressFollower addresses;
    private final AtomicBoolean closed = new AtomicBoolean();

    private GatewayRuntime(
            GatewayPlan plan,
            Recorder recorder,
            Outside outside,
            List<TunDevice> devices,
            RuntimeThreads threads,
            OpenedParts opened) {
        this.plan = plan;
        this.recorder = recorder;
        this.ports = outside.ports();
        this.host = outside.host();
        this.threads = threads;
        this.dispatcher = threads.dispatcher();
        GatewayEnvironment environment = plan.environment();
        SecureRandom random = environment.random().orElseGet(SecureRandom::new);
        board = new TunnelBoard(plan.tunnels().stream().map(StaticTunnel::name).toList());
        // what the data plane receives before the engine is there is lost, as on the network
        AtomicReference<@Nullable EngineDriver> engine = new AtomicReference<>();
        AtomicReference<@Nullable EngineOutputs> outputs = new AtomicReference<>();
        dataPlane = dataPlane(devices, random, engine, outputs);
        opened.add(dataPlane::close);
        Consumer<IkeInput> commands = input -> command(engine, input);
        sessions = new Sessions(dataPlane);
        keeper = new SessionKeeper(sessions, board, dispatcher, commands, plan.options(), plan.redials());
        nameInterfaces(devices);
        Authorizer authorizer = new Authorizer(plan.tunnels(), plan.templates(), interfaces);
        EngineOutputs handler =
                new EngineOutputs(dataPlane, ports, recorder, authorizer, keeper, threads.dialling(), commands);
        outputs.set(handler);
        makeDiallers(commands);
        driver = EngineDriver.start(
                new IkeEngine(plan.engine(random, ports.hasNativeEsp())),
                handler,
                DriverSettings.named("flexike-engine"));
        opened.add(driver::close);
        engine.set(driver);
        addresses = new AddressFollower(
                ports,
                outside.chosen(),
                outside.host(),
                dataPlane,
                driver,
                sessions,
                threads.addresses(),
                () -> diallers.forEach(Dialler::hurry));
        addresses.start();
        ports.tcp().ifPresent(tcp -> tcp.start(driver));
        plan.listeners().forEach(dispatcher::add);
        diallers.forEach(Dialler::dialNow);
    }

    /**
     * Opens devices and ports and starts everything.
     *
     * @throws IOException if a device or port cannot be had; what was opened is closed again
     */
    public static GatewayRuntime start(GatewayPlan plan) throws IOException {
        OpenedParts opened = new OpenedParts();
        try {
            Recorder recorder = Recorder.open(plan.options());
            opened.add(recorder::close);
            RuntimeThreads threads = RuntimeThreads.start();
            opened.add(threads::close);
            Outside outside = Outside.open(plan, recorder, opened);
            List<TunDevice> devices = new ArrayList<>();
            for (TunSettings settings : deviceSettings(plan)) {
                TunDevice device = plan.environment().tunDevices().open(settings);
                opened.add(device::close);
                devices.add(device);
            }
            return new GatewayRuntime(plan, recorder, outside, devices, threads, opened);
        } catch (IOException | RuntimeException | Error e) {
            opened.closeBecauseOf(e);
            throw e;
        }
    }

    private static List<TunSettings> deviceSettings(GatewayPlan plan) {
        List<TunSettings> all = new ArrayList<>();
        for (StaticTunnel tunnel : plan.tunnels()) {
            all.add(new TunSettings(
                    tunnel.deviceName(),
                    tunnel.mtu(),
                    tunnel.addresses().stream().map(Prefixes::toTun).toList(),
                    tunnel.routes().stream().map(Prefixes::toTun).toList()));
        }
        for (VirtualTemplate template : plan.templates()) {
            all.add(new TunSettings(
                    template.deviceName(),
                    template.mtu(),
                    template.unnumbered().stream().map(GatewayRuntime::alone).toList(),
                    List.of()));
        }
        return all;
    }

    private static TunPrefix alone(InetAddress address) {
        return new TunPrefix(address, address.getAddress().length * 8);
    }

    private void nameInterfaces(List<TunDevice> devices) {
        List<String> names = new ArrayList<>();
        plan.tunnels().forEach(tunnel -> names.add(tunnel.name()));
        plan.templates().forEach(template -> names.add(template.name()));
        List<TunSettings> settings = deviceSettings(plan);
        for (int i = 0; i < names.size(); i++) {
            interfaces.put(names.get(i), new TunnelInterface(names.get(i), devices.get(i), settings.get(i)));
        }
    }

    private DataPlane dataPlane(
            List<TunDevice> devices,
            SecureRandom random,
            AtomicReference<@Nullable EngineDriver> engine,
            AtomicReference<@Nullable EngineOutputs> outputs) {
        DataPlane.Builder builder = DataPlane.builder()
                .crypto(plan.environment().crypto())
                .random(random)
                .clock(new MonotonicClock());
        devices.forEach(builder::tunnel);
        ports.endpoints().forEach(endpoint -> builder.port(endpoint.natTraversal()));
        ports.endpoints().forEach(endpoint -> endpoint.raw().forEach(builder::port));
        ports.tcp().ifPresent(tcp -> tcp.espPorts().forEach(builder::port));
        builder.onNonEsp((local, remote, datagram) -> {
            EngineDriver running = engine.get();
            if (running != null) {
                running.received(new Path(local, remote, true), datagram);
            }
        });
        builder.onPeerMoved(move -> {
            EngineOutputs handler = outputs.get();
            if (handler != null) {
                handler.peerMoved(move);
            }
        });
        builder.onUnknownSpi(packet -> {
            EngineOutputs handler = outputs.get();
            if (handler != null) {
                handler.unknownSpi(packet);
            }
        });
        builder.onSaExpiring(event -> {
            EngineOutputs handler = outputs.get();
            if (handler != null) {
                handler.saExpiring(event);
            }
        });
        builder.onFirstPacket(inboundSpi -> {
            EngineOutputs handler = outputs.get();
            if (handler != null) {
                handler.firstPacket(inboundSpi);
            }
        });
        return builder.start();
    }

    private static void command(AtomicReference<@Nullable EngineDriver> engine, IkeInput input) {
        EngineDriver running = engine.get();
        if (running != null) {
            running.command(input);
        }
    }

    private void makeDiallers(Consumer<IkeInput> commands) {
        long handle = 0;
        for (StaticTunnel tunnel : plan.tunnels()) {
            if (tunnel.responderOnly()) {
                continue;
            }
            TunnelInterface device = interfaces.get(tunnel.name());
            if (device == null) {
                throw new AssertionError("no device for " + tunnel);
            }
            long own = handle++;
            AtomicReference<@Nullable Dialler> self = new AtomicReference<>();
            PeerProfile profile =
                    PeerProfiles.initiator(tunnel, plan.options().protocol().cryptoPolicy());
            Dialler dialler = new Dialler(tunnel, profile, own, ports, threads.dialling(), new Dialler.Callback() {
                @Override
                public boolean isUp() {
                    return board.isUp(tunnel.name());
                }

                @Override
                public void initiate(IkeInput input) {
                    commands.accept(input);
                }

                @Override
                public void failed(String reason) {
                    Dialler failed = self.get();
                    if (failed != null) {
                        keeper.connectFailed(failed, reason);
                    }
                }
            });
            self.set(dialler);
            diallers.add(dialler);
            keeper.know(own, dialler, device);
        }
    }

    /**
     * Waits for a static tunnel.
     *
     * @return as it is when it is up, the time is over, or the gateway is closed; empty if there is no such tunnel
     */
    public Optional<TunnelSnapshot> await(String tunnel, Duration patience) throws InterruptedException {
        return board.await(tunnel, patience);
    }

    /** Where peers reach us. */
    public List<PeerEndpoint> endpoints() {
        return ports.endpoints().stream()
                .map(endpoint -> new PeerEndpoint(
                        IpPrefix.format(endpoint.address()),
                        endpoint.ike().localAddress().getPort(),
                        endpoint.natTraversal().localAddress().getPort()))
                .toList();
    }

    /** The sessions that are up. */
    public List<SessionSnapshot> sessions() {
        return sessions.snapshots();
    }

    /** Everything that is known. */
    public GatewaySnapshot snapshot() {
        DataPlaneSnapshot packets = dataPlane.snapshot();
        Map<String, Long> drops = new LinkedHashMap<>();
        packets.drops().forEach((reason, count) -> drops.put(reason.name(), count));
        drops.put("IKE_REFUSED", keeper.refusedDatagrams());
        drops.put("IKE_QUEUE_FULL", driver.counters().datagramsDropped());
        Map<String, Long> counters = new LinkedHashMap<>(keeper.counters());
        counters.put("IKE datagrams received", driver.counters().datagrams());
        counters.put("NAT keepalives received", packets.keepalivesReceived());
        counters.put("events lost", dispatcher.lost());
        counters.put("engine faults", driver.counters().faults());
        return new GatewaySnapshot(sessions.snapshots(), board.snapshot(), drops, counters);
    }

    /** Calls a listener for everything that happens, on a thread for that purpose. */
    public void addListener(Consumer<? super GatewayEvent> listener) {
        dispatcher.add(listener);
    }

    /** Calls a listener no more. */
    public void removeListener(Consumer<? super GatewayEvent> listener) {
        dispatcher.remove(listener);
    }

    /**
     * Ends a session; completes, on the listeners' thread, when it is gone. A tunnel that connects by itself does so
     * again.
     */
    public CompletableFuture<Void> disconnect(long ikeSpi) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Boolean> unused = driver.<Boolean>ask(engine -> keeper.awaitEnd(ikeSpi, end))
                .whenComplete((awaited, problem) -> {
                    if (problem == null && awaited) {
                        driver.command(new IkeInput.DeleteIkeSa(ikeSpi));
                    } else {
                        dispatcher.deliver(() -> end.complete(null));
                    }
                });
        return end;
    }

    /**
     * Has these outer addresses from now on; completes when the engine has been told, or exceptionally with an
     * IOException.
     */
    public CompletableFuture<Void> useAddresses(List<InetAddress> bestFirst) {
        return addresses.use(bestFirst);
    }

    /** Gives the engine a command; those for IKE SAs that are gone are ignored. */
    public void command(IkeInput command) {
        driver.command(command);
    }

    /**
     * Has all sessions deleted, waits a little for the peers' answers, and ends everything. Does nothing when repeated.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        keeper.stopRedialling();
        diallers.forEach(Dialler::close);
        threads.stop();
        host.ifPresent(HostAddresses::close);
        driver.close();
        keeper.abandonAll(NO_ANSWER);
        board.close();
        dataPlane.close();
        ports.close();
        try {
            addresses.awaitReaders();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        recorder.close();
        threads.close();
    }
}
