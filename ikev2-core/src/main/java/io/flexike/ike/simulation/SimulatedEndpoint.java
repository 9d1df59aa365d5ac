package io.flexike.ike.simulation;

import io.flexike.ike.engine.EngineMemory;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.engine.StepResult;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * One engine on one host of a simulation: feeds it datagrams and deadlines, sends what it transmits, answers its
 * questions, and remembers all that it says. Made by {@link Simulation#endpoint}.
 */
public final class SimulatedEndpoint implements AutoCloseable {
    private final Simulation simulation;
    private final String name;
    private List<PeerProfile> responderProfiles;
    private final IkeEngine engine;
    private final SimulatedDataPlane dataPlane;
    private final SimulatedHost host;
    private final EndpointRecord record = new EndpointRecord();
    private final Deque<IkeInput> pending = new ArrayDeque<>();
    private Function<PeerRequest, Optional<Authorization>> authorizer = this::grantWhatTheProfileSays;
    private Duration answerDelay = Duration.ZERO;
    private Runnable cancelDeadline = () -> {};
    private Optional<Instant> nextDeadline = Optional.empty();
    private Duration clockOffset = Duration.ZERO;
    private boolean stepping;
    private final Map<String, InetAddress> names = new HashMap<>();
    private boolean closed;
    private long handles;

    SimulatedEndpoint(Simulation simulation, String name, EngineSettings settings, IkePorts ports) {
        this.simulation = simulation;
        this.name = name;
        this.responderProfiles = settings.responderProfiles();
        this.engine = new IkeEngine(settings);
        this.dataPlane = new SimulatedDataPlane(name, simulation.tunnels(), new DataPlaneHost());
        this.host = new SimulatedHost(
                name,
                simulation.network(),
                ports,
                (path, message) -> input(new IkeInput.DatagramReceived(path, message)),
                dataPlane::receive);
    }

    /** What the data plane sees of this host. */
    private final class DataPlaneHost implements SimulatedDataPlane.Host {
        @Override
        public Instant now() {
            return simulation.clock().instant();
        }

        @Override
        public Transit send(NetworkPacket packet) {
            return SimulatedEndpoint.this.send(packet);
        }

        @Override
        public void tell(IkeInput input) {
            input(input);
        }
    }

    void attach(NetworkSegment segment, List<InetAddress> addresses) {
        host.attach(segment, addresses);
    }

    /**
     * Gives the host these addresses and no others, and tells its engine.
     *
     * @throws IllegalArgumentException if one is taken on the segment by another host
     */
    public void addresses(NetworkSegment segment, InetAddress... addresses) {
        host.move(segment, List.of(addresses));
        tellAddresses();
    }

    /** Tells the engine which addresses the host has. */
    public void tellAddresses() {
        input(new IkeInput.AddressesChanged(host.localAddresses()));
    }

    /** The name given at its making, for ladders and messages. */
    public String name() {
        return name;
    }

    /** Where it is. */
    public Simulation simulation() {
        return simulation;
    }

    /** Its first address. */
    public InetAddress address() {
        return host.address();
    }

    /** What it has installed. */
    public SimulatedDataPlane dataPlane() {
        return dataPlane;
    }

    /** All IKE SAs that are not closed. */
    public List<IkeSaSnapshot> sessions() {
        return engine.snapshots();
    }

    /** How much its engine remembers. */
    public EngineMemory memory() {
        return engine.memory();
    }

    /** All events so far, oldest first. */
    public List<TimedEvent> events() {
        return record.events();
    }

    /** All events of a kind, oldest first. */
    public <E extends IkeEvent> List<E> events(Class<E> kind) {
        return record.events().stream()
                .map(TimedEvent::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The keys of IKE SAs that came up; only with {@code EngineSettings.logKeys}. */
    public List<IkeKeyLogEntry> keyLog() {
        return record.keys();
    }

    /**
     * Decides what authenticated initiators get; an empty answer leaves the question open. The default grants the
     * profile.
     */
    public void authorizeWith(Function<PeerRequest, Optional<Authorization>> newAuthorizer) {
        authorizer = newAuthorizer;
    }

    /** Lets answers to the engine's questions take this long, 0 for at once. */
    public void answerDelay(Duration delay) {
        answerDelay = delay;
    }

    /**
     * Gives ESP packets, in UDP on the NAT traversal port or straight over IP, to another receiver than the data plane.
     */
    public void onEsp(PacketReceiver receiver) {
        host.onEsp(receiver);
    }

    /**
     * Initiates towards a peer's ports 500 and 4500, from the first address of the same family.
     *
     * @return the handle by which {@link #initiated} finds the SPI
     */
    public long initiate(PeerProfile profile, InetAddress remote) {
        return initiate(profile, remote, IkePorts.STANDARD);
    }

    /** As {@link #initiate(PeerProfile, InetAddress)} towards other ports. */
    public long initiate(PeerProfile profile, InetAddress remote, IkePorts remotePorts) {
        long handle = ++handles;
        input(new IkeInput.Initiate(
                handle,
                profile,
                host.ikePath(remote, remotePorts),
                host.natTraversalPath(remote, remotePorts),
                host.tcpPath(handle, remote, remotePorts)));
        return handle;
    }

    /** The SPI of the IKE SA that an initiation made, empty if it made none. */
    public OptionalLong initiated(long handle) {
        Long spi = record.initiated().get(handle);
        return spi == null ? OptionalLong.empty() : OptionalLong.of(spi);
    }

    /**
     * Lets this host's clock jump: its engine sees another time from now on, later or earlier. Events, ladders and the
     * data plane go on with the time of the simulation.
     */
    public void clockJumps(Duration by) {
        clockOffset = clockOffset.plus(by);
        schedule();
    }

    /** Has that name stand for an address when the engine asks for it. */
    public void name(String name, InetAddress address) {
        names.put(name, address);
    }

    /** Gives the engine an input now and does what it wants done. */
    public void input(IkeInput input) {
        if (closed) {
            return;
        }
        if (input instanceof IkeInput.UseProfiles use) {
            responderProfiles = use.responderProfiles();
        }
        pending.add(input);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!pending.isEmpty()) {
                step(pending.remove());
            }
        } finally {
            stepping = false;
            pending.clear();
        }
    }

    /** Offers a packet to the tunnels: it is sent if a Child SA carries it. */
    public TunnelPassage offer(TunnelPacket packet) {
        return dataPlane.offer(packet);
    }

    /** Offers a ping from an address of this side to one of the peer's. */
    public TunnelPassage ping(InetAddress source, InetAddress destination) {
        return offer(simulation.tunnels().next(source, destination));
    }

    /**
     * Has a Child SA deleted; what is lost in it from now on is nobody's fault ({@link TunnelLedger#excuse}).
     *
     * @param ikeSpi our SPI of its IKE SA
     */
    public void deleteChildSa(long ikeSpi, int inboundSpi) {
        dataPlane
                .byInboundSpi(inboundSpi)
                .ifPresent(child -> simulation.tunnels().excuse(inboundSpi, child.outboundSpi()));
        input(new IkeInput.DeleteChildSa(ikeSpi, inboundSpi));
    }

    /**
     * Has an IKE SA deleted; what is lost in its Child SAs from now on is nobody's fault ({@link TunnelLedger#excuse}).
     */
    public void deleteIkeSa(long ikeSpi) {
        dataPlane
                .ownedBy(ikeSpi)
                .forEach(child -> simulation.tunnels().excuse(child.inboundSpi(), child.outboundSpi()));
        input(new IkeInput.DeleteIkeSa(ikeSpi));
    }

    /** Sends an ESP packet or anything else from this host, past the engine; lost if the host has moved away. */
    public Transit send(NetworkPacket packet) {
        return host.send(packet);
    }

    /** Takes the host off the network at once, as a power failure does: nothing is sent, its SAs are forgotten. */
    @Override
    public void close() {
        closed = true;
        cancelDeadline.run();
        host.leave();
        dataPlane.clear();
    }

    /** All addresses under which it is known anywhere in the network. */
    Set<InetAddress> seenAs() {
        return host.seenAs();
    }

    /** The messages it sent to another endpoint, as the network knows that one. */
    List<EndpointRecord.SentMessage> sentTo(SimulatedEndpoint other) {
        Set<InetAddress> addresses = other.seenAs();
        return record.sent().stream()
                .filter(sent -> addresses.contains(sent.traced().path().remote().getAddress()))
                .toList();
    }

    private void step(IkeInput input) {
        Instant now = simulation.clock().instant();
        StepResult result = engine.step(input, now.plus(clockOffset));
        record.begin(now, result.outputs());
        for (IkeOutput output : result.outputs()) {
            carryOut(output, now);
        }
        nextDeadline = result.nextDeadline();
        schedule();
    }

    private void schedule() {
        cancelDeadline.run();
        cancelDeadline = nextDeadline
                .map(deadline ->
                        simulation.at(deadline.minus(clockOffset), () -> input(new IkeInput.DeadlineReached())))
                .orElse(() -> {});
    }

    private void carryOut(IkeOutput output, Instant now) {
        if (output instanceof IkeOutput.Transmit transmit) {
            record.transmitted(transmit, host.sendIke(transmit.path(), transmit.octets()));
        } else if (output instanceof IkeOutput.ExpectChildSa expect) {
            dataPlane.expect(expect.inboundSpi());
        } else if (output instanceof IkeOutput.ForgetChildSa forget) {
            dataPlane.forgetExpected(forget.inboundSpi());
        } else if (output instanceof IkeOutput.InstallChildSa install) {
            dataPlane.install(install.child(), install.sending());
        } else if (output instanceof IkeOutput.StartSending start) {
            dataPlane.startSending(start.inboundSpi());
        } else if (output instanceof IkeOutput.StopSending stop) {
            dataPlane.stopSending(stop.inboundSpi());
        } else if (output instanceof IkeOutput.MoveChildSa move) {
            dataPlane.move(move.inboundSpi(), move.path(), move.udpEncapsulation());
        } else if (output instanceof IkeOutput.RemoveChildSa remove) {
            dataPlane.remove(remove.inboundSpi(), remove.outboundSpi());
        } else if (output instanceof IkeOutput.Keepalive keepalive) {
            host.keepAlive(keepalive.path());
        } else if (output instanceof IkeOutput.AskTraffic question) {
            input(dataPlane.traffic(question.ikeSpi()));
        } else if (output instanceof IkeOutput.SkipSequenceNumbers) {
            // RFC 6311 5.2: only agreed upon where the settings say so; the simulated data plane skips nothing.
            return;
        } else if (output instanceof IkeOutput.ResolveGateway question) {
            input(new IkeInput.GatewayResolved(question.ikeSpi(), Optional.ofNullable(names.get(question.name()))));
        } else if (output instanceof IkeOutput.Ask question) {
            answer(question);
        } else if (output instanceof IkeOutput.WithdrawQuestion) {
            // The engine ignores the answer, which costs nobody anything here.
            return;
        } else if (output instanceof IkeOutput.AuthorizePeer question) {
            answer(question);
        } else {
            if (output instanceof IkeOutput.Event event) {
                tellDataPlane(event.event());
            }
            record.add(output, now);
        }
    }

    private void tellDataPlane(IkeEvent event) {
        if (event instanceof IkeEvent.IkeSaRekeyed rekeyed) {
            dataPlane.inherit(rekeyed.oldIkeSpi(), rekeyed.ikeSpi());
        } else if (event instanceof IkeEvent.IkeSaClosed closing) {
            dataPlane.forget(closing.ikeSpi());
        }
    }

    private void answer(IkeOutput.AuthorizePeer question) {
        Runnable ask = () -> authorizer
                .apply(question.request())
                .ifPresent(answer -> input(new IkeInput.Authorize(question.questionId(), answer)));
        later(ask);
    }

    /** The answer is found at once; its giver may take its time all the same. */
    private void answer(IkeOutput.Ask output) {
        Runnable ask = () -> output.question()
                .ask(Runnable::run)
                .thenAccept(answer -> input(new IkeInput.Answered(output.questionId(), answer)));
        later(ask);
    }

    private void later(Runnable ask) {
        if (answerDelay.isZero()) {
            ask.run();
        } else {
            simulation.after(answerDelay, ask);
        }
    }

    private Optional<Authorization> grantWhatTheProfileSays(PeerRequest request) {
        return responderProfiles.stream()
                .filter(profile -> profile.name().equals(request.profileName()))
                .findFirst()
                .map(profile ->
                        new Authorization.Granted(List.of(), profile.localSelectors(), profile.remoteSelectors()));
    }

    @Override
    public String toString() {
        return "SimulatedEndpoint[" + name + "]";
    }
}
