package io.flexike.esp.netns;

import com.sun.jna.Native;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of its own, as empty as a computer without cables; closing it removes it. */
public final class NetworkNamespace implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int LIMIT_SECONDS = 60;

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** System calls that only tests need. */
    private static final class Libc {
        private static final int CLONE_NEWNET = 0x40000000;

        static {
            Native.register(Libc.class, "c");
        }

        static native int open(String path, int flags);

        static native int setns(int descriptor, int type);

        static native int close(int descriptor);
    }

    public static NetworkNamespace create() throws IOException {
        String name = "esp" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
        Command.require("ip", "netns", "add", name);
        NetworkNamespace namespace = new NetworkNamespace(name);
        namespace.ip("link", "set", "lo", "up");
        return namespace;
    }

    /**
     * A cable between two namespaces; both ends are called {@code eth0} and have these addresses with their prefixes.
     */
    public void connect(NetworkNamespace other, List<String> addresses, List<String> otherAddresses)
            throws IOException {
        ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", other.name);
        configure(addresses);
        other.configure(otherAddresses);
    }

    private void configure(List<String> addresses) throws IOException {
        ip("link", "set", "eth0", "up");
        for (String address : addresses) {
            if (address.contains(":")) {
                ip("addr", "add", address, "dev", "eth0", "nodad");
            } else {
                ip("addr", "add", address, "dev", "eth0");
            }
        }
    }

    /** {@code ip -n NAME ...}, which has to succeed; returns what it said. */
    public String ip(String... arguments) throws IOException {
        return Command.require(command(List.of("ip", "-n", name), arguments));
    }

    /** Runs a command inside to its end. */
    public Command.Outcome run(String... command) throws IOException {
        return Command.run(command(List.of("ip", "netns", "exec", name), command));
    }

    private static String[] command(List<String> prefix, String... arguments) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    /** Runs code on a new thread inside the namespace and waits for it; threads that it makes are inside as well. */
    public <T> T inside(Callable<T> code) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return code.call();
        });
        Thread thread = new Thread(task, "in " + name);
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

    private void enter() {
        int descriptor = Libc.open("/var/run/netns/" + name, 0);
        if (descriptor < 0 || Libc.setns(descriptor, Libc.CLONE_NEWNET) != 0) {
            throw new AssertionError("cannot enter " + name + ": errno " + Native.getLastError());
        }
        Libc.close(descriptor);
    }

    @Override
    public void close() throws IOException {
        Command.require("ip", "netns", "del", name);
    }
}
