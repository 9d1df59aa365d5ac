package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.DataPlane;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.environment.DataPlaneOptions;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceOpenerTest {
    private final List<String> warnings = new ArrayList<>();
    private final DataPlane dataPlane = DataPlane.builder()
            .crypto(CryptoProvider.standard())
            .random(new SecureRandom())
            .clock(InstantSource.system())
            .start();

    @AfterEach
    void close() {
        dataPlane.close();
    }

    private static TunnelInterface ofPeer(int number, int childSas) {
        VirtualTemplate template = VirtualTemplate.named("Virtual-Template1")
                .ipsec(IpsecProfile.named("per-queue").childSaPerQueue(childSas).build())
                .build();
        return new TunnelInterface(
                "Virtual-Access" + number,
                template.name(),
                TunSettings.named("vi" + number),
                new RouteTable(Optional.empty(), InstantSource.system()),
                Optional.empty(),
                PacketRules.of(template));
    }

    private DeviceOpener opener(int wanted, int given) {
        return new DeviceOpener(
                settings -> InMemoryTun.open(settings.withQueues(Math.min(given, settings.queues()))),
                DataPlaneOptions.STANDARD.withQueues(wanted),
                dataPlane,
                warnings::add);
    }

    @Test
    void more_child_sas_than_queues_are_told_of_once_for_all_peers_of_a_template() throws IOException {
        DeviceOpener opener = opener(8, 2);
        opener.open(ofPeer(1, 4));
        opener.open(ofPeer(2, 4));

        assertThat(warnings)
                .containsExactly("Virtual-Template1: a Child SA for each of 4 queues is configured, but vi1 has 2; the"
                        + " others never send. Right would be as many queues (DataPlaneOptions.withQueues), or"
                        + " childSaPerQueue(2)");
    }

    @Test
    void as_many_child_sas_as_queues_or_fewer_are_right() throws IOException {
        opener(4, 4).open(ofPeer(1, 4));
        opener(4, 4).open(ofPeer(2, 3));
        opener(1, 1).open(ofPeer(3, 0));

        assertThat(warnings).isEmpty();
    }
}
