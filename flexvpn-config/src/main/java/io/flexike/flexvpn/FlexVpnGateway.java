package io.flexike.flexvpn;

import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.runtime.GatewayPlan;
import io.flexike.flexvpn.runtime.GatewayRuntime;
import io.flexike.flexvpn.session.AppliedChanges;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.session.IkeSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.TunnelSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.RedirectPolicy;
import io.flexike.ike.session.RedirectTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A running gateway: it answers peers that connect, and keeps its static tunnels up. Thread-safe. Nothing of it runs
 * after {@link #close}; all its threads are daemons, descend from the thread that started it, and stay in that one's
 * network namespace.
 */
public final class FlexVpnGateway implements AutoCloseable {
    private final GatewayRuntime runtime;
    private final GatewayEnvironment environment;
    private final boolean redials;

    private FlexVpnGateway(GatewayRuntime runtime, GatewayEnvironment environment, boolean redials) {
        this.runtime = runtime;
        this.environment = environment;
        this.redials = redials;
    }

    /**
     * Starts a gateway on TUN devices and sockets of Linux.
     *
     * @throws FlexVpnException if a device or port cannot be had
     * @throws ConfigurationException if the cryptographic provider cannot carry out a proposal
     */
    public static FlexVpnGateway start(FlexVpnConfig config) {
        return start(config, GatewayEnvironment.linux());
    }

    /**
     * Starts a gateway.
     *
     * @throws FlexVpnException if a device or port cannot be had
     * @throws ConfigurationException if the cryptographic provider cannot carry out a proposal
     */
    public static FlexVpnGateway start(FlexVpnConfig config, GatewayEnvironment environment) {
        return start(config, environment, true, List.of());
    }

    /**
     * Starts a gateway with a listener that misses nothing; see {@link #events}.
     *
     * @throws FlexVpnException if a device or port cannot be had
     * @throws ConfigurationException if the cryptographic provider cannot carry out a proposal
     */
    public static FlexVpnGateway start(
            FlexVpnConfig config, GatewayEnvironment environment, Consumer<? super GatewayEvent> listener) {
        return start(config, environment, true, List.of(listener));
    }

    /** Starts a gateway that connects its tunnels only once, with a listener that misses nothing. */
    static FlexVpnGateway startOnce(
            FlexVpnConfig config, GatewayEnvironment environment, Consumer<? super GatewayEvent> listener) {
        return start(config, environment, false, List.of(listener));
    }

    private static FlexVpnGateway start(
            FlexVpnConfig config,
            GatewayEnvironment environment,
            boolean redials,
            List<Consumer<? super GatewayEvent>> listeners) {
        List<ConfigurationFinding> unsupported = ProviderCheck.check(config, environment.crypto());
        if (!unsupported.isEmpty()) {
            throw new ConfigurationException(unsupported);
        }
        GatewayPlan plan = plan(config, environment, redials, listeners);
        try {
            return new FlexVpnGateway(GatewayRuntime.start(plan), environment, redials);
        } catch (IOException e) {
            throw new FlexVpnException("the gateway could not be started: " + e.getMessage(), e);
        }
    }

    private static GatewayPlan plan(
            FlexVpnConfig config,
            GatewayEnvironment environment,
            boolean redials,
            List<Consumer<? super GatewayEvent>> listeners) {
        return new GatewayPlan(
                config.staticTunnels(),
                config.virtualTemplates(),
                config.ikePolicies(),
                new GatewayPlan.Options(
                        config.listenAddresses(),
                        new GatewayPlan.Protocol(
                                config.limits(),
                                config.protocol(),
                                config.redirector(),
                                config.continuity(),
                                config.crashSecrets(),
                                config.cryptoPolicy(),
                                config.certificateCache()),
                        config.keyLog(),
                        config.capture(),
                        config.messageTrace(),
                        config.logRedaction()),
                environment,
                redials,
                listeners);
    }

    /**
     * Does from now on what another configuration says, and touches only what is different in it. Tunnels and templates
     * that are the same go on with their sessions; those that are different end and begin anew, and so do the sessions
     * of IKE profiles that are different; new ones are opened, and those that are not there any more are closed.
     * Routes, networks, pools and other things that a peer is given change without an end of sessions: a peer that
     * exchanges networks is told of them, and who has an address of a pool keeps it.
     *
     * <p>Everything else, such as addresses to listen on, limits, protocol options, and logs, holds until the gateway
     * is closed.
     *
     * @return what was touched
     * @throws ConfigurationException if it differs in what cannot be changed while the gateway runs, or the
     *     cryptographic provider cannot carry out a proposal; then nothing is applied
     * @throws FlexVpnException if an interface cannot be opened; everything else is applied
     */
    public AppliedChanges apply(FlexVpnConfig config) throws InterruptedException {
        GatewayPlan plan = plan(config, environment, redials, List.of());
        List<ConfigurationFinding> findings = new ArrayList<>(ProviderCheck.check(config, environment.crypto()));
        runtime.obstacles(plan).forEach(obstacle -> findings.add(new ConfigurationFinding(List.of(), obstacle)));
        if (!findings.isEmpty()) {
            throw new ConfigurationException(findings);
        }
        try {
            return runtime.apply(plan).get();
        } catch (ExecutionException e) {
            throw new FlexVpnException("the configuration was not applied as a whole: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until packets can pass through a static tunnel.
     *
     * @param tunnel its name, such as {@code Tunnel0}
     * @throws IllegalArgumentException if there is no such tunnel
     * @throws FlexVpnException if it is not up in time; the message holds the last problem
     */
    public void awaitUp(String tunnel, Duration patience) throws InterruptedException {
        TunnelSnapshot state = runtime.await(tunnel, patience)
                .orElseThrow(() -> new IllegalArgumentException("there is no tunnel \"" + tunnel + "\""));
        if (!state.up()) {
            String problem = state.lastProblem().orElse("the peer has not answered yet");
            throw new FlexVpnException(tunnel + " is not up after " + patience.toMillis() + " ms: " + problem, null);
        }
    }

    /**
     * Where peers reach this gateway: its outer addresses with their ports, of interest where the system chose them.
     */
    public List<PeerEndpoint> endpoints() {
        return runtime.endpoints();
    }

    /**
     * Says which outer addresses this gateway has from now on, in place of those of the configuration and of the
     * system. Sessions whose address is not among them move to one that is: with a peer that speaks MOBIKE by telling
     * it (RFC 4555), with another one by sending from there (RFC 7296 2.23). With no address at all they wait for the
     * next call. A tunnel with a source that is not among them connects again when it is.
     *
     * <p>Without a call of this, a gateway on the sockets of Linux follows the addresses of its host by itself, as far
     * as its configuration names them or names none.
     *
     * @param bestFirst the one liked best first
     * @throws IllegalArgumentException if one of them is no IP address
     * @throws FlexVpnException if one of them cannot be bound; then nothing changes
     */
    public void useAddresses(String... bestFirst) throws InterruptedException {
        List<InetAddress> addresses =
                Stream.of(bestFirst).map(IpPrefix::parseAddress).distinct().toList();
        try {
            runtime.useAddresses(addresses).get();
        } catch (ExecutionException e) {
            throw new FlexVpnException("the addresses cannot be used: " + e.getCause(), e);
        }
    }

    /** The sessions that are up, by interface. */
    public List<SessionSnapshot> sessions() {
        return runtime.sessions();
    }

    /** Sessions, tunnels and counters. */
    public GatewaySnapshot snapshot() {
        return runtime.snapshot();
    }

    /**
     * The IKE SAs at one moment, those included that are not up yet. All are looked at between two messages, so it is
     * for people and not for every second of a large gateway.
     *
     * @return completes soon; fails with an IllegalStateException if the gateway is closed
     */
    public CompletableFuture<IkeSnapshot> ike() {
        return runtime.ike();
    }

    /**
     * Tells a listener of everything that happens from now on, in order, on a thread that exists for that purpose. When
     * a listener is too slow for 10,000 events, those that follow are lost and counted. Refused peers and datagrams,
     * which anybody can cause, are lost from 1,000 on and displace no others.
     */
    public Subscription events(Consumer<? super GatewayEvent> listener) {
        runtime.addListener(listener);
        return () -> runtime.removeListener(listener);
    }

    /**
     * Ends a session with a Delete. A static tunnel that connects by itself does so again.
     *
     * @return completes, on the thread of the events, when the session is gone; at once if it is gone already
     */
    public CompletableFuture<Void> disconnect(SessionSnapshot session) {
        return runtime.disconnect(session.localSpi());
    }

    /**
     * Connects a static tunnel now that waits after an attempt that failed. Does nothing if it is up or connecting.
     *
     * @param tunnel its name, such as {@code Tunnel0}
     * @throws IllegalArgumentException if no tunnel of that name connects by itself
     */
    public void connect(String tunnel) {
        if (!runtime.connect(tunnel)) {
            throw new IllegalArgumentException("no tunnel \"" + tunnel + "\" connects by itself");
        }
    }

    /** Asks the peer for a sign of life; if none comes, the session ends. */
    public void checkLiveness(SessionSnapshot session) {
        runtime.command(new IkeInput.CheckLiveness(session.localSpi()));
    }

    /** Gives the IKE SA of a session new keys now; its Child SAs go on. */
    public void rekey(SessionSnapshot session) {
        runtime.command(new IkeInput.RekeyIkeSa(session.localSpi()));
    }

    /** Gives a Child SA new keys now. */
    public void rekey(SessionSnapshot session, ChildSnapshot child) {
        runtime.command(new IkeInput.RekeyChildSa(session.localSpi(), child.inboundSpi()));
    }

    /** Authenticates anew, without a gap, if it was us who connected (RFC 7296 2.8.3); otherwise nothing happens. */
    public void reauthenticate(SessionSnapshot session) {
        runtime.command(new IkeInput.Reauthenticate(session.localSpi()));
    }

    /**
     * Sends the peer of a session to another gateway (RFC 5685 5), if it was the peer who connected and it takes
     * redirects; otherwise nothing happens. The peer ends the session when it has connected there; after
     * {@link RedirectPolicy#patience} we do.
     *
     * @param gateway the IP address of the other gateway, or its domain name
     * @throws IllegalArgumentException if it is neither
     */
    public void redirect(SessionSnapshot session, String gateway) {
        RedirectTarget target = PeerEndpoint.of(gateway)
                .literalAddress()
                .<RedirectTarget>map(RedirectTarget.Address::new)
                .orElseGet(() -> new RedirectTarget.Name(gateway));
        runtime.command(new IkeInput.Redirect(session.localSpi(), target));
    }

    /** Ends all sessions with a Delete, waits at most about two seconds for answers, and releases devices and ports. */
    @Override
    public void close() {
        runtime.close();
    }
}
