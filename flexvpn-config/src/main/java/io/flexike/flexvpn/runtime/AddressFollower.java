package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.esp.net.HostAddresses;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.Path;
import io.flexike.ike.transport.EngineDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ports in step with the outer addresses that we have, and tells the engine of them, which moves sessions
 * (RFC 4555). Changes are made on one thread, in the network namespace of the gateway.
 */
final class AddressFollower {
    private static final Logger LOG = LoggerFactory.getLogger(AddressFollower.class);
    /** Our choice: so long the ports of an address that is given up still take what is on its way. */
    private static final Duration LINGERING = Duration.ofSeconds(30);
    /** Our choice: so many peers are looked at to find the address that is liked best. */
    private static final int MOST_PEERS = 16;

    private static final long PAUSE_AFTER_FAULT_NANOS = 100_000_000;
    private static final long FAREWELL_MILLIS = 1_000;

    private final OuterPorts ports;
    private final Optional<HostAddresses> host;
    private final DataPlane dataPlane;
    private final EngineDriver driver;
    private final Sessions sessions;
    private final ScheduledExecutorService executor;
    private final Runnable afterChange;
    private final Map<LocalEndpoint, IkePortReader> readers = new ConcurrentHashMap<>();
    private ChosenAddresses chosen;

    /**
     * A follower that begins with {@link #start}.
     *
     * @param executor with one thread
     * @param afterChange called on it when there are other addresses
     */
    AddressFollower(
            OuterPorts ports,
            ChosenAddresses chosen,
            Optional<HostAddresses> host,
            DataPlane dataPlane,
            EngineDriver driver,
            Sessions sessions,
            ScheduledExecutorService executor,
            Runnable afterChange) {
        this.ports = ports;
        this.chosen = chosen;
        this.host = host;
        this.dataPlane = dataPlane;
        this.driver = driver;
        this.sessions = sessions;
        this.executor = executor;
        this.afterChange = afterChange;
    }

    /** Reads the ports, tells the engine of the addresses of now and begins to watch. */
    void start() {
        ports.endpoints().forEach(this::read);
        tellEngine();
        host.ifPresent(watched -> {
            Thread thread = new Thread(() -> watch(watched), "flexike-addresses");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void watch(HostAddresses watched) {
        while (true) {
            try {
                watched.awaitChange();
                executor.execute(() -> refresh(watched));
            } catch (ClosedChannelException | RejectedExecutionException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                LOG.warn("no news of the addresses of this host: {}", e.toString());
                LockSupport.parkNanos(PAUSE_AFTER_FAULT_NANOS);
            }
        }
    }

    private void refresh(HostAddresses watched) {
        try {
            List<InetAddress> now = chosen.among(watched.now());
            bindSome(now);
            follow(chosen.named().isPresent() ? now : thoseTowardsPeersFirst(now));
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("the addresses of this host are not known: {}", e.toString());
        }
    }

    /** An address that cannot be bound yet, such as one that is checked for duplicates, is news again when it can. */
    private void bindSome(List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            try {
                ports.bind(address).ifPresent(this::attach);
            } catch (IOException e) {
                LOG.info("{} is not used: {}", IpPrefix.format(address), e.getMessage());
            }
        }
    }

    private List<InetAddress> thoseTowardsPeersFirst(List<InetAddress> addresses) {
        Set<InetAddress> ordered = sessions.all()
                .map(session -> session.path().remote().getAddress())
                .distinct()
                .limit(MOST_PEERS)
                .map(OuterPorts::routed)
                .flatMap(Optional::stream)
                .filter(addresses::contains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        ordered.addAll(addresses);
        return List.copyOf(ordered);
    }

    /**
     * Has these addresses and no others from now on.
     *
     * @return completes when the engine has been told; fails with an IOException, and changes nothing, if one of them
     *     cannot be bound
     */
    CompletableFuture<Void> use(List<InetAddress> addresses) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    bindAll(addresses);
                    chosen = chosen.with(addresses);
                    follow(addresses);
                    done.complete(null);
                } catch (IOException | RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IOException("the gateway is closed", e));
        }
        return done;
    }

    private void bindAll(List<InetAddress> addresses) throws IOException {
        List<LocalEndpoint> fresh = new ArrayList<>();
        try {
            for (InetAddress address : addresses) {
                ports.bind(address).ifPresent(fresh::add);
            }
        } catch (IOException | RuntimeException e) {
            ports.takeUnused(endpoint -> !fresh.contains(endpoint)).forEach(LocalEndpoint::close);
            throw e;
        }
        fresh.forEach(this::attach);
    }

    private void follow(List<InetAddress> addresses) {
        List<LocalEndpoint> before = ports.endpoints();
        ports.present(addresses);
        if (ports.endpoints().equals(before)) {
            return;
        }
        LOG.info(
                "the outer addresses are now {}",
                ports.endpoints().stream()
                        .map(endpoint -> IpPrefix.format(endpoint.address()))
                        .toList());
        tellEngine();
        afterChange.run();
        ScheduledFuture<?> unused = executor.schedule(this::releaseUnused, LINGERING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tellEngine() {
        driver.command(new IkeInput.AddressesChanged(ports.endpoints().stream()
                .filter(endpoint -> !endpoint.address().isLoopbackAddress() || isAllLoopback())
                .map(LocalEndpoint::local)
                .toList()));
    }

    private boolean isAllLoopback() {
        return ports.endpoints().stream()
                .allMatch(endpoint -> endpoint.address().isLoopbackAddress());
    }

    private void attach(LocalEndpoint endpoint) {
        boolean reads = false;
        try {
            endpoint.ofDataPlane().forEach(dataPlane::attach);
            read(endpoint);
            reads = true;
        } finally {
            // no memory for another thread, for instance; the next change of addresses binds it anew
            if (!reads) {
                release(ports.takeUnused(bound -> !bound.equals(endpoint)));
            }
        }
    }

    private void release(List<LocalEndpoint> unused) {
        unused.forEach(endpoint -> {
            endpoint.ofDataPlane().forEach(dataPlane::detach);
            endpoint.close();
            readers.remove(endpoint);
        });
    }

    private void read(LocalEndpoint endpoint) {
        readers.put(endpoint, IkePortReader.start(endpoint.ike(), driver::received));
    }

    /** Sessions that could not move keep the ports of an address that may come back. */
    private void releaseUnused() {
        Set<InetAddress> used = sessions.all()
                .map(Session::path)
                .map(Path::local)
                .map(local -> IpPrefix.host(local.getAddress()).address())
                .collect(Collectors.toSet());
        release(ports.takeUnused(endpoint -> used.contains(endpoint.address())));
    }

    /** Waits for the readers, after the ports were closed. */
    void awaitReaders() throws InterruptedException {
        for (IkePortReader reader : readers.values()) {
            reader.join(FAREWELL_MILLIS);
        }
    }
}
