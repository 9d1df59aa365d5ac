package io.flexike.flexvpn.runtime;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.esp.DataPlane;
import io.flexike.esp.EspKeys;
import io.flexike.esp.EspSaParameters;
import io.flexike.esp.Mode;
import io.flexike.esp.OuterPath;
import io.flexike.esp.PeerMoved;
import io.flexike.esp.SaExpiring;
import io.flexike.esp.SaLimits;
import io.flexike.esp.SaSnapshot;
import io.flexike.esp.UnknownSpi;
import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.Encapsulation;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.transport.NameLookup;
import io.flexike.ike.transport.OutputHandler;
import io.flexike.ike.transport.QuestionWorkers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the engine wants done: sends datagrams, installs and removes SAs, answers questions. On the engine's
 * thread.
 */
final class EngineOutputs implements OutputHandler {
    private static final Logger LOG = LoggerFactory.getLogger(EngineOutputs.class);

    private final DataPlane dataPlane;
    private final OuterPorts ports;
    private final Recorder recorder;
    private final Authorizer authorizer;
    private final SessionKeeper keeper;
    private final DummyTraffic dummies;
    private final Executor lookups;
    private final QuestionWorkers questions;
    private final Consumer<IkeInput> engine;

    EngineOutputs(
            DataPlane dataPlane,
            OuterPorts ports,
            Recorder recorder,
            Authorizer authorizer,
            SessionKeeper keeper,
            DummyTraffic dummies,
            Executor lookups,
            QuestionWorkers questions,
            Consumer<IkeInput> engine) {
        this.dataPlane = dataPlane;
        this.ports = ports;
        this.recorder = recorder;
        this.authorizer = authorizer;
        this.keeper = keeper;
        this.dummies = dummies;
        this.lookups = lookups;
        this.questions = questions;
        this.engine = engine;
    }

    @Override
    public void transmit(Path path, byte[] octets) {
        if (path.carrier() == Carrier.TCP) {
            ports.tcp().ifPresent(tcp -> tcp.send(path, octets));
            return;
        }
        try {
            if (path.natTraversal()) {
                dataPlane.sendNonEsp(path.local(), path.remote(), octets);
                return;
            }
            Optional<LocalEndpoint> endpoint = ports.ofIkePort(path.local());
            if (endpoint.isPresent()) {
                DatagramBatch one = DatagramBatch.forSending(1);
                one.add(octets, 0, octets.length, path.remote());
                endpoint.get().ike().send(one);
            }
        } catch (IOException | IllegalArgumentException e) {
            // the address may just have gone: as good as lost on the way, and the engine sends again
            LOG.debug("a datagram from {} was not sent: {}", path.local(), e.getMessage());
        }
    }

    @Override
    public void keepalive(Path path) {
        try {
            dataPlane.sendKeepalive(path.local(), path.remote());
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("a NAT keepalive was not sent: {}", e.getMessage());
        }
    }

    @Override
    public void output(IkeOutput output) {
        if (output instanceof IkeOutput.Initiated initiated) {
            keeper.initiated(initiated.handle(), initiated.ikeSpi());
        } else if (output instanceof IkeOutput.ExpectChildSa expect) {
            dataPlane.expect(expect.inboundSpi());
        } else if (output instanceof IkeOutput.ForgetChildSa forget) {
            dataPlane.forget(forget.inboundSpi());
        } else if (output instanceof IkeOutput.InstallChildSa install) {
            install(install.child(), install.sending());
        } else if (output instanceof IkeOutput.StartSending start) {
            dataPlane.installOutbound(start.inboundSpi());
        } else if (output instanceof IkeOutput.StopSending stop) {
            dataPlane.removeOutbound(stop.inboundSpi());
        } else if (output instanceof IkeOutput.MoveChildSa move) {
            dataPlane.move(move.inboundSpi(), outerPath(move.path(), isAh(move.inboundSpi()), move.udpEncapsulation()));
        } else if (output instanceof IkeOutput.SkipSequenceNumbers skip) {
            // RFC 6311 5.2 is not agreed upon here (SessionContinuity), as the data plane does not skip numbers.
            LOG.debug("Child SA {} inbound is to skip sequence numbers", Integer.toHexString(skip.inboundSpi()));
        } else if (output instanceof IkeOutput.AskTraffic question) {
            engine.accept(traffic(question.ikeSpi()));
        } else if (output instanceof IkeOutput.RemoveChildSa remove) {
            Optional<SaSnapshot> last = dataPlane.remove(remove.inboundSpi());
            keeper.removed(remove.ikeSpi(), remove.inboundSpi(), last);
        } else if (output instanceof IkeOutput.ResolveGateway question) {
            CompletionStage<Void> unused = NameLookup.lookUp(question.name(), question.local(), lookups)
                    .thenAccept(address -> engine.accept(new IkeInput.GatewayResolved(question.ikeSpi(), address)));
        } else if (output instanceof IkeOutput.Ask question) {
            questions.ask(question, engine);
        } else if (output instanceof IkeOutput.WithdrawQuestion withdrawn) {
            questions.withdraw(withdrawn.questionId());
        } else if (output instanceof IkeOutput.AuthorizePeer question) {
            authorize(question);
        } else if (output instanceof IkeOutput.LogKeys keys) {
            recorder.keys(keys.entry());
        } else if (output instanceof IkeOutput.Event event) {
            ports.tcp().ifPresent(tcp -> tcp.happened(event.event()));
            keeper.happened(event.event());
        } else {
            throw new AssertionError("an output without a handler: " + output.getClass());
        }
    }

    private void authorize(IkeOutput.AuthorizePeer question) {
        Authorizer.Decision decision = authorizer.decide(question.request());
        decision.placement()
                .ifPresent(placement -> keeper.placed(
                        question.request().ikeSpi(),
                        placement.of(question.request().eapIdentity())));
        if (decision.access().isEmpty()) {
            engine.accept(new IkeInput.Authorize(question.questionId(), decision.answer()));
            return;
        }
        // the system may take its time for a device, and the engine has others to serve
        decision.access()
                .get()
                .open(problem -> engine.accept(new IkeInput.Authorize(
                        question.questionId(),
                        problem.<Authorization>map(Authorization.Refused::new).orElse(decision.answer()))));
    }

    private void install(ChildSaParameters child, boolean sending) {
        recorder.keys(child);
        try {
            Session session = keeper.session(child.ikeSpi())
                    .orElseThrow(() -> new IllegalStateException("there is no session for it"));
            EspSaParameters parameters = parameters(child, session);
            dataPlane.installInbound(parameters);
            if (sending) {
                dataPlane.installOutbound(child.inboundSpi());
            }
            keeper.installed(session, child);
            session.device().packets().hiding().dummyInterval().ifPresent(interval -> dummies.start(child, interval));
        } catch (RuntimeException e) {
            LOG.error("a Child SA could not be installed", e);
            dataPlane.forget(child.inboundSpi());
            // before the engine tells that the Child SA is there, so that the session never counts as up
            keeper.installationFailed(child.ikeSpi(), e.toString());
        }
    }

    private EspSaParameters parameters(ChildSaParameters child, Session session) {
        TunnelInterface device = session.device();
        ChildSaParameters.Keys keys = child.keys();
        EspSaParameters.Builder parameters = EspSaParameters.builder()
                .tunnel(device.deviceName())
                .spis(child.inboundSpi(), child.outboundSpi())
                .cipher(child.suite().cipherSpec())
                .keys(new EspKeys(
                        keys.inboundEncryption(),
                        keys.inboundIntegrity(),
                        keys.outboundEncryption(),
                        keys.outboundIntegrity()))
                .local(Prefixes.toEsp(child.local()))
                .remote(Prefixes.toEsp(child.remote()))
                .path(outerPath(
                        child.path(), child.suite().protocol().equals(SecurityProtocol.AH), child.udpEncapsulation()))
                .mode(child.mode() == ChildSaMode.TRANSPORT ? Mode.TRANSPORT : Mode.TUNNEL)
                .limits(limits(child.lifetime()))
                .mayPad(child.mayPad())
                .nonFirstFragments(child.nonFirstFragments())
                .replayWindow(device.packets().replayWindow())
                .outerHeader(device.packets().outerHeader())
                .tfcOctets(device.packets().hiding().paddedOctets());
        if (device.packets().queuesWithOwnSa() > 0) {
            parameters.group(session.firstIkeSpi());
        }
        child.resource().ifPresent(parameters::queue);
        return parameters.build();
    }

    private static SaLimits limits(SaLifetime lifetime) {
        return new SaLimits(
                lifetime.softOctets(), lifetime.hardOctets(), lifetime.softPackets(), lifetime.hardPackets());
    }

    private boolean isAh(int inboundSpi) {
        return dataPlane
                .sa(inboundSpi)
                .filter(sa -> sa.path().encapsulation() == Encapsulation.AH)
                .isPresent();
    }

    private OuterPath outerPath(Path path, boolean ah, boolean udpEncapsulation) {
        if (ah) {
            return OuterPath.ah(path.local(), path.remote());
        }
        if (path.carrier() == Carrier.TCP) {
            ports.tcp().ifPresent(tcp -> tcp.use(path));
            return OuterPath.tcp(path.local(), path.remote());
        }
        return udpEncapsulation
                ? OuterPath.udp(path.local(), path.remote())
                : OuterPath.nativeEsp(path.local(), path.remote());
    }

    /**
     * An authentic packet has come from elsewhere: the engine knows whether to follow. On the data plane's event
     * thread.
     */
    void peerMoved(PeerMoved move) {
        tell(move.inboundSpi(), ikeSpi -> new IkeInput.PacketFromElsewhere(ikeSpi, move.inboundSpi(), move.observed()));
    }

    /** A packet came for no Child SA: its sender may have to be told. On the data plane's event thread. */
    void unknownSpi(UnknownSpi packet) {
        InetSocketAddress remote = packet.remote();
        if (packet.encapsulation() == Encapsulation.UDP && remote.getPort() != 0) {
            engine.accept(new IkeInput.UnknownEspSpi(new Path(packet.local(), remote, true), packet.spi()));
        } else if (packet.encapsulation() == Encapsulation.NATIVE) {
            ports.ofAddress(packet.local().getAddress())
                    .map(endpoint ->
                            endpoint.ikePath(new InetSocketAddress(remote.getAddress(), PeerEndpoint.IKE_PORT)))
                    .ifPresent(path -> engine.accept(new IkeInput.UnknownEspSpi(path, packet.spi())));
        }
    }

    /** A Child SA is to be rekeyed, or carries nothing any more. On the data plane's event thread. */
    void saExpiring(SaExpiring event) {
        tell(
                event.inboundSpi(),
                ikeSpi -> new IkeInput.ChildSaLimitReached(ikeSpi, event.inboundSpi(), event.isHard()));
    }

    /** The peer uses a Child SA that replaces another one. On the data plane's event thread. */
    void firstPacket(int inboundSpi) {
        tell(inboundSpi, ikeSpi -> new IkeInput.ChildSaInUse(ikeSpi, inboundSpi));
    }

    private void tell(int inboundSpi, LongFunction<IkeInput> input) {
        keeper.sessionOfChild(inboundSpi).ifPresent(session -> engine.accept(input.apply(session.ikeSpi())));
    }

    private IkeInput.Traffic traffic(long ikeSpi) {
        Instant received = Instant.MIN;
        Instant sent = Instant.MIN;
        Set<Integer> children = keeper.session(ikeSpi)
                .map(session -> session.children().keySet())
                .orElse(Set.of());
        for (int inboundSpi : children) {
            Optional<SaSnapshot> sa = dataPlane.sa(inboundSpi);
            if (sa.isPresent()) {
                received = later(received, sa.get().lastReceived());
                sent = later(sent, sa.get().lastSent());
            }
        }
        return new IkeInput.Traffic(ikeSpi, received, sent);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
