package io.flexike.flexvpn.interop;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * libreswan and OpenIKED, whose packages cannot be installed beside strongSwan's: unpacked into a folder, where a
 * {@link KernelGuest} sees them too.
 */
public final class OtherDaemons {
    static final String FOLDER = "/opt/flexike-peers";

    /** For a script inside a guest: everything of theirs is found. */
    public static final String ENVIRONMENT = "export LD_LIBRARY_PATH=$(echo " + FOLDER + "/usr/lib/*-linux-gnu)\n"
            + "export PATH=" + FOLDER + "/usr/sbin:" + FOLDER + "/usr/libexec/ipsec:" + FOLDER + "/usr/bin:$PATH\n";

    private OtherDaemons() {}

    static boolean arePresent() {
        return Files.isExecutable(Path.of(FOLDER, "usr/libexec/ipsec/pluto"))
                && Files.isExecutable(Path.of(FOLDER, "usr/sbin/iked"))
                && Files.isExecutable(Path.of(FOLDER, "usr/bin/certutil"));
    }
}
