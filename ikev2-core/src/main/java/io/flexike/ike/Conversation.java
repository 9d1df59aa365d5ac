package io.flexike.ike;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.trace.LogText;
import io.flexike.ike.trace.Redaction;
import io.flexike.ike.transport.EngineDriver;
import io.flexike.ike.transport.IkeEventLog;
import io.flexike.ike.transport.QuestionWorkers;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between the engine's thread and the application: data plane calls at once, all others on the listener's thread. */
final class Conversation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** What a flood of strangers makes happen is told only while fewer calls than this wait for a slow listener. */
    private static final int FLOOD_LIMIT = 1_000;

    private final IkeListener listener;
    private final ChildSaSink children;
    private final ThreadPoolExecutor calls;
    private final QuestionWorkers questions = new QuestionWorkers("ike-questions");
    private final IkeEventLog log = new IkeEventLog(Redaction.NONE);
    private final Map<Long, CompletableFuture<Long>> initiations = new ConcurrentHashMap<>();
    private final AtomicLong handles = new AtomicLong();
    private final CompletableFuture<EngineDriver> driver = new CompletableFuture<>();

    Conversation(String name, IkeListener listener, ChildSaSink children) {
        this.listener = listener;
        this.children = children;
        this.calls = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-listener");
            thread.setDaemon(true);
            return thread;
        });
        // The thread is to be made by the thread that makes us.
        calls.prestartAllCoreThreads();
    }

    void answerThrough(EngineDriver newDriver) {
        driver.complete(newDriver);
    }

    /** Has something initiated under a fresh handle; the command tells whether it was taken. */
    CompletableFuture<Long> initiate(LongPredicate command) {
        long handle = handles.incrementAndGet();
        CompletableFuture<Long> answer = new CompletableFuture<>();
        initiations.put(handle, answer);
        if (!command.test(handle)) {
            initiations.remove(handle);
            answer.completeExceptionally(new IllegalStateException("the endpoint is closed"));
        }
        return answer;
    }

    void output(IkeOutput output) {
        if (output instanceof IkeOutput.ExpectChildSa expect) {
            children.expect(expect.inboundSpi());
        } else if (output instanceof IkeOutput.ForgetChildSa forget) {
            children.forget(forget.inboundSpi());
        } else if (output instanceof IkeOutput.InstallChildSa install) {
            children.install(install.child(), install.sending());
        } else if (output instanceof IkeOutput.StartSending start) {
            children.startSending(start.inboundSpi());
        } else if (output instanceof IkeOutput.StopSending stop) {
            children.stopSending(stop.inboundSpi());
        } else if (output instanceof IkeOutput.MoveChildSa move) {
            children.move(move.inboundSpi(), move.path(), move.udpEncapsulation());
        } else if (output instanceof IkeOutput.SkipSequenceNumbers skip) {
            children.skipSequenceNumbers(skip.inboundSpi(), skip.count());
        } else if (output instanceof IkeOutput.RemoveChildSa remove) {
            children.remove(remove.ikeSpi(), remove.inboundSpi(), remove.outboundSpi());
        } else if (output instanceof IkeOutput.Event event) {
            event(event.event());
        } else if (output instanceof IkeOutput.LogKeys keys) {
            call(() -> listener.keys(keys.entry()));
        } else if (output instanceof IkeOutput.Initiated initiated) {
            CompletableFuture<Long> answer = initiations.remove(initiated.handle());
            if (answer != null) {
                call(() -> answer.complete(initiated.ikeSpi()));
            }
        } else if (output instanceof IkeOutput.AskTraffic question) {
            driver.join().command(children.traffic(question.ikeSpi()));
        } else if (output instanceof IkeOutput.ResolveGateway question) {
            call(() -> resolve(question));
        } else if (output instanceof IkeOutput.Ask question) {
            questions.ask(question, driver.join()::command);
        } else if (output instanceof IkeOutput.WithdrawQuestion withdrawn) {
            questions.withdraw(withdrawn.questionId());
        } else if (output instanceof IkeOutput.AuthorizePeer question) {
            call(() -> ask(question));
        } else {
            throw new AssertionError("no handler for " + output.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        calls.shutdown();
        questions.close();
        initiations
                .values()
                .forEach(answer -> answer.completeExceptionally(new IllegalStateException("the endpoint is closed")));
        initiations.clear();
    }

    private void event(IkeEvent event) {
        log.log(event);
        if (!(event instanceof IkeEvent.DatagramRefused) || calls.getQueue().size() < FLOOD_LIMIT) {
            call(() -> listener.event(event));
        }
    }

    private void resolve(IkeOutput.ResolveGateway question) {
        CompletionStage<Optional<InetAddress>> lookup;
        try {
            lookup = listener.resolve(question.name(), question.local());
        } catch (RuntimeException e) {
            lookup = CompletableFuture.failedFuture(e);
        }
        lookup.whenComplete((address, failure) -> driver.join()
                .command(
                        new IkeInput.GatewayResolved(question.ikeSpi(), address == null ? Optional.empty() : address)));
    }

    private void ask(IkeOutput.AuthorizePeer question) {
        CompletionStage<Authorization> decision;
        try {
            decision = listener.authorize(question.request());
        } catch (RuntimeException e) {
            decision = CompletableFuture.failedFuture(e);
        }
        decision.whenComplete((answer, failure) -> {
            Authorization authorization = answer != null
                    ? answer
                    : new Authorization.Refused("the application's authorization failed: " + failure);
            driver.join().command(new IkeInput.Authorize(question.questionId(), authorization));
        });
    }

    private void call(Runnable task) {
        try {
            calls.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("the listener failed: {}", LogText.escaped(e.toString()), e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("an event came after the end");
        }
    }
}
