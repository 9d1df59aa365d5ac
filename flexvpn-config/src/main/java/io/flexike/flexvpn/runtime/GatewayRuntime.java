package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.esp.DataPlaneSnapshot;
import io.flexike.esp.net.HostAddresses;
import io.flexike.flexvpn.session.AppliedChanges;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.session.IkeSnapshot;
import io.flexike.flexvpn.session.InterfaceSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.TunnelSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.certificate.CertificateCache;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.transport.DriverSettings;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A running gateway. Thread-safe. All its threads descend from the one that starts it, and so stay in its network
 * namespace.
 */
public final class GatewayRuntime implements AutoCloseable {
    private static final String CLOSED = "the gateway is closed";
    private static final CloseReason NO_ANSWER =
            new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "this end was closed; the peer did not answer");

    private final Recorder recorder;
    private final OuterPorts ports;
    private final Optional<HostAddresses> host;
    private final RuntimeThreads threads;
    private final EventDispatcher dispatcher;
    private final TunnelBoard board = new TunnelBoard(List.of());
    private final RouteTables routes = new RouteTables(new MonotonicClock());
    private final Interfaces interfaces = new Interfaces();
    private final DataPlane dataPlane;
    private final VirtualAccesses accesses;
    private final Sessions sessions;
    private final AuthenticationMethods methods;
    private final DialledTunnels dialled;
    private final SessionKeeper keeper;
    private final EngineDriver driver;
    private final StaticTunnels tunnels;
    private final AddressFollower addresses;
    private final Reconfiguration reconfiguration;
    private final AtomicBoolean closed = new AtomicBoolean();

    private GatewayRuntime(
            GatewayPlan plan, Recorder recorder, Outside outside, RuntimeThreads threads, OpenedParts opened)
            throws IOException {
        this.recorder = recorder;
        this.ports = outside.ports();
        this.host = outside.host();
        this.threads = threads;
        this.dispatcher = threads.dispatcher();
        SecureRandom random = plan.environment().random().orElseGet(SecureRandom::new);
        GatewayPlan.Protocol protocol = plan.options().protocol();
        methods = new AuthenticationMethods(
                protocol.cryptoPolicy(), plan.environment(), random, new CertificateCache(protocol.certificateCache()));
        EngineAccess engine = new EngineAccess();
        PacketPlane packets = new PacketPlane();
        dataPlane = packets.start(plan, ports, random);
        opened.add(dataPlane::close);
        DeviceOpener opener = new DeviceOpener(
                plan.environment().tunDevices(), plan.environment().dataPlane(), dataPlane);
        InterfaceNumbers numbers = new InterfaceNumbers();
        accesses = new VirtualAccesses(opener, routes, numbers, threads.devices());
        sessions = new Sessions(dataPlane);
        NetworkGuard guard = new NetworkGuard(
                () -> ports.endpoints().stream().map(LocalEndpoint::address).toList(),
                new HostNetworks(host.isPresent()));
        dialled = new DialledTunnels(board, dispatcher, plan.redials());
        keeper = new SessionKeeper(
                sessions,
                dialled,
                dispatcher,
                engine::command,
                numbers,
                new NetworkExchange(engine::command, new SessionPace(threads.addresses(), engine)),
                guard,
                new SessionLifetimes(threads.addresses(), engine),
                plan.options());
        tunnels = new StaticTunnels(dialled, board, ports, methods, threads.dialling(), engine::command);
        ConfiguredInterfaces configured = new ConfiguredInterfaces(interfaces, opener, routes);
        Authorizer authorizer = new Authorizer(
                interfaces, accesses, ikeSpi -> sessions.find(ikeSpi).map(Session::placement));
        reconfiguration = new Reconfiguration(
                plan, methods, engine, configured, interfaces, tunnels, authorizer, guard, keeper, sessions, ports);
        reconfiguration.begin();
        EngineOutputs handler = new EngineOutputs(
                dataPlane,
                ports,
                recorder,
                authorizer,
                keeper,
                new DummyTraffic(threads.dummies(), dataPlane, random),
                threads.dialling(),
                threads.questions(),
                engine::command);
        driver = EngineDriver.start(
                new IkeEngine(plan.engine(random, methods, ports.hasNativeEsp())),
                handler,
                DriverSettings.named("flexike-engine"));
        opened.add(driver::close);
        engine.opened(driver);
        packets.tell(handler, driver);
        addresses = new AddressFollower(
                ports,
                outside.chosen(),
                outside.host(),
                dataPlane,
                driver,
                sessions,
                threads.addresses(),
                tunnels::hurry);
        addresses.start();
        ports.tcp().ifPresent(tcp -> tcp.start(driver));
        plan.listeners().forEach(dispatcher::add);
        plan.tunnels().forEach(tunnel -> tunnels.dial(tunnel.name()));
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
            return new GatewayRuntime(plan, recorder, outside, threads, opened);
        } catch (IOException | RuntimeException | Error e) {
            opened.closeBecauseOf(e);
            throw e;
        }
    }

    /**
     * Does what another configuration says from now on, and touches only what is different in it.
     *
     * @param plan with the same environment
     * @return completes when it is done; fails with an IOException if an interface could not be opened, and with an
     *     IllegalStateException if the gateway is closed
     */
    public CompletableFuture<AppliedChanges> apply(GatewayPlan plan) {
        CompletableFuture<AppliedChanges> done = new CompletableFuture<>();
        try {
            threads.devices().execute(() -> {
                try {
                    done.complete(reconfiguration.apply(plan));
                } catch (IOException | RuntimeException | Error e) {
                    done.completeExceptionally(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    done.completeExceptionally(new IllegalStateException(CLOSED, e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IllegalStateException(CLOSED, e));
        }
        return done;
    }

    /** What of another configuration cannot be applied while the gateway runs: one sentence each. */
    public List<String> obstacles(GatewayPlan plan) {
        return reconfiguration.obstacles(plan);
    }

    /**
     * Waits for a static tunnel.
     *
     * @return as it is when it is up, the time is over, or the gateway is closed; empty if there is no such tunnel
     */
    public Optional<TunnelSnapshot> await(String tunnel, Duration patience) throws InterruptedException {
        return board.await(tunnel, patience);
    }

    /** Connects a tunnel now if it waits for its next attempt; returns whether it is one that connects by itself. */
    public boolean connect(String tunnel) {
        return tunnels.hurry(tunnel);
    }

    /** Where peers reach us. */
    public List<PeerEndpoint> endpoints() {
        return ports.endpoints().stream()
                .map(endpoint -> new PeerEndpoint(
                        IpPrefix.format(endpoint.address()),
                        endpoint.local().ikePort(),
                        endpoint.local().natTraversalPort()))
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
        List<InterfaceSnapshot> present = new ArrayList<>(interfaces.snapshots());
        present.addAll(accesses.snapshots());
        return new GatewaySnapshot(sessions.snapshots(), board.snapshot(), drops, counters, present, routes.routes());
    }

    /** The IKE SAs, as the engine knows them; fails with an IllegalStateException if the gateway is closed. */
    public CompletableFuture<IkeSnapshot> ike() {
        return driver.ask(engine -> new IkeSnapshot(engine.statistics(), engine.details(Instant.now())));
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
        CompletableFuture<Boolean> unused = driver.<Boolean>ask(
                        engine -> keeper.dismissals().awaitEnd(ikeSpi, end))
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
        dialled.stopRedialling();
        tunnels.close();
        threads.stop();
        host.ifPresent(HostAddresses::close);
        driver.close();
        keeper.abandonAll(NO_ANSWER);
        board.close();
        threads.finishDevices();
        dataPlane.close();
        ports.close();
        try {
            addresses.awaitReaders();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        recorder.close();
        methods.close();
        threads.close();
    }
}
