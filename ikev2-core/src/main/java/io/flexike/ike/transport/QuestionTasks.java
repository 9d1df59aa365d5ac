package io.flexike.ike.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/** What is to be done for one question, as long as somebody wants its answer. */
final class QuestionTasks implements Executor {
    private final ThreadPoolExecutor pool;
    private final List<Job> waiting = new ArrayList<>(1);
    private boolean withdrawn;

    QuestionTasks(ThreadPoolExecutor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        Job job = new Job(task);
        synchronized (waiting) {
            if (withdrawn) {
                throw new RejectedExecutionException("nobody wants the answer any more");
            }
            waiting.add(job);
        }
        try {
            pool.execute(job);
        } catch (RejectedExecutionException e) {
            job.leaves();
            throw e;
        }
    }

    /** Takes back what has not begun; what has begun goes on. */
    void withdraw() {
        List<Job> never;
        synchronized (waiting) {
            withdrawn = true;
            never = List.copyOf(waiting);
            waiting.clear();
        }
        never.forEach(pool::remove);
    }

    private final class Job implements Runnable {
        private final Runnable task;

        Job(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (leaves()) {
                task.run();
            }
        }

        /** Whether it was waiting until now. */
        private boolean leaves() {
            synchronized (waiting) {
                return waiting.remove(this);
            }
        }
    }
}
