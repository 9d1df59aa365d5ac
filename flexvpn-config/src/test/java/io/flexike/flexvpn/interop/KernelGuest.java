package io.flexike.flexvpn.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A User Mode Linux guest with a kernel that has ESP, VTI and GRE, which the kernel of this host may lack. It sees the
 * host's programs through a read-only root under an overlay, and the shared folder as {@code /g}. Its Ethernet devices
 * {@code vec0}, {@code vec1}, ... are the other ends of TAP devices in a namespace. Boots in some 3 seconds.
 */
public final class KernelGuest implements AutoCloseable {
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final Process process;
    private int jobs;

    private KernelGuest(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Boots a guest; the folder must be empty and its path free of blanks and commas. */
    public static KernelGuest boot(NetworkNamespace namespace, Path folder, String... taps) {
        try {
            Files.createDirectories(folder.resolve("jobs"));
            Path init = folder.resolve("guest-init.sh");
            try (InputStream script = Objects.requireNonNull(KernelGuest.class.getResourceAsStream("guest-init.sh"))) {
                Files.copy(script, init);
            }
            if (!init.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + init + " executable");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + folder, e);
        }
        Process process = launch(namespace, folder, taps);
        KernelGuest guest = new KernelGuest(folder, process);
        try {
            guest.await("ready", BOOT_LIMIT);
        } catch (RuntimeException | AssertionError e) {
            guest.close();
            throw e;
        }
        return guest;
    }

    private static Process launch(NetworkNamespace namespace, Path folder, String... taps) {
        List<String> command = command(folder, taps);
        if (!WideVectorRegisters.present()) {
            return namespace.start(folder.resolve("console"), command.toArray(String[]::new));
        }
        command.addAll(WideVectorRegisters.GUEST_ENVIRONMENT);
        // on a thread of its own, because the restriction cannot be taken back
        FutureTask<Process> start = new FutureTask<>(() -> {
            WideVectorRegisters.hideFromThisThread();
            return namespace.start(folder.resolve("console"), command.toArray(String[]::new));
        });
        new Thread(start, "guest-launch").start();
        try {
            return start.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("cannot start a guest", e);
        }
    }

    private static List<String> command(Path folder, String... taps) {
        List<String> command = new ArrayList<>(List.of(
                "linux.uml",
                "mem=256M",
                "umid=guest",
                "uml_dir=" + folder + "/",
                "rootfstype=hostfs",
                "root=/dev/root",
                "rootflags=/",
                "ro",
                "init=" + folder.resolve("guest-init.sh"),
                "fxname=guest",
                "fxdir=" + folder,
                "con=null",
                "con0=null,fd:1",
                "ssl=null",
                "quiet",
                "panic=1"));
        for (int i = 0; i < taps.length; i++) {
            command.add("vec" + i + ":transport=tap,ifname=" + taps[i] + ",depth=128,gro=0");
        }
        return command;
    }

    /** Runs a bash script inside, whatever its exit code. */
    public HostCommand.Outcome run(String script) {
        return run(script, HostCommand.DEFAULT_LIMIT);
    }

    public HostCommand.Outcome run(String script, Duration limit) {
        jobs++;
        Path jobFolder = folder.resolve("jobs");
        try {
            Path draft = jobFolder.resolve(jobs + ".draft");
            Files.writeString(draft, script + "\n");
            Files.move(draft, jobFolder.resolve(jobs + ".job"), StandardCopyOption.ATOMIC_MOVE);
            awaitEnd(jobs, limit);
            return new HostCommand.Outcome(
                    List.of("guest", script),
                    Integer.parseInt(text("jobs/" + jobs + ".code").trim()),
                    text("jobs/" + jobs + ".out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd(int job, Duration limit) {
        try {
            await("jobs/" + job + ".code", limit);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + " What it wrote:\n" + text("jobs/" + job + ".out"), e);
        }
    }

    /** Runs a bash script inside, which must succeed; gives its output. */
    public String exec(String script) {
        return run(script).orFail();
    }

    /** Puts a file where the guest sees it as {@code /g/NAME}. */
    public void put(String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(String name, Duration limit) {
        Path file = folder.resolve(name);
        Awaitility.await(name + " of the guest")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(limit)
                .until(() -> (Files.exists(file) && Files.size(file) > 0) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("the guest ended:\n" + text("console"));
        }
    }

    private String text(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Powers the guest off; kills it when it does not answer. */
    @Override
    public void close() {
        put("halt", "now");
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                HostCommand.stop(process, Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            HostCommand.kill(process);
        }
    }
}
