package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidMajorVersionException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaDetails;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.Resumption;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One IKEv2 endpoint as a deterministic machine (RFC 7296): any number of IKE SAs in both roles. It never blocks,
 * sleeps, logs or reads a clock. Belongs to one thread at a time.
 */
public final class IkeEngine {
    private static final int MAJOR_VERSION = IkeHeader.MAJOR_VERSION;
    private static final CloseReason ASKED =
            new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "the application asked for it");

    private static final CloseReason UNFIT_TICKET = new CloseReason(
            CloseReason.Kind.LOCAL_REQUEST, "the ticket has expired, or the profile is not the one that it belongs to");

    private final IkeSas sas;
    private final EngineContext context;
    private final UnprotectedReplies replies;
    private final Reception reception;
    private final Hints hints;
    private Instant time = Instant.MIN;

    public IkeEngine(EngineSettings settings) {
        sas = new IkeSas(settings);
        context = sas.context();
        replies = new UnprotectedReplies(context);
        reception = new Reception(context, replies, sas);
        hints = new Hints(context, replies, sas);
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
            sas.deadlineReached();
        } else if (input instanceof IkeInput.Authorize answer) {
            context.asker(answer.questionId())
                    .ifPresent(spi -> sas.with(spi, machine -> machine.authorized(answer, time)));
        } else if (input instanceof IkeInput.Answered answer) {
            context.asker(answer.questionId())
                    .ifPresentOrElse(
                            spi -> sas.with(spi, machine -> machine.answered(answer, time)), answer.answer()::discard);
        } else if (input instanceof IkeInput.GatewayResolved resolved) {
            sas.with(resolved.ikeSpi(), machine -> machine.resolved(resolved.address(), time));
        } else if (input instanceof IkeInput.AddressesChanged change) {
            context.localEnds(change.addresses());
            sas.withAll(machine -> machine.duties().addressesChanged());
        } else if (input instanceof IkeInput.Reconnected connection) {
            reconnected(connection.path());
        } else if (input instanceof IkeInput.UnknownEspSpi unknown) {
            guard(unknown.path(), () -> hints.unknownEspSpi(unknown.path(), unknown.spi(), time));
        } else if (input instanceof IkeInput.Initiate initiate) {
            sas.initiate(initiate, machine -> {});
        } else if (input instanceof IkeInput.Resume resume) {
            resume(resume);
        } else if (input instanceof IkeInput.UseProfiles use) {
            context.responders(use.responderProfiles());
        } else if (input instanceof IkeInput.Shutdown shutdown) {
            sas.shutDown(time.plus(shutdown.patience()));
        } else {
            command(input);
        }
        return new StepResult(context.takeOutputs(), sas.deadlines().earliest());
    }

    /** What the application or the data plane says of one IKE SA. */
    private void command(IkeInput input) {
        if (input instanceof IkeInput.DeleteIkeSa delete) {
            sas.command(delete.ikeSpi(), machine -> machine.delete(ASKED, time));
        } else if (input instanceof IkeInput.DeleteChildSa delete) {
            sas.command(delete.ikeSpi(), machine -> machine.duties().deleteChild(delete.inboundSpi(), ASKED));
        } else if (input instanceof IkeInput.CheckLiveness check) {
            sas.command(check.ikeSpi(), machine -> machine.duties().probe());
        } else if (input instanceof IkeInput.SynchronizeMessageIds lost) {
            sas.command(lost.ikeSpi(), machine -> machine.duties().synchronizeCounters(lost.skipped()));
        } else if (input instanceof IkeInput.CreateChildSa create) {
            sas.command(create.ikeSpi(), machine -> machine.duties().create(create));
        } else if (input instanceof IkeInput.SetConfiguration set) {
            sas.command(set.ikeSpi(), machine -> machine.duties().configure(set.attributes()));
        } else if (input instanceof IkeInput.RekeyChildSa rekey) {
            sas.command(rekey.ikeSpi(), machine -> machine.duties().rekeyChild(rekey.inboundSpi()));
        } else if (input instanceof IkeInput.RekeyIkeSa rekey) {
            sas.command(rekey.ikeSpi(), machine -> machine.duties().rekeyIkeSa());
        } else if (input instanceof IkeInput.Reauthenticate again) {
            sas.command(again.ikeSpi(), machine -> machine.duties().authenticateAnew());
        } else if (input instanceof IkeInput.ChildSaLimitReached limit) {
            sas.command(limit.ikeSpi(), machine -> machine.duties().limitReached(limit.inboundSpi(), limit.hard()));
        } else if (input instanceof IkeInput.ChildSaInUse use) {
            sas.command(use.ikeSpi(), machine -> machine.duties().inUse(use.inboundSpi()));
        } else if (input instanceof IkeInput.InstallationFailed failure) {
            sas.command(
                    failure.ikeSpi(),
                    machine -> machine.duties().giveUpChild(failure.inboundSpi(), notInstalled(failure)));
        } else if (input instanceof IkeInput.Traffic traffic) {
            sas.command(traffic.ikeSpi(), machine -> machine.duties().traffic(traffic.received(), traffic.sent()));
        } else if (input instanceof IkeInput.PacketFromElsewhere packet) {
            sas.command(
                    packet.ikeSpi(), machine -> machine.duties().packetFrom(packet.inboundSpi(), packet.observed()));
        } else if (input instanceof IkeInput.Redirect redirect) {
            sas.command(redirect.ikeSpi(), machine -> machine.duties().redirect(redirect.target()));
        } else {
            throw new AssertionError("an input without a handler: " + input.getClass());
        }
    }

    private void reconnected(Path path) {
        sas.withAll(machine -> {
            if (!machine.isClosed() && machine.sa().path().equals(path)) {
                machine.reconnected();
            }
        });
    }

    /** RFC 5723 4.3.1: a ticket that must not be presented leads to a full exchange. */
    private void resume(IkeInput.Resume input) {
        IkeInput.Initiate initiation =
                new IkeInput.Initiate(input.handle(), input.profile(), input.path(), input.natTraversalPath());
        sas.initiate(initiation, machine -> {
            Optional<Resumption> resumption = new Redemption(context).ofInput(input.profile(), input.ticket(), time);
            IkeSa sa = machine.sa();
            resumption.ifPresentOrElse(
                    sa.continuity()::resumption,
                    () -> context.event(new IkeEvent.ResumptionRefused(sa.localSpi(), UNFIT_TICKET)));
        });
    }

    private static CloseReason notInstalled(IkeInput.InstallationFailed failure) {
        return new CloseReason(
                CloseReason.Kind.INTERNAL_ERROR, "the Child SA could not be installed: " + failure.reason());
    }

    /** All IKE SAs that are not closed. */
    public List<IkeSaSnapshot> snapshots() {
        return sas.all()
                .filter(IkeSaMachine::isSession)
                .map(IkeSaMachine::snapshot)
                .toList();
    }

    /**
     * A close look at one IKE SA.
     *
     * @param now for the times in it
     * @return empty if it is closed or there is none
     */
    public Optional<IkeSaDetails> details(long ikeSpi, Instant now) {
        return Optional.ofNullable(sas.find(ikeSpi))
                .filter(IkeSaMachine::isSession)
                .map(machine -> new Inspection(machine, context).details(now));
    }

    /** A close look at all IKE SAs that are not closed. */
    public List<IkeSaDetails> details(Instant now) {
        return sas.all()
                .filter(IkeSaMachine::isSession)
                .map(machine -> new Inspection(machine, context).details(now))
                .toList();
    }

    /** How many IKE SAs there are, and what has become of first requests. */
    public EngineStatistics statistics() {
        return sas.statistics();
    }

    /** How much it remembers. */
    public EngineMemory memory() {
        return new EngineMemory(
                sas.size(),
                sas.deadlines().size(),
                sas.acquaintances().size(),
                reception.entries(),
                sas.census().halfOpen(),
                sas.size() + context.reservedIkeSpis(),
                context.childSpisInUse(),
                context.openQuestions());
    }

    /** Whether an IKE SA is not closed. */
    public boolean hasSessions() {
        return sas.all().anyMatch(machine -> !machine.isClosed());
    }

    /** Entries in the tables about strangers and passing stages; for tests that they are bounded. */
    int transientEntries() {
        return reception.entries() + sas.census().entries() + hints.entries();
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
        if (sas.isShutDown()) {
            context.refused(0, path, "this end shuts down");
            return;
        }
        guard(path, () -> {
            IkeSaMachine machine = reception.receive(path, header, datagram, time);
            if (machine != null) {
                sas.adopt(machine);
            }
        });
    }

    private void receiveKnown(Path path, IkeHeader header, byte[] datagram) {
        long localSpi = header.fromInitiator() ? header.responderSpi() : header.initiatorSpi();
        long remoteSpi = header.fromInitiator() ? header.initiatorSpi() : header.responderSpi();
        IkeSaMachine machine = sas.find(localSpi);
        if (machine == null || machine.sa().initiator() == header.fromInitiator()) {
            context.refused(0, path, "no IKE SA has the SPI " + Long.toHexString(localSpi));
            // RFC 7296 1.5, 2.21.4: only a protected request is answered, or two ends could answer each other for ever.
            if (!header.response() && header.isProtected()) {
                boolean lost = sas.find(header.initiatorSpi()) == null && sas.find(header.responderSpi()) == null;
                replies.answerUnknown(path, header, lost, time);
            }
            return;
        }
        if (machine.sa().remoteSpi() != remoteSpi && machine.sa().remoteSpi() != 0) {
            context.refused(localSpi, path, "the peer's SPI is another one");
            return;
        }
        sas.with(localSpi, found -> found.receive(path, header, datagram, time));
    }

    private void guard(Path path, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            context.refused(0, path, IkeSas.broken(e).explanation());
        }
    }
}
