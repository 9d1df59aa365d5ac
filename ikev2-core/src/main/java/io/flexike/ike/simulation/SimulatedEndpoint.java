package io.flexike.ike.simulation;

import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.engine.StepResult;
import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One engine on one host of a simulation: feeds it datagrams and deadlines, sends what it transmits, answers its
 * questions, and remembers all that it says. Made by {@link Simulation#endpoint}.
 */
public final class SimulatedEndpoint implements AutoCloseable {
    private final Simulation simulation;
    private final String name;
    private final EngineSettings settings;
    private final IkeEngine engine;
    private final IkePorts ports;
    private final List<NetworkPort> attachments = new ArrayList<>();
    private final SimulatedDataPlane dataPlane;
    private final EndpointRecord record = new EndpointRecord();
    private final Deque<IkeInput> pending = new ArrayDeque<>();
    private Function<PeerRequest, Optional<Authorization>> authorizer = this::grantWhatTheProfileSays;
    private PacketReceiver espReceiver = packet -> {};
    private Duration answerDelay = Duration.ZERO;
    private Runnable cancelDeadline = () -> {};
    private boolean stepping;
    private final Map<String, InetAddress> names = new HashMap<>();
    private boolean closed;
    private long handles;

    SimulatedEndpoint(Simulation simulation, String name, EngineSettings settings, IkePorts ports) {
        this.simulation = simulation;
        this.name = name;
        this.settings = settings;
        this.engine = new IkeEngine(settings);
        this.ports = ports;
        this.dataPlane = new SimulatedDataPlane(name);
    }

    void attach(NetworkSegment segment, List<InetAddress> addresses) {
        addresses.forEach(address -> attachments.add(segment.attach(address, this::received)));
    }

    /** The name given at its making, for ladders and messages. */
    public String name() {
        return name;
    }

    /** Its first address. */
    public InetAddress address() {
        return attachments.get(0).address();
    }

    /** What it has installed. */
    public SimulatedDataPlane dataPlane() {
        return dataPlane;
    }

    /** All IKE SAs that are not closed. */
    public List<IkeSaSnapshot> sessions() {
        return engine.snapshots();
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
     * Gives ESP packets, in UDP on the NAT traversal port or straight over IP, to a receiver; the default ignores them.
     */
    public void onEsp(PacketReceiver receiver) {
        espReceiver = receiver;
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
        InetAddress local = attachments.stream()
                .map(NetworkPort::address)
                .filter(address -> address.getClass() == remote.getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no address of the family of " + remote));
        input(new IkeInput.Initiate(
                handle,
                profile,
                new Path(
                        new InetSocketAddress(local, ports.ike()),
                        new InetSocketAddress(remote, remotePorts.ike()),
                        false),
                new Path(
                        new InetSocketAddress(local, ports.natTraversal()),
                        new InetSocketAddress(remote, remotePorts.natTraversal()),
                        true)));
        return handle;
    }

    /** The SPI of the IKE SA that an initiation made, empty if it made none. */
    public OptionalLong initiated(long handle) {
        Long spi = record.initiated().get(handle);
        return spi == null ? OptionalLong.empty() : OptionalLong.of(spi);
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

    /** Sends an ESP packet or anything else from this host, past the engine. */
    public Transit send(NetworkPacket packet) {
        return portOf(packet.source().getAddress()).send(packet);
    }

    /** Takes the host off the network at once, as a power failure does: nothing is sent, its SAs are forgotten. */
    @Override
    public void close() {
        closed = true;
        cancelDeadline.run();
        attachments.forEach(NetworkPort::close);
        dataPlane.clear();
    }

    /** The messages it sent to another endpoint, as the network knows that one. */
    List<EndpointRecord.SentMessage> sentTo(SimulatedEndpoint other) {
        Set<InetAddress> addresses = other.attachments.stream()
                .flatMap(port -> port.seenAs().stream())
                .collect(Collectors.toSet());
        return record.sent().stream()
                .filter(sent -> addresses.contains(sent.traced().path().remote().getAddress()))
                .toList();
    }

    private void step(IkeInput input) {
        Instant now = simulation.clock().instant();
        StepResult result = engine.step(input, now);
        record.begin(now, result.outputs());
        for (IkeOutput output : result.outputs()) {
            carryOut(output, now);
        }
        cancelDeadline.run();
        cancelDeadline = result.nextDeadline()
                .map(deadline -> simulation.at(
                        deadline.isBefore(now) ? now : deadline, () -> input(new IkeInput.DeadlineReached())))
                .orElse(() -> {});
    }

    private void carryOut(IkeOutput output, Instant now) {
        if (output instanceof IkeOutput.Transmit transmit) {
            record.transmitted(transmit, transmit(transmit));
        } else if (output instanceof IkeOutput.InstallChildSa install) {
            dataPlane.install(install.child(), now);
        } else if (output instanceof IkeOutput.StartSending
                || output instanceof IkeOutput.StopSending
                || output instanceof IkeOutput.MoveChildSa) {
            // Nothing is sent through this data plane yet.
            return;
        } else if (output instanceof IkeOutput.AskTraffic question) {
            input(new IkeInput.Traffic(question.ikeSpi(), Instant.MIN, Instant.MIN));
        } else if (output instanceof IkeOutput.RemoveChildSa remove) {
            dataPlane.remove(remove.inboundSpi(), remove.outboundSpi(), now);
        } else if (output instanceof IkeOutput.ResolveGateway question) {
            input(new IkeInput.GatewayResolved(question.ikeSpi(), Optional.ofNullable(names.get(question.name()))));
        } else if (output instanceof IkeOutput.AuthorizePeer question) {
            answer(question);
        } else {
            record.add(output, now);
        }
    }

    private Transit transmit(IkeOutput.Transmit transmit) {
        Path path = transmit.path();
        byte[] datagram = path.natTraversal()
                ? NonEspMarker.prepend(transmit.octets())
                : transmit.octets().clone();
        return portOf(path.local().getAddress()).send(NetworkPacket.datagram(path.local(), path.remote(), datagram));
    }

    private void answer(IkeOutput.AuthorizePeer question) {
        Runnable ask = () -> authorizer
                .apply(question.request())
                .ifPresent(answer -> input(new IkeInput.Authorize(question.questionId(), answer)));
        if (answerDelay.isZero()) {
            ask.run();
        } else {
            simulation.after(answerDelay, ask);
        }
    }

    private void received(NetworkPacket packet) {
        int port = packet.destination().getPort();
        if (packet.protocol() == NetworkPacket.ESP) {
            espReceiver.received(packet);
        } else if (packet.isDatagram() && port == ports.ike()) {
            datagram(packet, false, packet.octets().clone());
        } else if (packet.isDatagram() && port == ports.natTraversal()) {
            receivedForNatTraversal(packet);
        }
    }

    /** RFC 3948 2: a keepalive, IKE behind the marker, or ESP. */
    private void receivedForNatTraversal(NetworkPacket packet) {
        if (NonEspMarker.isPresent(packet.octets())) {
            datagram(packet, true, NonEspMarker.remove(packet.octets()));
        } else if (!NonEspMarker.isKeepalive(packet.octets())) {
            espReceiver.received(packet);
        }
    }

    private void datagram(NetworkPacket packet, boolean natTraversal, byte[] octets) {
        input(new IkeInput.DatagramReceived(new Path(packet.destination(), packet.source(), natTraversal), octets));
    }

    private NetworkPort portOf(InetAddress local) {
        return attachments.stream()
                .filter(port -> port.address().equals(local))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " does not have the address " + local));
    }

    private Optional<Authorization> grantWhatTheProfileSays(PeerRequest request) {
        return settings.responderProfiles().stream()
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
