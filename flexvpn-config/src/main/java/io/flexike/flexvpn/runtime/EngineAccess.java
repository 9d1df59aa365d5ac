package io.flexike.flexvpn.runtime;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.transport.EngineDriver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way to the engine for who is made before it. Thread-safe. */
final class EngineAccess implements Executor {
    private final AtomicReference<@Nullable EngineDriver> engine = new AtomicReference<>();

    /** It is there. */
    void opened(EngineDriver driver) {
        engine.set(driver);
    }

    /** Gives it an input; nothing happens before it is there and after it is closed. */
    void command(IkeInput input) {
        EngineDriver running = engine.get();
        if (running != null) {
            running.command(input);
        }
    }

    /** Runs something on its thread; nothing happens before it is there and after it is closed. */
    @Override
    public void execute(Runnable task) {
        CompletableFuture<Boolean> unused = ask(() -> {
            task.run();
            return true;
        });
    }

    /** Asks something on its thread; fails if it is not there or closed. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        EngineDriver running = engine.get();
        return running == null
                ? CompletableFuture.failedFuture(new IllegalStateException("there is no engine yet"))
                : running.ask(unused -> question.get());
    }
}
