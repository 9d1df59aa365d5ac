package io.flexike.ike.transport;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.CertificateCheck;
import io.flexike.ike.session.OcspResponseRequest;
import io.flexike.ike.session.Question;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the answers to an engine's questions on threads of its own: what waits for a certificate, a signature or EAP
 * keeps nobody else waiting. It serves one engine.
 */
public final class QuestionWorkers implements AutoCloseable {
    /** Our choice: EAP with TLS computes, the rest of it waits. */
    private static final int THREADS = 4;

    /** Our choice: a {@code CertificateTrust} of the application may wait here, ours does not. */
    private static final int CHECKING_THREADS = 16;

    /** Our choice: what comes on top of these questions is not answered well. */
    private static final int MOST_WAITING = 4096;

    /** Our choice: each of them holds the certificates of a stranger, up to 64 KiB. */
    private static final int MOST_CHECKS_WAITING = 1024;

    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor workers;

    /** For checks; what these need from servers which somebody else has named is looked up elsewhere. */
    private final ThreadPoolExecutor checks;

    private final ThreadPoolExecutor lookups;
    private final LookupLanes lanes;
    private final Map<Long, QuestionTasks> open = new ConcurrentHashMap<>();

    /** @param threadName of the threads, which end when nobody asks */
    public QuestionWorkers(String threadName) {
        workers = pool(threadName, THREADS, MOST_WAITING);
        checks = pool(threadName + "-certificates", CHECKING_THREADS, MOST_CHECKS_WAITING);
        lookups = pool(threadName + "-lookups", LookupLanes.THREADS, MOST_WAITING);
        lanes = new LookupLanes(lookups);
    }

    private static ThreadPoolExecutor pool(String threadName, int threads, int mostWaiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(mostWaiting), task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Asks, and gives the answer to the engine, from any thread; not if it is withdrawn before somebody begins. */
    public void ask(IkeOutput.Ask output, Consumer<? super IkeInput> engine) {
        long id = output.questionId();
        QuestionTasks tasks = new QuestionTasks(waits(output.question()) ? checks : workers);
        open.put(id, tasks);
        CompletionStage<Void> unused = answer(output.question(), tasks)
                .handle((answer, failure) -> answer != null ? answer : failed(failure))
                .thenAccept(answer -> {
                    open.remove(id, tasks);
                    engine.accept(new IkeInput.Answered(id, answer));
                });
    }

    private static boolean waits(Question question) {
        return question instanceof CertificateCheck || question instanceof OcspResponseRequest;
    }

    /** {@link IkeOutput.WithdrawQuestion}: what nobody has begun to do for the answer is not done at all. */
    public void withdraw(long questionId) {
        QuestionTasks tasks = open.remove(questionId);
        if (tasks != null) {
            tasks.withdraw();
        }
    }

    private CompletionStage<Answer> answer(Question question, QuestionTasks tasks) {
        try {
            return question instanceof CertificateCheck check ? check.ask(tasks, lanes) : question.ask(tasks);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What failed may be the application's, and its message hold anything. */
    private static Answer failed(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Answer.Unanswered("what was asked threw "
                + (cause == null ? "nothing" : cause.getClass().getName()));
    }

    /** Nothing more is answered. */
    @Override
    public void close() {
        workers.shutdownNow();
        checks.shutdownNow();
        lookups.shutdownNow();
        open.clear();
    }
}
