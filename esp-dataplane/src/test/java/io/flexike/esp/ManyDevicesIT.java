package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices of the kernel that come and go. */
@Timeout(120)
class ManyDevicesIT {
    private static final int DEVICES = 40;

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static void attach(DataPlane plane, NetworkNamespace where, int number) throws Exception {
        TunSettings settings = TunSettings.named("va" + number).withRoute("10.8." + number + ".0/24");
        where.inside(() -> {
            plane.attach(TunDevices.linux().open(settings));
            return null;
        });
    }

    @Test
    void detaching_leaves_neither_devices_nor_descriptors() throws Exception {
        RootAccess.require();
        try (NetworkNamespace namespace = NetworkNamespace.create();
                DataPlane plane = DataPlane.builder()
                        .crypto(CryptoProvider.standard())
                        .random(new SecureRandom())
                        .clock(InstantSource.system())
                        .start()) {
            // what is loaded once stays open
            attach(plane, namespace, 0);
            plane.detachTunnel("va0");
            long before = descriptors();
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < DEVICES; i++) {
                    attach(plane, namespace, i);
                }
                assertThat(namespace.ip("link")).contains("va" + (DEVICES - 1) + ":");
                for (int i = 0; i < DEVICES; i++) {
                    plane.detachTunnel("va" + i);
                }
            }

            assertThat(descriptors()).isEqualTo(before);
            assertThat(namespace.ip("link")).doesNotContain("va");
        }
    }
}
