package io.flexike.flexvpn.interop;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A network namespace of its own name on this host: another computer as far as the network goes. Closing it removes the
 * name; its devices go with the last process inside.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    public static NetworkNamespace create(String label) {
        String name = "fx" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + label;
        HostCommand.require("ip", "netns", "add", name);
        NetworkNamespace namespace = new NetworkNamespace(name);
        try {
            namespace.ip("link", "set", "lo", "up");
            return namespace;
        } catch (AssertionError e) {
            namespace.close();
            throw e;
        }
    }

    public String name() {
        return name;
    }

    /** A cable: one Ethernet device here, one in the other namespace, both up. Device names hold 15 characters. */
    public NetworkNamespace connect(String device, NetworkNamespace other, String otherDevice) {
        HostCommand.require(
                "ip",
                "link",
                "add",
                device,
                "netns",
                name,
                "type",
                "veth",
                "peer",
                "name",
                otherDevice,
                "netns",
                other.name);
        ip("link", "set", device, "up");
        other.ip("link", "set", otherDevice, "up");
        return this;
    }

    /** A TAP device for a {@link KernelGuest}, up. */
    public NetworkNamespace tap(String device) {
        ip("tuntap", "add", "dev", device, "mode", "tap");
        ip("link", "set", device, "up");
        return this;
    }

    /** A switch with a TAP device for each of these names. */
    public NetworkNamespace bridge(String bridge, String... taps) {
        ip("link", "add", bridge, "type", "bridge");
        ip("link", "set", bridge, "up");
        for (String tap : taps) {
            tap(tap).ip("link", "set", tap, "master", bridge);
        }
        return this;
    }

    /** Adds an address such as {@code 10.1.0.1/24} or {@code fd0a::1/64}; usable at once (no duplicate detection). */
    public NetworkNamespace address(String device, String prefix) {
        if (prefix.contains(":")) {
            ip("addr", "add", prefix, "dev", device, "nodad");
        } else {
            ip("addr", "add", prefix, "dev", device);
        }
        return this;
    }

    /** Removes an address that was added with that prefix length; others of the same network stay. */
    public NetworkNamespace withoutAddress(String device, String prefix) {
        exec("sysctl", "-qw", "net.ipv4.conf.all.promote_secondaries=1");
        ip("addr", "del", prefix, "dev", device);
        return this;
    }

    public NetworkNamespace route(String destination, String gateway) {
        ip("route", "add", destination, "via", gateway);
        return this;
    }

    public NetworkNamespace routeThrough(String destination, String device) {
        ip("route", "add", destination, "dev", device);
        return this;
    }

    public NetworkNamespace forwarding() {
        exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        return this;
    }

    /** IPv4 and IPv6 packets that leave through the device take its address and a random port. */
    public NetworkNamespace masquerade(String device) {
        for (String family : List.of("ip", "ip6")) {
            exec("nft", "add table " + family + " nat");
            exec("nft", "add chain " + family + " nat post { type nat hook postrouting priority 100 ; }");
            exec("nft", "add rule " + family + " nat post oifname \"" + device + "\" masquerade random");
        }
        return this;
    }

    /** Nothing gets in or out any more, and nobody is told, as after a power cut. */
    public NetworkNamespace isolate() {
        exec("nft", "add table inet isolation");
        for (String hook : List.of("input", "output")) {
            exec(
                    "nft",
                    "add chain inet isolation " + hook + " { type filter hook " + hook
                            + " priority 0 ; policy drop ; }");
        }
        return this;
    }

    /** Ends what {@link #isolate} began. */
    public NetworkNamespace reconnect() {
        exec("nft", "delete table inet isolation");
        return this;
    }

    /** {@code ip -n NAME ...}, which must succeed; gives its output. */
    public String ip(String... arguments) {
        return HostCommand.run(HostCommand.DEFAULT_LIMIT, Map.of(), command(List.of("ip", "-n", name), arguments))
                .orFail();
    }

    /** Runs a command inside, whatever its exit code. */
    public HostCommand.Outcome run(String... command) {
        return HostCommand.run(HostCommand.DEFAULT_LIMIT, Map.of(), inside(command));
    }

    /** Runs a command inside, which must succeed; gives its output. */
    public String exec(String... command) {
        return run(command).orFail();
    }

    /** Starts a command inside and returns at once; both its streams go to the file. */
    public Process start(Path output, String... command) {
        try {
            return new ProcessBuilder(inside(command))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + List.of(command), e);
        }
    }

    /** What runs a command inside. */
    public List<String> inside(String... command) {
        return command(List.of("ip", "netns", "exec", name), command);
    }

    /**
     * Runs code of this JVM on a fresh thread that lives in the namespace, and waits for it. Sockets and TUN devices
     * opened there, commands run there and threads created there belong to the namespace for good; the objects may then
     * be used from any thread. Two traps: a pool that creates its threads later creates them in the namespace of
     * whoever submits, and {@code /proc/net} always shows the namespace of the JVM's first thread, so that
     * {@code NetworkInterface} does not list IPv6 addresses rightly.
     */
    public <T> T enter(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            LibC.joinNetworkNamespace(Path.of("/run/netns", name));
            return body.call();
        });
        Thread thread = new Thread(task, "in-" + name);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError("in namespace " + name, e.getCause());
        }
    }

    @Override
    public void close() {
        HostCommand.run("ip", "netns", "del", name);
    }

    private static List<String> command(List<String> prefix, String... rest) {
        return Stream.concat(prefix.stream(), Stream.of(rest)).toList();
    }

    /** The three calls of libc that move a thread to another network namespace. */
    interface LibC extends Library {
        int O_RDONLY_CLOEXEC = 0x80000;
        int CLONE_NEWNET = 0x40000000;

        int open(String path, int flags) throws LastErrorException;

        int setns(int descriptor, int kind) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;

        static void joinNetworkNamespace(Path handle) {
            LibC libc = Native.load("c", LibC.class);
            int descriptor = libc.open(handle.toString(), O_RDONLY_CLOEXEC);
            try {
                libc.setns(descriptor, CLONE_NEWNET);
            } finally {
                libc.close(descriptor);
            }
        }
    }
}
