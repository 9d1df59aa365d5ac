package io.flexike.flexvpn.runtime;

import io.flexike.esp.SaSnapshot;
import io.flexike.flexvpn.runtime.DialledTunnels.DialledTunnel;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.transport.IkeEventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Makes sessions of what happens to IKE SAs, and tells diallers and listeners. On the engine's thread, if not said
 * otherwise.
 */
final class SessionKeeper {
    /** Two IKE SAs for one tunnel that came up within this time were begun by both sides at once; our own choice. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final DialledTunnels tunnels;
    private final EventDispatcher dispatcher;
    private final InterfaceNumbers numbers;
    private final NetworkExchange networks;
    private final SessionLifetimes lifetimes;
    private final NetworkGuard guard;
    private final Optional<Consumer<TracedMessage>> messageTrace;
    private final Placements placements = new Placements();
    private final Endings endings;
    private final Dismissals dismissals;
    private final LongAdder refusedDatagrams = new LongAdder();
    private final LongAdder established = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final IkeEventLog log;

    SessionKeeper(
            Sessions sessions,
            DialledTunnels tunnels,
            EventDispatcher dispatcher,
            Consumer<IkeInput> engine,
            InterfaceNumbers numbers,
            NetworkExchange networks,
            NetworkGuard guard,
            SessionLifetimes lifetimes,
            GatewayPlan.Options options) {
        this.sessions = sessions;
        this.tunnels = tunnels;
        this.dispatcher = dispatcher;
        this.endings = new Endings(engine, dispatcher);
        this.dismissals = new Dismissals(sessions, tunnels, placements, endings);
        this.numbers = numbers;
        this.networks = networks;
        this.guard = guard;
        this.lifetimes = lifetimes;
        this.messageTrace = options.messageTrace();
        this.log = new IkeEventLog(options.redaction());
    }

    // What the engine tells

    void initiated(long handle, long ikeSpi) {
        if (!tunnels.initiated(handle, ikeSpi)) {
            dismissals.giveUp(ikeSpi);
        }
    }

    void placed(long ikeSpi, Placement placement) {
        placements.put(ikeSpi, placement);
    }

    void installed(Session session, ChildSaParameters child) {
        session.add(child);
        sessions.addChild(session, child.inboundSpi());
    }

    void removed(long ikeSpi, int inboundSpi, Optional<SaSnapshot> last) {
        sessions.removeChild(inboundSpi);
        sessions.find(ikeSpi).ifPresent(session -> session.remove(inboundSpi, last));
    }

    /** Ends a session whose packets could not pass, whatever the peer believes. */
    void installationFailed(long ikeSpi, String why) {
        endings.end(
                ikeSpi, new CloseReason(CloseReason.Kind.INTERNAL_ERROR, "a Child SA could not be installed: " + why));
    }

    void happened(IkeEvent event) {
        log.log(event);
        if (event instanceof IkeEvent.IkeSaEstablished sa) {
            established(sa);
        } else if (event instanceof IkeEvent.ChildSaEstablished child) {
            sessions.find(child.ikeSpi()).ifPresent(session -> {
                session.announce(child.child().inboundSpi());
                up(session);
            });
        } else if (event instanceof IkeEvent.ChildSaRekeyed child) {
            sessions.find(child.ikeSpi()).ifPresent(session -> {
                session.announce(child.child().inboundSpi());
                session.forget(child.oldInboundSpi());
                rekeyed(session);
            });
        } else if (event instanceof IkeEvent.IkeSaRekeyed sa) {
            rekeyed(sa);
        } else if (event instanceof IkeEvent.PathChanged moved) {
            sessions.find(moved.ikeSpi()).ifPresent(session -> {
                session.moved(moved.sa());
                dispatcher.publish(new GatewayEvent.SessionMoved(sessions.snapshot(session)));
            });
        } else if (event instanceof IkeEvent.ConfigurationSet set) {
            sessions.find(set.ikeSpi()).ifPresent(session -> {
                networks.told(
                        session,
                        set.attributes(),
                        () -> dispatcher.publish(
                                new GatewayEvent.NetworksTold(sessions.snapshot(session), session.told())));
            });
        } else if (event instanceof IkeEvent.TicketReceived granted) {
            diallerOf(granted.ikeSpi()).ifPresent(dialler -> dialler.keep(granted.ikeSpi(), granted.ticket()));
        } else if (event instanceof IkeEvent.TicketWithdrawn gone) {
            tunnels.diallers().forEach(dialler -> dialler.forgetTicket(gone.ikeSpi()));
        } else if (event instanceof IkeEvent.Redirected redirected) {
            redirected(redirected);
        } else if (event instanceof IkeEvent.ChildSaRefused refused) {
            childRefused(refused);
        } else if (event instanceof IkeEvent.ChildSaClosed child) {
            childClosed(child);
        } else if (event instanceof IkeEvent.IkeSaClosed closed) {
            closed(closed.sa(), closed.reason());
        } else if (event instanceof IkeEvent.DatagramRefused refused) {
            refusedDatagrams.increment();
            dispatcher.publishOfStranger(
                    new GatewayEvent.DatagramRefused(refused.path().remote(), refused.reason()));
        } else if (event instanceof IkeEvent.MessageTraced traced) {
            TracedMessage message = new TracedMessage(Instant.now(), traced);
            messageTrace.ifPresent(observer -> dispatcher.offer(() -> observer.accept(message)));
        }
    }

    private void established(IkeEvent.IkeSaEstablished event) {
        IkeSaSnapshot sa = event.sa();
        Optional<DialledTunnel> own = tunnels.of(sa.localSpi());
        Placement placement = own.isEmpty()
                ? placements.take(sa.localSpi()).orElse(null)
                : Placement.onTunnel(
                        own.get().device(),
                        SessionTerms.of(own.get().dialler().tunnel(), sa.remoteIdentity(), Optional.empty()),
                        false);
        if (placement == null && endings.isDecided(sa.localSpi())) {
            return;
        }
        if (placement == null) {
            throw new AssertionError("an IKE SA without an interface");
        }
        Assignment assignment = Assignments.read(event.configuration());
        Session session = session(placement, sa, assignment);
        sessions.add(session);
        if (own.isPresent()) {
            session.takeAssignedAddresses();
        }
    }

    private Session session(Placement placement, IkeSaSnapshot sa, Assignment assignment) {
        if (placement.kind() != Placement.Kind.SHARED) {
            return new Session(placement, placement.device().name(), sa, assignment, guard);
        }
        InterfaceNumbers.InterfaceNumber number = numbers.take();
        return new Session(placement.with(number::giveBack), number.interfaceName(), sa, assignment, guard);
    }

    private void up(Session session) {
        if (session.isUp() || endings.isDecided(session.ikeSpi())) {
            return;
        }
        if (diallerOf(session.ikeSpi())
                        .filter(dialler -> dialler.tunnel().requestsAddress())
                        .isPresent()
                && session.assignment().addresses().isEmpty()) {
            end(session.ikeSpi(), "the peer assigned no address");
            return;
        }
        session.up(true);
        session.device().usable(true);
        established.increment();
        lifetimes.watch(session, this::expired);
        networks.tell(session);
        if (session.placement().isOnTunnel()) {
            tunnels.up(session.device().name());
            sessions.upOn(session.device().name())
                    .filter(other -> other != session && other.device() == session.device())
                    .forEach(other -> keepOne(other, session));
        }
        dispatcher.publish(new GatewayEvent.SessionUp(sessions.snapshot(session)));
    }

    private void expired(Session session) {
        end(session.ikeSpi(), "it has reached the age at which it has to end");
    }

    /**
     * A static tunnel has one session. The newer one stays, as the peer may have restarted; but when both sides
     * connected at once, both have to keep the same one: that with the lower initiator's SPI.
     */
    private void keepOne(Session older, Session newer) {
        boolean atOnce = older.hasConnected() != newer.hasConnected()
                && Duration.between(older.sa().since(), newer.sa().since()).compareTo(AT_ONCE) < 0;
        boolean keepOlder = atOnce && Long.compareUnsigned(initiatorSpi(older), initiatorSpi(newer)) < 0;
        Session other = keepOlder ? newer : older;
        // the peer may forget it before we do, so nothing is sent through it from now on
        sessions.stopSending(other);
        endings.end(
                other.ikeSpi(),
                new CloseReason(CloseReason.Kind.REPLACED, "another session of the same tunnel is there"));
    }

    private static long initiatorSpi(Session session) {
        return session.hasConnected() ? session.sa().localSpi() : session.sa().remoteSpi();
    }

    private Optional<Dialler> diallerOf(long ikeSpi) {
        return tunnels.of(ikeSpi).map(DialledTunnel::dialler);
    }

    private void redirected(IkeEvent.Redirected redirected) {
        GatewayEvent.Redirected event =
                new GatewayEvent.Redirected(redirected.from().remote(), redirected.to());
        boolean stranger = tunnels.of(redirected.ikeSpi()).isEmpty()
                && sessions.find(redirected.ikeSpi()).isEmpty();
        if (stranger) {
            dispatcher.publishOfStranger(event);
        } else {
            dispatcher.publish(event);
        }
    }

    private void childRefused(IkeEvent.ChildSaRefused refused) {
        Optional<Session> session = sessions.find(refused.ikeSpi());
        boolean empty = session.isEmpty() || session.get().announced().isEmpty();
        if (empty && tunnels.of(refused.ikeSpi()).isPresent()) {
            endings.end(refused.ikeSpi(), refused.reason());
            return;
        }
        session.ifPresent(there ->
                dispatcher.publish(new GatewayEvent.ChildRefused(there.device().origin(), refused.reason())));
    }

    private void rekeyed(Session session) {
        dispatcher.publish(new GatewayEvent.SessionRekeyed(sessions.snapshot(session)));
    }

    /** Everything that is known of an IKE SA holds for its successor. */
    private void rekeyed(IkeEvent.IkeSaRekeyed event) {
        long old = event.oldIkeSpi();
        long successor = event.ikeSpi();
        tunnels.rekeyed(old, successor);
        placements.rekeyed(old, successor);
        endings.rekeyed(old, successor);
        sessions.find(old).ifPresent(session -> {
            sessions.rekeyed(session, event.sa());
            rekeyed(session);
        });
    }

    private void childClosed(IkeEvent.ChildSaClosed closed) {
        sessions.find(closed.ikeSpi()).ifPresent(session -> {
            boolean last = session.announced().size() <= 1;
            boolean replaced = closed.reason().kind() == CloseReason.Kind.REKEYED;
            if (!last || replaced) {
                session.forget(closed.child().inboundSpi());
            } else if (session.isUp()) {
                // nothing can pass any more: who connects by itself begins anew
                end(closed.ikeSpi(), "its last Child SA is gone: " + closed.reason());
            }
        });
    }

    /** Ends an IKE SA by our own decision, which is told as the reason. */
    private void end(long ikeSpi, String why) {
        endings.end(ikeSpi, new CloseReason(CloseReason.Kind.LOCAL_REQUEST, why));
    }

    private void closed(IkeSaSnapshot sa, CloseReason engineReason) {
        CloseReason reason = endings.reason(sa.localSpi(), engineReason);
        placements.take(sa.localSpi()).ifPresent(Placement::release);
        Optional<DialledTunnel> own = tunnels.closed(sa.localSpi());
        Optional<Session> session = sessions.remove(sa.localSpi());
        session.ifPresent(lifetimes::forget);
        session.ifPresent(networks::forget);
        if (session.isPresent() && session.get().isUp()) {
            down(session.get(), reason);
        } else if (reason.kind() == CloseReason.Kind.REDIRECTED) {
            // nothing has failed: who dialled waits for the gateway that it was sent to
            session.ifPresent(Session::end);
        } else {
            failed.increment();
            session.ifPresent(Session::end);
            if (own.isPresent()) {
                tunnels.connectFailed(own.get().dialler(), reason.toString());
            } else if (!sa.initiator()) {
                dispatcher.publishOfStranger(new GatewayEvent.PeerRefused(
                        sa.remoteIdentity(), sa.path().remote(), reason));
            }
        }
        endings.complete(sa.localSpi());
    }

    private void down(Session session, CloseReason reason) {
        SessionSnapshot last = sessions.snapshot(session);
        session.end();
        TunnelInterface device = session.device();
        device.usable(sessions.upOn(device.name()).anyMatch(other -> other.device() == device));
        if (session.placement().isOnTunnel()) {
            lost(device.name(), reason);
        }
        dispatcher.publish(new GatewayEvent.SessionDown(last, reason));
    }

    private void lost(String tunnel, CloseReason reason) {
        if (sessions.upOn(tunnel).findAny().isEmpty()) {
            tunnels.lost(tunnel, reason);
        }
    }

    // What others ask

    Optional<Session> session(long ikeSpi) {
        return sessions.find(ikeSpi);
    }

    Optional<Session> sessionOfChild(int inboundSpi) {
        return sessions.ofChild(inboundSpi);
    }

    /** What ends because somebody of ours wants it so. */
    Dismissals dismissals() {
        return dismissals;
    }

    /** The configuration says something else of a session, which goes on. */
    void changed(Session session, SessionTerms terms) {
        if (!session.terms().equals(terms)) {
            session.terms(terms);
            networks.tell(session);
            lifetimes.watch(session, this::expired);
        }
    }

    /** After the engine has ended: sessions whose peers did not answer any more. */
    void abandonAll(CloseReason reason) {
        sessions.all().map(Session::sa).toList().forEach(sa -> closed(sa, reason));
    }

    /** Counters by name. From any thread. */
    Map<String, Long> counters() {
        return Map.of("sessions established", established.sum(), "sessions failed", failed.sum());
    }

    /** Datagrams that the engine has refused. From any thread. */
    long refusedDatagrams() {
        return refusedDatagrams.sum();
    }
}
