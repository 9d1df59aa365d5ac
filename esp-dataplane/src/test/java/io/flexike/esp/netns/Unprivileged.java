package io.flexike.esp.netns;

import com.sun.jna.Native;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Code on a thread that has given up root: the raw system call changes only the thread that makes it. */
public final class Unprivileged {
    private static final int NOBODY = 65534;
    private static final int LIMIT_SECONDS = 30;

    private Unprivileged() {}

    private static final class Libc {
        static {
            Native.register(Libc.class, "c");
        }

        static native long syscall(long number, long real, long effective, long saved);
    }

    /** Runs code as nobody. */
    public static <T> T run(Callable<T> code) throws Exception {
        long setresuid = switch (System.getProperty("os.arch")) {
            case "amd64" -> 117;
            case "aarch64" -> 147;
            default -> -1;
        };
        Assumptions.assumeTrue(setresuid > 0, "the number of setresuid is not known for this machine");
        FutureTask<T> task = new FutureTask<>(() -> {
            if (Libc.syscall(setresuid, NOBODY, NOBODY, NOBODY) != 0) {
                throw new AssertionError("setresuid: errno " + Native.getLastError());
            }
            return code.call();
        });
        Thread thread = new Thread(task, "nobody");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
