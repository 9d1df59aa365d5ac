package io.flexike.benchmarks.endurance;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A network namespace by its name. */
record Namespace(String name) {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;

    interface LibC extends Library {
        int open(String path, int flags) throws LastErrorException;

        int setns(int descriptor, int kind) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    /** Opens something on a thread inside; it stays there and can be used from anywhere. */
    <T> T open(Callable<T> opening) throws IOException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return opening.call();
        });
        Thread thread = new Thread(task, "in-" + name);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException("in the network namespace " + name, e.getCause());
        }
    }

    private void enter() {
        LibC libc = Native.load("c", LibC.class);
        int descriptor = libc.open("/run/netns/" + name, O_RDONLY_CLOEXEC);
        try {
            libc.setns(descriptor, CLONE_NEWNET);
        } finally {
            libc.close(descriptor);
        }
    }
}
