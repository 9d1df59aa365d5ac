package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ResumptionTicket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a static tunnel, at once and again after it was lost, with pauses that grow from 1 s to 1 min. Thread-safe.
 */
final class Dialler {
    private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private volatile StaticTunnel tunnel;
    private final long handle;
    private final Proposal proposal;
    private final OuterPorts ports;
    private final ScheduledExecutorService executor;
    private final Callback callback;
    private Duration pause = FIRST_PAUSE;
    private boolean scheduled;
    /** The number of the dialling that is scheduled: an earlier one was superseded. */
    private long turn;

    private Optional<HeldTicket> ticket = Optional.empty();
    private boolean closed;

    private record HeldTicket(long ikeSpi, ResumptionTicket ticket) {}

    /** What a dialler does to others. */
    interface Callback {
        /** Whether there is nothing to do. */
        boolean isUp();

        /** Lets the engine connect: by an {@link IkeInput.Initiate} or {@link IkeInput.Resume}. */
        void initiate(IkeInput input);

        /** It did not come as far as the engine. */
        void failed(String reason);
    }

    /** What is proposed to a peer. */
    @FunctionalInterface
    interface Proposal {
        /** From and to these outer addresses. */
        PeerProfile of(StaticTunnel tunnel, InetAddress local, InetAddress remote);
    }

    Dialler(
            StaticTunnel tunnel,
            Proposal proposal,
            long handle,
            OuterPorts ports,
            ScheduledExecutorService executor,
            Callback callback) {
        this.tunnel = tunnel;
        this.handle = handle;
        this.proposal = proposal;
        this.ports = ports;
        this.executor = executor;
        this.callback = callback;
    }

    StaticTunnel tunnel() {
        return tunnel;
    }

    /** Connects like this from now on. */
    void use(StaticTunnel same) {
        tunnel = same;
    }

    /** Connects as soon as possible. */
    void dialNow() {
        schedule(Duration.ZERO);
    }

    /** Connects after a pause, which is twice as long the next time. */
    synchronized void dialLater() {
        schedule(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** If it is waiting for the next time, that is now. */
    synchronized void hurry() {
        if (scheduled) {
            scheduled = false;
            pause = FIRST_PAUSE;
            dialNow();
        }
    }

    /** With this ticket the session can be resumed when it is lost (RFC 5723). */
    synchronized void keep(long ikeSpi, ResumptionTicket granted) {
        ticket = Optional.of(new HeldTicket(ikeSpi, granted));
    }

    /** The ticket of an IKE SA is worthless. */
    synchronized void forgetTicket(long ikeSpi) {
        ticket = ticket.filter(held -> held.ikeSpi != ikeSpi);
    }

    /** A ticket is presented once only. */
    private synchronized Optional<ResumptionTicket> takeTicket() {
        Optional<ResumptionTicket> taken = ticket.map(HeldTicket::ticket);
        ticket = Optional.empty();
        return taken;
    }

    /** It is up: the next pause is a short one again. */
    synchronized void succeeded() {
        pause = FIRST_PAUSE;
    }

    /** Never connects again. */
    synchronized void close() {
        closed = true;
    }

    private synchronized void schedule(Duration delay) {
        if (closed || scheduled) {
            return;
        }
        try {
            long mine = ++turn;
            ScheduledFuture<?> unused = executor.schedule(() -> dial(mine), delay.toMillis(), TimeUnit.MILLISECONDS);
            scheduled = true;
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    /** Whatever goes wrong, it is told, so that there is a next time. */
    private void dial(long mine) {
        synchronized (this) {
            if (closed || !scheduled || mine != turn) {
                return;
            }
            scheduled = false;
        }
        try {
            if (!callback.isUp()) {
                connect();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("{}: a bug while connecting", tunnel.name(), e);
            callback.failed("it could not be dialled: " + e);
        }
    }

    private void connect() {
        PeerEndpoint endpoint = tunnel.destination().orElseThrow();
        InetAddress address;
        try {
            address = endpoint.literalAddress().isPresent()
                    ? endpoint.literalAddress().get()
                    : lookUp(endpoint.host());
        } catch (UnknownHostException e) {
            callback.failed("the name " + endpoint.host() + " is not known");
            return;
        }
        Optional<LocalEndpoint> local = ports.towards(address, tunnel.source());
        if (local.isEmpty()) {
            callback.failed("no local address can reach " + IpPrefix.format(address));
            return;
        }
        Path path = local.get().ikePath(new InetSocketAddress(address, endpoint.ikePort()));
        InetSocketAddress natTraversal = new InetSocketAddress(address, endpoint.natTraversalPort());
        Path natTraversalPath = local.get().natTraversalPath(natTraversal);
        // RFC 9329 2: TCP has the same port number.
        Optional<Path> tcpPath = ports.tcp().flatMap(tcp -> tcp.path(local.get().address(), natTraversal));
        PeerProfile profile = proposal.of(tunnel, local.get().address(), address);
        // a session is resumed over UDP only
        Optional<ResumptionTicket> resumable = tcpPath.isEmpty() ? takeTicket() : Optional.empty();
        callback.initiate(
                resumable.isPresent()
                        ? new IkeInput.Resume(handle, profile, path, natTraversalPath, resumable.get())
                        : new IkeInput.Initiate(handle, profile, path, natTraversalPath, tcpPath));
    }

    /** The first address of the source's family, or just the first. */
    private InetAddress lookUp(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        for (InetAddress each : all) {
            if (tunnel.source().isEmpty() || tunnel.source().get().getClass() == each.getClass()) {
                return IpPrefix.host(each).address();
            }
        }
        throw new UnknownHostException(host);
    }
}
