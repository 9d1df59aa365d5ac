package io.flexike.esp.netns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tests with real devices need of the machine. */
public final class RootAccess {
    private RootAccess() {}

    /** Skips the test with a reason if this machine cannot run it; fails instead where CI is set. */
    public static void require() {
        String missing = missing();
        if (!missing.isEmpty() && System.getenv("CI") != null) {
            throw new AssertionError("in CI nothing may be missing: " + missing);
        }
        assumeTrue(missing.isEmpty(), missing);
    }

    private static String missing() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "not Linux";
        }
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return "no /dev/net/tun";
        }
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                return "not root";
            }
        } catch (IOException e) {
            return "no /proc: " + e;
        }
        return Command.exists("ip") && Command.exists("ping") ? "" : "no ip or ping command";
    }
}
