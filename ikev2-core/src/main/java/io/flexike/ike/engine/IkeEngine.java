package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidMajorVersionException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.Resumption;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One IKEv2 endpoint as a deterministic machine (RFC 7296): any number of IKE SAs in both roles. It never blocks,
 * sleeps, logs or reads a clock. Belongs to one thread at a time.
 */
public final class IkeEngine {
    private static final int MAJOR_VERSION = IkeHeader.MAJOR_VERSION;
    private static final CloseReason ASKED =
            new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "the application asked for it");

    private static final CloseReason SHUT_DOWN = new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "this end shuts down");

    private static final CloseReason UNFIT_TICKET = new CloseReason(
            CloseReason.Kind.LOCAL_REQUEST, "the ticket has expired, or the profile is not the one that it belongs to");

    private final EngineContext context;
    private final UnprotectedReplies replies;
    private final Reception reception;
    private final Map<Long, IkeSaMachine> machines = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Acquaintances acquaintances = new Acquaintances();
    private final AddressBook addresses = new AddressBook();
    private final Census census;
    private final Hints hints;
    private Instant time = Instant.MIN;
    private boolean shutDown;

    public IkeEngine(EngineSettings settings) {
        context = new EngineContext(settings, acquaintances, new Family());
        replies = new UnprotectedReplies(context);
        census = new Census(settings.limits(), machines.keySet());
        reception = new Reception(context, replies, census, addresses);
        hints = new Hints(context, replies, addresses, new Hints.IkeSas() {
            @Override
            public @Nullable IkeSaMachine find(long localSpi) {
                return machines.get(localSpi);
            }

            @Override
            public void with(long localSpi, Consumer<IkeSaMachine> action) {
                IkeEngine.this.with(localSpi, action);
            }
        });
    }

    /** Takes one input and tells what is to be done. Time that goes back counts as standing still. */
    public StepResult step(IkeInput input, Instant now) {
        if (now.isAfter(time)) {
            time = now;
        }
        reception.age(time);
        context.now(time);
        if (input instanceof IkeInput.DatagramReceived datagram) {
            receive(datagram.path(), datagram.octets());
        } else if (input instanceof IkeInput.DeadlineReached) {
            deadlines.due(time).forEach(spi -> with(spi, machine -> machine.deadlineReached(time)));
        } else if (input instanceof IkeInput.Initiate initiate) {
            initiate(initiate);
        } else if (input instanceof IkeInput.Resume resume) {
            resume(resume);
        } else if (input instanceof IkeInput.Authorize answer) {
            context.answered(answer.questionId())
                    .ifPresent(spi -> with(spi, machine -> machine.authorized(answer.authorization(), time)));
        } else if (input instanceof IkeInput.DeleteIkeSa delete) {
            command(delete.ikeSpi(), machine -> machine.delete(ASKED, time));
        } else if (input instanceof IkeInput.DeleteChildSa delete) {
            command(delete.ikeSpi(), machine -> machine.duties().deleteChild(delete.inboundSpi(), ASKED));
        } else if (input instanceof IkeInput.CheckLiveness check) {
            command(check.ikeSpi(), machine -> machine.duties().probe());
        } else if (input instanceof IkeInput.SynchronizeMessageIds lost) {
            command(lost.ikeSpi(), machine -> machine.synchronizeCounters(lost.skipped(), time));
        } else if (input instanceof IkeInput.CreateChildSa create) {
            command(create.ikeSpi(), machine -> machine.duties().create(create));
        } else if (input instanceof IkeInput.RekeyChildSa rekey) {
            command(rekey.ikeSpi(), machine -> machine.duties().rekeyChild(rekey.inboundSpi()));
        } else if (input instanceof IkeInput.RekeyIkeSa rekey) {
            command(rekey.ikeSpi(), machine -> machine.duties().rekeyIkeSa());
        } else if (input instanceof IkeInput.Reauthenticate again) {
            command(again.ikeSpi(), machine -> machine.duties().authenticateAnew());
        } else if (input instanceof IkeInput.ChildSaLimitReached limit) {
            command(limit.ikeSpi(), machine -> machine.duties().limitReached(limit.inboundSpi(), limit.hard()));
        } else if (input instanceof IkeInput.ChildSaInUse use) {
            command(use.ikeSpi(), machine -> machine.duties().inUse(use.inboundSpi()));
        } else if (input instanceof IkeInput.InstallationFailed failure) {
            command(
                    failure.ikeSpi(),
                    machine -> machine.duties().giveUpChild(failure.inboundSpi(), notInstalled(failure)));
        } else if (input instanceof IkeInput.Traffic traffic) {
            command(traffic.ikeSpi(), machine -> machine.duties().traffic(traffic.received(), traffic.sent()));
        } else if (input instanceof IkeInput.PacketFromElsewhere packet) {
            command(packet.ikeSpi(), machine -> machine.packetFrom(packet.inboundSpi(), packet.observed()));
        } else if (input instanceof IkeInput.AddressesChanged change) {
            context.localEnds(change.addresses());
            List.copyOf(machines.keySet()).forEach(spi -> with(spi, IkeSaMachine::addressesChanged));
        } else if (input instanceof IkeInput.Reconnected connection) {
            List.copyOf(machines.values()).stream()
                    .filter(machine ->
                            !machine.isClosed() && machine.sa().path().equals(connection.path()))
                    .forEach(machine -> with(machine.sa().localSpi(), IkeSaMachine::reconnected));
        } else if (input instanceof IkeInput.UnknownEspSpi unknown) {
            guard(unknown.path(), () -> hints.unknownEspSpi(unknown.path(), unknown.spi(), time));
        } else if (input instanceof IkeInput.Redirect redirect) {
            command(redirect.ikeSpi(), machine -> machine.duties().redirect(redirect.target()));
        } else if (input instanceof IkeInput.GatewayResolved resolved) {
            with(resolved.ikeSpi(), machine -> machine.resolved(resolved.address(), time));
        } else if (input instanceof IkeInput.Shutdown shutdown) {
            shutDown = true;
            Instant limit = time.plus(shutdown.patience());
            List.copyOf(machines.keySet())
                    .forEach(spi -> with(spi, machine -> {
                        machine.delete(SHUT_DOWN, time);
                        machine.closeBy(limit);
                    }));
        } else {
            throw new AssertionError("an input without a handler: " + input.getClass());
        }
        return result();
    }

    private StepResult result() {
        return new StepResult(context.takeOutputs(), deadlines.earliest());
    }

    private static CloseReason notInstalled(IkeInput.InstallationFailed failure) {
        return new CloseReason(
                CloseReason.Kind.INTERNAL_ERROR, "the Child SA could not be installed: " + failure.reason());
    }

    /** All IKE SAs that are not closed. */
    public List<IkeSaSnapshot> snapshots() {
        return machines.values().stream()
                .filter(IkeSaMachine::isSession)
                .map(IkeSaMachine::snapshot)
                .toList();
    }

    /** How much it remembers. */
    public EngineMemory memory() {
        return new EngineMemory(
                machines.size(),
                deadlines.size(),
                acquaintances.size(),
                reception.entries(),
                census.halfOpen(),
                context.ikeSpisInUse(),
                context.childSpisInUse(),
                context.openQuestions());
    }

    /** Whether an IKE SA is not closed. */
    public boolean hasSessions() {
        return machines.values().stream().anyMatch(machine -> !machine.isClosed());
    }

    /** Entries in the tables about strangers and passing stages; for tests that they are bounded. */
    int transientEntries() {
        return reception.entries() + census.entries() + hints.entries();
    }

    private void receive(Path path, byte[] datagram) {
        ByteBuffer octets = ByteBuffer.wrap(datagram);
        IkeHeader header;
        try {
            header = IkeHeader.decode(octets);
        } catch (InvalidMajorVersionException e) {
            refuseVersion(path, octets, e);
            return;
        } catch (IkeProtocolException e) {
            context.refused(0, path, String.valueOf(e.getMessage()));
            return;
        }
        if (Hints.concerns(header)) {
            guard(path, () -> hints.receive(path, header, datagram, time));
        } else if (header.fromInitiator() && header.responderSpi() == 0) {
            receiveFirst(path, header, datagram);
        } else {
            receiveKnown(path, header, datagram);
        }
    }

    /** RFC 7296 2.5: a request of a higher major version is answered, a lower one is not ours. */
    private void refuseVersion(Path path, ByteBuffer datagram, InvalidMajorVersionException refusal) {
        context.refused(0, path, String.valueOf(refusal.getMessage()));
        try {
            IkeHeader header = IkeHeader.peek(datagram);
            if (header.majorVersion() > MAJOR_VERSION && !header.response()) {
                replies.answerLimited(path, header, NotifyPayload.of(refusal), time);
            }
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("a header that was read once", e);
        }
    }

    private void receiveFirst(Path path, IkeHeader header, byte[] datagram) {
        if (header.response() || !header.exchange().isFirst() || header.messageId() != 0) {
            context.refused(
                    0, path, "only an IKE_SA_INIT or IKE_SESSION_RESUME request comes without a responder's SPI");
            return;
        }
        @Nullable IkeSaMachine known = reception.known(path, header, datagram);
        if (known != null) {
            known.repeatInitResponse(path, datagram);
            return;
        }
        if (shutDown) {
            context.refused(0, path, "this end shuts down");
            return;
        }
        guard(path, () -> {
            IkeSaMachine machine = reception.receive(path, header, datagram, time);
            if (machine != null) {
                machines.put(machine.sa().localSpi(), machine);
                touch(machine);
            }
        });
    }

    private void receiveKnown(Path path, IkeHeader header, byte[] datagram) {
        long localSpi = header.fromInitiator() ? header.responderSpi() : header.initiatorSpi();
        long remoteSpi = header.fromInitiator() ? header.initiatorSpi() : header.responderSpi();
        IkeSaMachine machine = machines.get(localSpi);
        if (machine == null || machine.sa().initiator() == header.fromInitiator()) {
            context.refused(0, path, "no IKE SA has the SPI " + Long.toHexString(localSpi));
            // RFC 7296 1.5, 2.21.4: only a protected request is answered, or two ends could answer each other for ever.
            if (!header.response() && header.isProtected()) {
                boolean lost =
                        !machines.containsKey(header.initiatorSpi()) && !machines.containsKey(header.responderSpi());
                replies.answerUnknown(path, header, lost, time);
            }
            return;
        }
        if (machine.sa().remoteSpi() != remoteSpi && machine.sa().remoteSpi() != 0) {
            context.refused(localSpi, path, "the peer's SPI is another one");
            return;
        }
        with(localSpi, found -> found.receive(path, header, datagram, time));
    }

    private void initiate(IkeInput.Initiate input) {
        begin(input, census.objectionToInitiation(), machine -> {});
    }

    /** RFC 5723 4.3.1: a ticket that must not be presented leads to a full exchange. */
    private void resume(IkeInput.Resume input) {
        IkeInput.Initiate initiation =
                new IkeInput.Initiate(input.handle(), input.profile(), input.path(), input.natTraversalPath());
        begin(initiation, census.objectionToInitiation(), machine -> {
            Optional<Resumption> resumption = new Redemption(context).ofInput(input.profile(), input.ticket(), time);
            IkeSa sa = machine.sa();
            resumption.ifPresentOrElse(
                    sa.continuity()::resumption,
                    () -> context.event(new IkeEvent.ResumptionRefused(sa.localSpi(), UNFIT_TICKET)));
        });
    }

    private void begin(IkeInput.Initiate input, @Nullable CloseReason objection, Consumer<IkeSaMachine> preparation) {
        long spi = context.newIkeSpi();
        PeerProfile profile = input.profile();
        IkeSa sa = new IkeSa(
                spi,
                true,
                CarrierChoice.first(context.settings().options().tcp(), input.path(), input.tcpPath()),
                time,
                context.settings().crypto(),
                context.settings().random(),
                context);
        sa.profile(profile);
        sa.handle(input.handle());
        sa.natTraversalPath(input.natTraversalPath());
        sa.tcpPath(input.tcpPath());
        context.output(new IkeOutput.Initiated(input.handle(), spi));
        CloseReason reason = shutDown ? SHUT_DOWN : objection;
        if (reason != null) {
            context.event(new IkeEvent.IkeSaClosed(sa.snapshot(IkeSaSnapshot.Phase.CLOSED), reason));
            return;
        }
        IkeSaMachine machine = IkeSaMachine.initiate(context, sa, input.natTraversalPath(), time);
        preparation.accept(machine);
        machines.put(spi, machine);
        acquaintances.expecting(sa);
        with(spi, started -> started.begin(time));
    }

    /** What an application or a data plane says of an IKE SA holds for the one that has taken its place. */
    private void command(long ikeSpi, Consumer<IkeSaMachine> action) {
        IkeSaMachine machine = machines.get(ikeSpi);
        while (machine != null && machine.succession().heir().isPresent()) {
            machine = machine.succession().heir().get();
        }
        if (machine != null) {
            with(machine.sa().localSpi(), action);
        }
    }

    /** What one IKE SA may do to others. */
    private final class Family implements Siblings {
        @Override
        public void adopt(IkeSaMachine machine) {
            machines.put(machine.sa().localSpi(), machine);
            touch(machine);
        }

        @Override
        public void with(long ikeSpi, Consumer<IkeSaMachine> action) {
            IkeEngine.this.with(ikeSpi, action);
        }

        @Override
        public void divert(IkeSa old, Path path, Path natTraversalPath, Consumer<IkeSaMachine> preparation) {
            begin(
                    new IkeInput.Initiate(old.handle(), old.requiredProfile(), path, natTraversalPath),
                    null,
                    preparation);
        }

        @Override
        public boolean isShutDown() {
            return shutDown;
        }

        @Override
        public void reauthenticate(IkeSaMachine old) {
            if (!shutDown && old.succession().beginReauthentication()) {
                IkeSa sa = old.sa();
                // No limit is in the way: the old IKE SA goes as soon as the new one is up.
                begin(
                        new IkeInput.Initiate(
                                sa.handle(),
                                sa.profileForReauthentication(),
                                sa.path(),
                                sa.path().natTraversal() ? sa.path() : sa.natTraversalPath(),
                                sa.tcpPath()),
                        null,
                        machine -> machine.succession().replaces(sa.localSpi(), Succession.REAUTHENTICATED));
            }
        }

        @Override
        public void fallBack(IkeSaMachine old, Path tcp) {
            IkeSa sa = old.sa();
            begin(
                    new IkeInput.Initiate(sa.handle(), sa.requiredProfile(), tcp, sa.natTraversalPath(), sa.tcpPath()),
                    null,
                    machine -> old.succession().goesOnIn(machine, time));
        }
    }

    /** Lets one IKE SA act; an error of ours ends that IKE SA only. */
    private void with(long ikeSpi, Consumer<IkeSaMachine> action) {
        IkeSaMachine machine = machines.get(ikeSpi);
        if (machine == null) {
            return;
        }
        try {
            action.accept(machine);
        } catch (RuntimeException | AssertionError e) {
            machine.close(broken(e), time);
        }
        touch(machine);
    }

    private void guard(Path path, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | AssertionError e) {
            context.refused(0, path, broken(e).explanation());
        }
    }

    private static CloseReason broken(Throwable bug) {
        StackTraceElement[] trace = bug.getStackTrace();
        return new CloseReason(
                CloseReason.Kind.INTERNAL_ERROR,
                "an error of this implementation: " + bug + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    private void touch(IkeSaMachine machine) {
        long spi = machine.sa().localSpi();
        census.count(machine);
        if (machine.isClosed()) {
            acquaintances.forget(machine.sa());
            addresses.forget(machine.sa());
        } else if (machine.isEstablished()) {
            acquaintances.proven(machine.sa());
            addresses.note(machine.sa());
        }
        if (machine.isFinished(time)) {
            machines.remove(spi);
            context.releaseIkeSpi(spi);
            deadlines.set(spi, Instant.MAX);
            reception.forget(machine);
            census.forget(machine);
        } else {
            deadlines.set(spi, machine.deadline());
        }
    }
}
