package io.flexike.flexvpn.runtime;

import io.flexike.esp.SaSnapshot;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private final TunnelBoard board;
    private final EventDispatcher dispatcher;
    private final Consumer<IkeInput> engine;
    private final Optional<Consumer<TracedMessage>> messageTrace;
    private final Map<Long, DialledTunnel> byHandle = new HashMap<>();
    private final Map<String, Dialler> diallersByTunnel = new HashMap<>();
    private final Map<Long, DialledTunnel> dialled = new HashMap<>();
    private final Map<Long, Placement> placed = new HashMap<>();
    private final Map<Long, CloseReason> ownDecisions = new HashMap<>();
    private final Map<Long, List<CompletableFuture<Void>>> awaitedEnds = new HashMap<>();
    private final LongAdder refusedDatagrams = new LongAdder();
    private final LongAdder established = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final IkeEventLog log;
    private volatile boolean redials;

    SessionKeeper(
            Sessions sessions,
            TunnelBoard board,
            EventDispatcher dispatcher,
            Consumer<IkeInput> engine,
            GatewayPlan.Options options,
            boolean redials) {
        this.sessions = sessions;
        this.board = board;
        this.dispatcher = dispatcher;
        this.engine = engine;
        this.messageTrace = options.messageTrace();
        this.log = new IkeEventLog(options.redaction());
        this.redials = redials;
    }

    private record DialledTunnel(Dialler dialler, TunnelInterface device) {}

    /** Before the engine starts. */
    void know(long handle, Dialler dialler, TunnelInterface device) {
        byHandle.put(handle, new DialledTunnel(dialler, device));
        diallersByTunnel.put(device.name(), dialler);
    }

    /** From any thread: what is lost from now on stays lost. */
    void stopRedialling() {
        redials = false;
    }

    // What the engine tells

    void initiated(long handle, long ikeSpi) {
        DialledTunnel tunnel = byHandle.get(handle);
        if (tunnel == null) {
            throw new AssertionError("an IKE SA that nobody asked for");
        }
        dialled.put(ikeSpi, tunnel);
    }

    void placed(long ikeSpi, Placement placement) {
        placed.put(ikeSpi, placement);
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
        end(ikeSpi, new CloseReason(CloseReason.Kind.INTERNAL_ERROR, "a Child SA could not be installed: " + why));
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
        } else if (event instanceof IkeEvent.TicketReceived granted) {
            diallerOf(granted.ikeSpi()).ifPresent(dialler -> dialler.keep(granted.ikeSpi(), granted.ticket()));
        } else if (event instanceof IkeEvent.TicketWithdrawn gone) {
            diallersByTunnel.values().forEach(dialler -> dialler.forgetTicket(gone.ikeSpi()));
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
        DialledTunnel own = dialled.get(sa.localSpi());
        Placement placement = own == null ? placed.remove(sa.localSpi()) : new Placement(own.device, false, List.of());
        if (placement == null) {
            throw new AssertionError("an IKE SA without an interface");
        }
        Assignment assignment = Assignments.read(event.configuration());
        Session session = new Session(placement, sessions.newInterfaceName(placement), sa, assignment);
        sessions.add(session);
        if (own != null) {
            session.takeAssignedAddresses();
        }
    }

    private void up(Session session) {
        if (session.isUp() || ownDecisions.containsKey(session.ikeSpi())) {
            return;
        }
        DialledTunnel own = dialled.get(session.ikeSpi());
        if (own != null
                && own.dialler.tunnel().requestsAddress()
                && session.assignment().addresses().isEmpty()) {
            end(session.ikeSpi(), "the peer assigned no address");
            return;
        }
        session.up(true);
        established.increment();
        if (!session.placement().perPeer()) {
            Optional.ofNullable(diallersByTunnel.get(session.device().name())).ifPresent(Dialler::succeeded);
            board.up(session.device().name());
            sessions.allUp()
                    .filter(other -> other != session && other.device() == session.device())
                    .forEach(other -> keepOne(other, session));
        }
        dispatcher.publish(new GatewayEvent.SessionUp(sessions.snapshot(session)));
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
        end(other.ikeSpi(), new CloseReason(CloseReason.Kind.REPLACED, "another session of the same tunnel is there"));
    }

    private static long initiatorSpi(Session session) {
        return session.hasConnected() ? session.sa().localSpi() : session.sa().remoteSpi();
    }

    private Optional<Dialler> diallerOf(long ikeSpi) {
        return Optional.ofNullable(dialled.get(ikeSpi)).map(DialledTunnel::dialler);
    }

    private void redirected(IkeEvent.Redirected redirected) {
        GatewayEvent.Redirected event =
                new GatewayEvent.Redirected(redirected.from().remote(), redirected.to());
        boolean stranger = !dialled.containsKey(redirected.ikeSpi())
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
        if (empty && dialled.containsKey(refused.ikeSpi())) {
            end(refused.ikeSpi(), refused.reason());
            return;
        }
        session.ifPresent(there ->
                dispatcher.publish(new GatewayEvent.ChildRefused(there.device().name(), refused.reason())));
    }

    private void rekeyed(Session session) {
        dispatcher.publish(new GatewayEvent.SessionRekeyed(sessions.snapshot(session)));
    }

    /** Everything that is known of an IKE SA holds for its successor. */
    private void rekeyed(IkeEvent.IkeSaRekeyed event) {
        long old = event.oldIkeSpi();
        long successor = event.ikeSpi();
        rename(dialled, old, successor);
        rename(placed, old, successor);
        rename(ownDecisions, old, successor);
        rename(awaitedEnds, old, successor);
        sessions.find(old).ifPresent(session -> {
            session.rekeyed(event.sa());
            sessions.rekeyed(session, old);
            rekeyed(session);
        });
    }

    private static <T> void rename(Map<Long, T> map, long old, long successor) {
        T value = map.remove(old);
        if (value != null) {
            map.put(successor, value);
        }
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
        end(ikeSpi, new CloseReason(CloseReason.Kind.LOCAL_REQUEST, why));
    }

    private void end(long ikeSpi, CloseReason why) {
        ownDecisions.putIfAbsent(ikeSpi, why);
        engine.accept(new IkeInput.DeleteIkeSa(ikeSpi));
    }

    private void closed(IkeSaSnapshot sa, CloseReason engineReason) {
        CloseReason decision = ownDecisions.remove(sa.localSpi());
        CloseReason reason = decision == null ? engineReason : decision;
        Placement unused = placed.remove(sa.localSpi());
        if (unused != null) {
            unused.release();
        }
        DialledTunnel own = dialled.remove(sa.localSpi());
        Optional<Session> session = sessions.remove(sa.localSpi());
        if (session.isPresent() && session.get().isUp()) {
            down(session.get(), reason);
        } else if (reason.kind() == CloseReason.Kind.REDIRECTED) {
            // nothing has failed: who dialled waits for the gateway that it was sent to
            session.ifPresent(Session::end);
        } else {
            failed.increment();
            session.ifPresent(Session::end);
            if (own != null) {
                connectFailed(own.dialler, reason.toString());
            } else if (!sa.initiator()) {
                dispatcher.publishOfStranger(new GatewayEvent.PeerRefused(
                        sa.remoteIdentity(), sa.path().remote(), reason));
            }
        }
        List<CompletableFuture<Void>> awaited = awaitedEnds.remove(sa.localSpi());
        if (awaited != null) {
            awaited.forEach(end -> dispatcher.deliver(() -> end.complete(null)));
        }
    }

    private void down(Session session, CloseReason reason) {
        SessionSnapshot last = sessions.snapshot(session);
        session.end();
        if (!session.placement().perPeer()) {
            lost(session.device().name(), reason);
        }
        dispatcher.publish(new GatewayEvent.SessionDown(last, reason));
    }

    private void lost(String tunnel, CloseReason reason) {
        if (sessions.allUp().anyMatch(other -> other.device().name().equals(tunnel))) {
            return;
        }
        board.down(tunnel, reason.toString());
        Dialler dialler = diallersByTunnel.get(tunnel);
        if (dialler != null && redials) {
            dialler.dialLater();
            if (reason.kind() == CloseReason.Kind.PEER_CRASHED) {
                // it has just proved that it is there
                dialler.hurry();
            }
        }
    }

    /** A dialler did not bring its tunnel up. From any thread. */
    void connectFailed(Dialler dialler, String reason) {
        String tunnel = dialler.tunnel().name();
        if (board.isUp(tunnel)) {
            return;
        }
        board.down(tunnel, reason);
        dispatcher.publish(new GatewayEvent.ConnectFailed(tunnel, reason));
        if (redials) {
            dialler.dialLater();
        }
    }

    // What others ask

    Optional<Session> session(long ikeSpi) {
        return sessions.find(ikeSpi);
    }

    Optional<Session> sessionOfChild(int inboundSpi) {
        return sessions.ofChild(inboundSpi);
    }

    /**
     * Has a future completed, on the listeners' thread, when that session is gone.
     *
     * @return false if it is not there
     */
    boolean awaitEnd(long ikeSpi, CompletableFuture<Void> end) {
        Optional<Session> session = sessions.find(ikeSpi);
        if (session.isEmpty()) {
            return false;
        }
        awaitedEnds
                .computeIfAbsent(session.get().ikeSpi(), spi -> new ArrayList<>())
                .add(end);
        return true;
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
