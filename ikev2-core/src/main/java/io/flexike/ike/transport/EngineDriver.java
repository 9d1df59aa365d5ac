package io.flexike.ike.transport;

import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.engine.StepResult;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.trace.LogText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one engine on a thread of its own with the real clock. Thread-safe. The thread is made and started by the thread
 * that calls {@link #start}, so it stays in that one's network namespace; it is a daemon.
 */
public final class EngineDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineDriver.class);

    /** After a fault the engine's own deadline is not to be trusted, so it is asked again after this. */
    private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

    /** How long a close waits for the thread beyond the patience of its settings. */
    private static final Duration CLOSE_MARGIN = Duration.ofSeconds(2);

    /** So that the engine's own end of the patience comes first and takes out what is still installed. */
    private static final Duration LAST_STEP_MARGIN = Duration.ofMillis(200);

    /** Between two deadlines, so that an engine that asks for one in the past cannot keep everything else out. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private static final Duration FOREVER = Duration.ofDays(1);

    private final IkeEngine engine;
    private final OutputHandler handler;
    private final DriverSettings settings;
    private final InstantSource clock;
    private final InputQueue queue;
    private final Thread thread;
    private final LongAdder datagrams = new LongAdder();
    private final LongAdder commands = new LongAdder();
    private final LongAdder deadlines = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private volatile boolean stopping;
    // Only the driver's thread touches what follows.
    private Optional<Instant> deadline = Optional.empty();
    private Optional<Instant> lastCall = Optional.empty();

    private EngineDriver(IkeEngine engine, OutputHandler handler, DriverSettings settings, InstantSource clock) {
        this.engine = engine;
        this.handler = handler;
        this.settings = settings;
        this.clock = clock;
        this.queue = new InputQueue(settings.datagramCapacity());
        this.thread = new Thread(this::run, settings.threadName());
        this.thread.setDaemon(true);
    }

    /** Starts to drive an engine, which from now on belongs to the driver. */
    public static EngineDriver start(IkeEngine engine, OutputHandler handler, DriverSettings settings) {
        EngineDriver driver = new EngineDriver(engine, handler, settings, new MonotonicClock());
        driver.thread.start();
        return driver;
    }

    /**
     * Takes a datagram without its non-ESP marker; may be called from any thread.
     *
     * @param octets not to be changed any more
     * @return whether it was taken; not when the queue is full or the driver closed, which is counted
     */
    public boolean received(Path path, byte[] octets) {
        return queue.offerDatagram(new IkeInput.DatagramReceived(path, octets));
    }

    /**
     * Gives the engine an input; never dropped while the driver is open.
     *
     * @return false if the driver is closed
     */
    public boolean command(IkeInput input) {
        boolean taken = queue.offer(new InputQueue.Work.Input(input));
        if (!taken) {
            discard(input);
        }
        return taken;
    }

    /**
     * Asks the engine something between two steps.
     *
     * @return completes on the driver's thread; fails with {@link IllegalStateException} if the driver is closed
     */
    public <T> CompletableFuture<T> ask(Function<? super IkeEngine, ? extends T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable refusal = () -> answer.completeExceptionally(new IllegalStateException("the driver is closed"));
        boolean taken = queue.offer(new InputQueue.Work.Question(
                asked -> {
                    try {
                        answer.complete(question.apply(asked));
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                },
                refusal));
        if (!taken) {
            refusal.run();
        }
        return answer;
    }

    /** All IKE SAs that are not closed; as {@link #ask}. */
    public CompletableFuture<List<IkeSaSnapshot>> snapshots() {
        return ask(IkeEngine::snapshots);
    }

    /** What it has done so far. */
    public DriverCounters counters() {
        return new DriverCounters(datagrams.sum(), queue.dropped(), commands.sum(), deadlines.sum(), faults.sum());
    }

    /**
     * Has all IKE SAs deleted, waits at most the patience of the settings for the peers' answers, and ends the thread.
     * Later calls wait as well. On the driver's own thread it only begins the end. An interrupt ends the waiting, not
     * the shutdown.
     */
    @Override
    public void close() {
        stopping = true;
        command(new IkeInput.Shutdown(settings.patience()));
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(settings.patience().plus(CLOSE_MARGIN).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            while (!isDone()) {
                guardedTurn();
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", settings.threadName());
        } finally {
            queue.close().forEach(EngineDriver::refuse);
        }
    }

    private static void refuse(InputQueue.Work work) {
        if (work instanceof InputQueue.Work.Question question) {
            question.refusal().run();
        } else if (work instanceof InputQueue.Work.Input input) {
            discard(input.input());
        }
    }

    /** The keys in an answer that the engine does not get are destroyed. */
    private static void discard(IkeInput input) {
        if (input instanceof IkeInput.Answered answered) {
            answered.answer().discard();
        }
    }

    private boolean isDone() {
        if (lastCall.isEmpty()) {
            return false;
        }
        return !clock.instant().isBefore(lastCall.get()) || hasNoSessions();
    }

    private boolean hasNoSessions() {
        try {
            return !engine.hasSessions();
        } catch (RuntimeException | Error e) {
            fault("the engine failed to tell of its sessions", e);
            return true;
        }
    }

    private void guardedTurn() throws InterruptedException {
        try {
            turn();
        } catch (RuntimeException | Error e) {
            fault("a question to the engine failed", e);
        }
    }

    /** One deadline, command or datagram; deadlines first, so that a flood cannot hold them up. */
    private void turn() throws InterruptedException {
        Instant now = clock.instant();
        if (deadline.isPresent() && !deadline.get().isAfter(now)) {
            deadlines.increment();
            step(new IkeInput.DeadlineReached());
            Instant soonest = now.plus(SHORTEST_WAIT);
            deadline = deadline.map(next -> next.isBefore(soonest) ? soonest : next);
            return;
        }
        InputQueue.Work work = queue.poll(waitFrom(now));
        if (work instanceof InputQueue.Work.Question question) {
            question.question().accept(engine);
        } else if (work instanceof InputQueue.Work.Input input) {
            (input.input() instanceof IkeInput.DatagramReceived ? datagrams : commands).increment();
            step(input.input());
            if (input.input() instanceof IkeInput.Shutdown shutdown && stopping && lastCall.isEmpty()) {
                lastCall = Optional.of(clock.instant().plus(shutdown.patience()).plus(LAST_STEP_MARGIN));
            }
        }
    }

    private Duration waitFrom(Instant now) {
        Duration untilDeadline =
                deadline.map(instant -> Duration.between(now, instant)).orElse(FOREVER);
        Duration untilEnd =
                lastCall.map(instant -> Duration.between(now, instant)).orElse(FOREVER);
        return untilDeadline.compareTo(untilEnd) < 0 ? untilDeadline : untilEnd;
    }

    private void step(IkeInput input) {
        try {
            StepResult result = engine.step(input, clock.instant());
            deadline = result.nextDeadline();
            result.outputs().forEach(this::carryOut);
        } catch (RuntimeException | Error e) {
            fault("the engine failed on " + input.getClass().getSimpleName(), e);
            deadline = Optional.of(clock.instant().plus(PAUSE_AFTER_FAULT));
        }
    }

    private void carryOut(IkeOutput output) {
        try {
            if (output instanceof IkeOutput.Transmit transmit) {
                handler.transmit(transmit.path(), transmit.octets());
            } else if (output instanceof IkeOutput.Keepalive keepalive) {
                handler.keepalive(keepalive.path());
            } else {
                handler.output(output);
            }
        } catch (RuntimeException | Error e) {
            fault("the handler failed on " + output.getClass().getSimpleName(), e);
        }
    }

    /** The message of the cause is not logged as it is, since it may quote what a peer sent. */
    private void fault(String what, Throwable cause) {
        faults.increment();
        try {
            LOG.error("{}: {}: {}", settings.threadName(), what, LogText.escaped(cause.toString()), new Fault(cause));
        } catch (OutOfMemoryError e) {
            // it was counted; there is no memory to say more
        }
    }

    /** Carries a stack trace without the message of the cause. */
    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(Throwable cause) {
            super("at", null, false, true);
            setStackTrace(cause.getStackTrace());
        }
    }
}
