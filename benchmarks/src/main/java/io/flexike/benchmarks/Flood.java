package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/**
 * A whole process: sessions that live and rekey in one engine, while IKE_SA_INIT requests of spoofed sources come in;
 * and the heap before, during and after.
 */
public final class Flood {
    private static final InetSocketAddress HUB = new InetSocketAddress("192.0.2.2", 500);
    private static final List<AddressSelector> ANY = List.of(AddressSelector.any4());
    private static final KeyExchangeMethod METHOD = KeyExchangeMethod.CURVE25519;
    private static final int REPORTS = 4;
    private static final int BATCH = 100;
    private static final int EXCHANGES = 5_000;

    private final PeerProfile toHub = TwoEngines.initiator(METHOD);
    private final IkeEngine hub = engine(TwoEngines.responder(METHOD));
    private final IkeEngine spokes = engine(toHub);
    private final Queue<IkeOutput> pending = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;
    private long newest;
    private long answers;
    private long childRekeyings;
    private long ikeRekeyings;
    private long newSessions;
    private long floodNanos;

    private Flood() {}

    /**
     * The one way in.
     *
     * @param arguments how many requests, 1,000,000 if not said, and against how many sessions, 1,000 if not said
     */
    public static void main(String[] arguments) {
        int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int sessions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        new Flood().run(requests, sessions);
    }

    private static IkeEngine engine(PeerProfile profile) {
        return new IkeEngine(EngineSettings.of(CryptoProvider.standard(), new SecureRandom(), List.of(profile)));
    }

    private void run(int requests, int sessions) {
        for (int i = 0; i < sessions; i++) {
            connect(i);
            pass(Duration.ofSeconds(1));
        }
        pass(Duration.ofMinutes(2));
        check(sessions);
        System.out.printf("%-34s %,12.1f KiB%n", sessions + " sessions, before:", usedKibibytes());
        StrangerRequests strangers = StrangerRequests.like(TwoEngines.firstRequest(METHOD));
        for (int i = 0; i < requests / BATCH; i++) {
            knock(strangers);
            List<IkeSaSnapshot> alive = spokes.snapshots();
            use(alive.get(i % alive.size()), i);
            if ((i + 1) % (requests / BATCH / REPORTS) == 0) {
                System.out.printf(
                        "%-34s %,12.1f KiB%n",
                        String.format(Locale.ROOT, "after %,d requests:", (i + 1) * BATCH), usedKibibytes());
            }
        }
        pass(Duration.ofMinutes(2));
        pass(Duration.ofMinutes(2));
        check(sessions);
        System.out.printf("%-34s %,12.1f KiB%n", "four minutes later:", usedKibibytes());
        System.out.printf(
                Locale.ROOT,
                "%,d requests at %,.0f ns of CPU time each, %,d answered; meanwhile %,d Child SAs and %,d IKE SAs "
                        + "rekeyed, %,d sessions made and deleted%n",
                requests,
                (double) floodNanos / requests,
                answers,
                childRekeyings / 2,
                ikeRekeyings / 2,
                newSessions);
        System.out.printf(Locale.ROOT, "a full first exchange costs %,.0f ns of CPU time here%n", firstExchangeNanos());
    }

    private void knock(StrangerRequests strangers) {
        long begun = cpuNanos();
        for (int i = 0; i < BATCH; i++) {
            now = now.plusNanos(10_000);
            for (IkeOutput output : hub.step(strangers.next(), now).outputs()) {
                answers += output instanceof IkeOutput.Transmit ? 1 : 0;
            }
        }
        floodNanos += cpuNanos() - begun;
    }

    /** What the responder of an IKE_SA_INIT spends when it accepts. */
    private double firstExchangeNanos() {
        IkeEngine accepting = engine(TwoEngines.responder(METHOD));
        StrangerRequests strangers = StrangerRequests.like(TwoEngines.firstRequest(METHOD));
        long begun = cpuNanos();
        for (int i = 0; i < EXCHANGES; i++) {
            now = now.plusSeconds(1);
            accepting.step(new IkeInput.DeadlineReached(), now);
            accepting.step(strangers.next(), now);
        }
        return (double) (cpuNanos() - begun) / EXCHANGES;
    }

    /** Of this thread; other processes do not disturb it. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** A session shows by turns that it is alive, that it can be rekeyed, and that others can be made. */
    private void use(IkeSaSnapshot sa, int turn) {
        switch (turn % 4) {
            case 0 -> act(false, new IkeInput.CheckLiveness(sa.localSpi()));
            case 1 ->
                act(
                        false,
                        new IkeInput.RekeyChildSa(
                                sa.localSpi(), sa.children().get(0).inboundSpi()));
            case 2 -> act(false, new IkeInput.RekeyIkeSa(sa.localSpi()));
            default -> {
                connect(1_000_000 + turn % 1000);
                newSessions++;
                act(false, new IkeInput.DeleteIkeSa(newest));
            }
        }
        settle();
        pass(Duration.ofMillis(100));
    }

    private void connect(int number) {
        InetSocketAddress from = new InetSocketAddress(StrangerRequests.address(10 << 24 | number), 500);
        Path path = new Path(from, HUB, false);
        act(false, new IkeInput.Initiate(number, toHub, path, path));
        settle();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        act(true, new IkeInput.DeadlineReached());
        act(false, new IkeInput.DeadlineReached());
        settle();
    }

    private void settle() {
        while (!pending.isEmpty()) {
            carryOut(pending.remove());
        }
    }

    private void carryOut(IkeOutput output) {
        if (output instanceof IkeOutput.Transmit transmit) {
            Path path = transmit.path();
            act(!path.local().equals(HUB), new IkeInput.DatagramReceived(path.reversed(), transmit.octets()));
        } else if (output instanceof IkeOutput.AuthorizePeer question) {
            act(true, new IkeInput.Authorize(question.questionId(), new Authorization.Granted(List.of(), ANY, ANY)));
        } else if (output instanceof IkeOutput.Initiated initiated) {
            newest = initiated.ikeSpi();
        } else if (output instanceof IkeOutput.Event event) {
            if (event.event() instanceof IkeEvent.ChildSaRekeyed) {
                childRekeyings++;
            } else if (event.event() instanceof IkeEvent.IkeSaRekeyed) {
                ikeRekeyings++;
            }
        }
    }

    private void act(boolean byHub, IkeInput input) {
        pending.addAll((byHub ? hub : spokes).step(input, now).outputs());
    }

    private void check(int sessions) {
        for (IkeEngine engine : List.of(hub, spokes)) {
            long up = engine.snapshots().stream()
                    .filter(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED
                            && sa.children().size() == 1)
                    .count();
            if (up != sessions || engine.snapshots().size() != sessions) {
                throw new AssertionError(up + " of " + sessions + " sessions are up, among "
                        + engine.snapshots().size());
            }
        }
    }

    /** What is in use after a full collection. */
    private static double usedKibibytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
    }
}
