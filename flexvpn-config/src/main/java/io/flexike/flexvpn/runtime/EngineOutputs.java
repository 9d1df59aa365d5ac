package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.esp.EspKeys;
import io.flexike.esp.EspSaParameters;
import io.flexike.esp.OuterPath;
import io.flexike.esp.PeerMoved;
import io.flexike.esp.SaExpiring;
import io.flexike.esp.SaSnapshot;
import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.Encapsulation;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.transport.NameLookup;
import io.flexike.ike.transport.OutputHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
    private final Consumer<IkeInput> engine;

    EngineOutputs(
            DataPlane dataPlane,
            OuterPorts ports,
            Recorder recorder,
            Authorizer authorizer,
            SessionKeeper keeper,
            Consumer<IkeInput> engine) {
        this.dataPlane = dataPlane;
        this.ports = ports;
        this.recorder = recorder;
        this.authorizer = authorizer;
        this.keeper = keeper;
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
        } catch (IOException e) {
            // as good as lost on the way: the engine sends again
            LOG.debug("a datagram from {} was not sent: {}", path.local(), e.getMessage());
        }
    }

    @Override
    public void output(IkeOutput output) {
        if (output instanceof IkeOutput.Initiated initiated) {
            keeper.initiated(initiated.handle(), initiated.ikeSpi());
        } else if (output instanceof IkeOutput.InstallChildSa install) {
            install(install.child(), install.sending());
        } else if (output instanceof IkeOutput.StartSending start) {
            dataPlane.installOutbound(start.inboundSpi());
        } else if (output instanceof IkeOutput.StopSending stop) {
            dataPlane.removeOutbound(stop.inboundSpi());
        } else if (output instanceof IkeOutput.MoveChildSa move) {
            dataPlane.move(move.inboundSpi(), outerPath(move.path(), move.udpEncapsulation()));
        } else if (output instanceof IkeOutput.AskTraffic question) {
            engine.accept(new IkeInput.Traffic(question.ikeSpi(), Instant.MIN, Instant.MIN));
        } else if (output instanceof IkeOutput.RemoveChildSa remove) {
            Optional<SaSnapshot> last = dataPlane.remove(remove.inboundSpi());
            keeper.removed(remove.ikeSpi(), remove.inboundSpi(), last);
        } else if (output instanceof IkeOutput.ResolveGateway question) {
            CompletionStage<Void> unused = NameLookup.lookUp(question.name(), question.local())
                    .thenAccept(address -> engine.accept(new IkeInput.GatewayResolved(question.ikeSpi(), address)));
        } else if (output instanceof IkeOutput.AuthorizePeer question) {
            Authorizer.Decision decision = authorizer.decide(question.request());
            decision.placement()
                    .ifPresent(placement -> keeper.placed(question.request().ikeSpi(), placement));
            engine.accept(new IkeInput.Authorize(question.questionId(), decision.answer()));
        } else if (output instanceof IkeOutput.LogKeys keys) {
            recorder.keys(keys.entry());
        } else if (output instanceof IkeOutput.Event event) {
            ports.tcp().ifPresent(tcp -> tcp.happened(event.event()));
            keeper.happened(event.event());
        } else {
            throw new AssertionError("an output without a handler: " + output.getClass());
        }
    }

    private void install(ChildSaParameters child, boolean sending) {
        recorder.keys(child);
        try {
            Session session = keeper.session(child.ikeSpi())
                    .orElseThrow(() -> new IllegalStateException("there is no session for it"));
            EspSaParameters parameters = parameters(child, session.device().deviceName());
            dataPlane.installInbound(parameters);
            if (sending) {
                dataPlane.installOutbound(child.inboundSpi());
            }
            keeper.installed(session, child);
        } catch (RuntimeException e) {
            LOG.error("a Child SA could not be installed", e);
            // before the engine tells that the Child SA is there, so that the session never counts as up
            keeper.installationFailed(child.ikeSpi(), e.toString());
        }
    }

    private EspSaParameters parameters(ChildSaParameters child, String tunnel) {
        ChildSaParameters.Keys keys = child.keys();
        return EspSaParameters.builder()
                .tunnel(tunnel)
                .spis(child.inboundSpi(), child.outboundSpi())
                .cipher(child.suite().cipherSpec())
                .keys(new EspKeys(
                        keys.inboundEncryption(),
                        keys.inboundIntegrity(),
                        keys.outboundEncryption(),
                        keys.outboundIntegrity()))
                .local(Prefixes.toEsp(child.local()))
                .remote(Prefixes.toEsp(child.remote()))
                .path(outerPath(child.path(), child.udpEncapsulation()))
                .build();
    }

    private OuterPath outerPath(Path path, boolean udpEncapsulation) {
        if (path.carrier() == Carrier.TCP) {
            ports.tcp().ifPresent(tcp -> tcp.use(path));
            return OuterPath.tcp(path.local(), path.remote());
        }
        return udpEncapsulation
                ? OuterPath.udp(path.local(), path.remote())
                : OuterPath.nativeEsp(path.local(), path.remote());
    }

    /** Sends to where the last authentic packet came from, where that is allowed. On the data plane's event thread. */
    void peerMoved(PeerMoved move) {
        Optional<Session> session = keeper.sessionOfChild(move.inboundSpi());
        if (session.isEmpty() || !follows(session.get(), move.observed())) {
            return;
        }
        Optional<SaSnapshot> sa = dataPlane.sa(move.inboundSpi());
        if (sa.isEmpty() || sa.get().path().encapsulation() != Encapsulation.UDP) {
            return;
        }
        InetSocketAddress local = sa.get().path().local();
        dataPlane.move(move.inboundSpi(), OuterPath.udp(local, move.observed()));
        session.get().path(session.get().path().withRemote(move.observed()));
    }

    /**
     * RFC 4303 3.3.3: a sequence number must not come twice. Until there is rekeying, the session ends before, and who
     * connects by itself does so again. On the data plane's event thread.
     */
    void saExpiring(SaExpiring event) {
        keeper.sessionOfChild(event.inboundSpi()).ifPresent(session -> {
            LOG.info("a Child SA runs out of sequence numbers; its session is ended");
            engine.accept(new IkeInput.DeleteIkeSa(session.ikeSpi()));
        });
    }

    /**
     * RFC 7296 2.23: the end that is not behind a NAT itself follows a peer that is behind one. Behind NATs both, only
     * to another port of the same address, as the engine does.
     */
    private static boolean follows(Session session, InetSocketAddress observed) {
        IkeSaSnapshot sa = session.sa();
        boolean sameAddress =
                observed.getAddress().equals(session.path().remote().getAddress());
        return sa.peerBehindNat() && (!sa.behindNat() || sameAddress);
    }
}
