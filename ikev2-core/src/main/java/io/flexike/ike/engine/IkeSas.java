package io.flexike.ike.engine;

import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All IKE SAs of one engine, by our SPIs: how they come, act one at a time, and go. */
final class IkeSas implements Siblings {
    private static final CloseReason SHUT_DOWN = new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "this end shuts down");

    private final EngineContext context;
    private final Map<Long, Member> members = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Acquaintances acquaintances = new Acquaintances();
    private final AddressBook addresses = new AddressBook();
    private final Visitors visitors;
    private final Census census;
    private boolean shutDown;

    IkeSas(EngineSettings settings) {
        context = new EngineContext(settings, acquaintances, this);
        visitors = new Visitors(settings.limits().halfOpenTimeout());
        census = new Census(settings.limits(), members.keySet());
    }

    EngineContext context() {
        return context;
    }

    /** Those that are established, by the addresses of their peers. */
    AddressBook addresses() {
        return addresses;
    }

    /** Whose first requests have made them. */
    Visitors visitors() {
        return visitors;
    }

    /** How many there are in which stage. */
    Census census() {
        return census;
    }

    Acquaintances acquaintances() {
        return acquaintances;
    }

    /** What there is, and what has happened so far. */
    EngineStatistics statistics() {
        int[] negotiating = new int[2];
        int[] active = new int[2];
        all().filter(IkeSaMachine::isSession).forEach(machine -> {
            int role = machine.sa().authenticatedAsInitiator() ? 1 : 0;
            if (machine.isEstablished()) {
                active[role]++;
            } else if (!machine.isUp()) {
                negotiating[role]++;
            }
        });
        return new EngineStatistics(
                negotiating[0],
                negotiating[1],
                active[0],
                active[1],
                context.tally().counters());
    }

    Deadlines deadlines() {
        return deadlines;
    }

    @Nullable
    IkeSaMachine find(long localSpi) {
        Member member = members.get(localSpi);
        return member == null ? null : member.machine();
    }

    /** Including those that are closed and linger. */
    Stream<IkeSaMachine> all() {
        return members.values().stream().map(Member::machine);
    }

    int size() {
        return members.size();
    }

    // Acting

    /** Lets one of them act; an error of ours ends that one only. */
    @Override
    public void with(long localSpi, Consumer<IkeSaMachine> action) {
        Member member = members.get(localSpi);
        if (member == null) {
            return;
        }
        IkeSaMachine machine = member.machine();
        try {
            action.accept(machine);
        } catch (RuntimeException | Error e) {
            machine.close(broken(e), context.now());
        }
        touch(member);
    }

    /** What an application or a data plane says of an IKE SA holds for the one that has taken its place. */
    void command(long localSpi, Consumer<IkeSaMachine> action) {
        IkeSaMachine machine = find(localSpi);
        while (machine != null && machine.succession().heir().isPresent()) {
            machine = machine.succession().heir().get();
        }
        if (machine != null) {
            with(machine.sa().localSpi(), action);
        }
    }

    /** Lets each of them act. */
    void withAll(Consumer<IkeSaMachine> action) {
        List.copyOf(members.keySet()).forEach(spi -> with(spi, action));
    }

    /** Lets those act whose time has come. */
    void deadlineReached() {
        Instant now = context.now();
        deadlines.due(now).forEach(spi -> with(spi, machine -> machine.deadlineReached(now)));
    }

    /** Ends all that there are, and lets none begin. */
    void shutDown(Instant limit) {
        shutDown = true;
        withAll(machine -> {
            machine.delete(SHUT_DOWN, context.now());
            machine.closeBy(limit);
        });
    }

    static CloseReason broken(Throwable bug) {
        StackTraceElement[] trace = bug.getStackTrace();
        return new CloseReason(
                CloseReason.Kind.INTERNAL_ERROR,
                "an error of this implementation: " + bug + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    // Coming and going

    /** Begins one that the application asks for. */
    void initiate(IkeInput.Initiate input, Consumer<IkeSaMachine> preparation) {
        begin(input, census.objectionToInitiation(), preparation);
    }

    private void begin(IkeInput.Initiate input, @Nullable CloseReason objection, Consumer<IkeSaMachine> preparation) {
        EngineSettings settings = context.settings();
        long spi = context.newIkeSpi();
        Path path = CarrierChoice.first(settings.options().tcp(), input.path(), input.tcpPath());
        IkeSa sa = new IkeSa(spi, true, path, context.now(), settings.crypto(), settings.random(), context);
        sa.peer().profile(input.profile());
        sa.peer().handle(input.handle());
        sa.natTraversalPath(input.natTraversalPath());
        sa.peer().tcpPath(input.tcpPath());
        context.output(new IkeOutput.Initiated(input.handle(), spi));
        CloseReason reason = shutDown ? SHUT_DOWN : objection;
        context.tally().outgoing(reason == null);
        if (reason != null) {
            context.releaseIkeSpi(spi);
            context.event(new IkeEvent.IkeSaClosed(sa.snapshot(IkeSaSnapshot.Phase.CLOSED), reason));
            return;
        }
        IkeSaMachine machine = IkeSaMachine.initiate(context, sa, input.natTraversalPath(), context.now());
        preparation.accept(machine);
        take(machine);
        acquaintances.expecting(sa);
        with(spi, started -> started.begin(context.now()));
    }

    @Override
    public void adopt(IkeSaMachine machine) {
        touch(take(machine));
    }

    private Member take(IkeSaMachine machine) {
        long spi = machine.sa().localSpi();
        Member member = new Member(machine);
        members.put(spi, member);
        context.releaseIkeSpi(spi);
        return member;
    }

    @Override
    public boolean isEstablished(long ikeSpi) {
        Member member = members.get(ikeSpi);
        return member != null && member.machine().isEstablished();
    }

    @Override
    public boolean contains(long ikeSpi) {
        return members.containsKey(ikeSpi);
    }

    private void touch(Member member) {
        IkeSaMachine machine = member.machine();
        long spi = machine.sa().localSpi();
        boolean changed = census.count(member);
        if (changed && machine.isClosed()) {
            acquaintances.forget(machine.sa());
            addresses.forget(member);
        } else if (changed && machine.isEstablished()) {
            acquaintances.proven(machine.sa());
        }
        if (machine.isEstablished()) {
            addresses.note(member);
            acquaintances.noteWaiting(machine.sa());
        }
        if (machine.isFinished(context.now())) {
            members.remove(spi);
            deadlines.set(member.deadline(), Instant.MAX);
            visitors.forget(spi);
            census.forget(machine);
        } else {
            deadlines.set(member.deadline(), machine.deadline());
        }
    }

    // In place of others

    @Override
    public void divert(IkeSa old, Path path, Path natTraversalPath, Consumer<IkeSaMachine> preparation) {
        begin(
                new IkeInput.Initiate(old.peer().handle(), old.requiredProfile(), path, natTraversalPath),
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
                            sa.peer().handle(),
                            sa.peer().profileForReauthentication(),
                            sa.path(),
                            sa.path().natTraversal() ? sa.path() : sa.natTraversalPath(),
                            sa.peer().tcpPath()),
                    null,
                    machine -> {
                        sameGateway(sa, machine.sa());
                        machine.succession().replaces(sa.localSpi(), Succession.REAUTHENTICATED);
                    });
        }
    }

    @Override
    public void fallBack(IkeSaMachine old, Path tcp) {
        IkeSa sa = old.sa();
        begin(
                new IkeInput.Initiate(
                        sa.peer().handle(),
                        sa.requiredProfile(),
                        tcp,
                        sa.natTraversalPath(),
                        sa.peer().tcpPath()),
                null,
                machine -> {
                    sameGateway(sa, machine.sa());
                    old.succession().goesOnIn(machine, context.now());
                });
    }

    /** RFC 5685 3: the same entries hold for the peer, and it is told once more who has sent us. */
    private static void sameGateway(IkeSa old, IkeSa next) {
        old.peer().redirects().ifPresent(next.peer()::redirects);
    }
}
