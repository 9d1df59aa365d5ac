package io.flexike.esp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostAddressesIT {
    private NetworkNamespace namespace;

    @BeforeEach
    void createNamespace() throws Exception {
        RootAccess.require();
        namespace = NetworkNamespace.create();
        namespace.ip("link", "add", "a0", "type", "veth", "peer", "name", "b0");
        namespace.ip("link", "set", "b0", "up");
        namespace.ip("addr", "add", "192.0.2.1/24", "dev", "a0");
        namespace.ip("addr", "add", "2001:db8::1/64", "dev", "a0", "nodad");
    }

    @AfterEach
    void removeNamespace() throws Exception {
        if (namespace != null) {
            namespace.close();
        }
    }

    private static List<String> text(HostAddresses addresses) throws Exception {
        return addresses.now().stream()
                .filter(each -> !each.address().isLoopbackAddress())
                .map(each -> each.address().getHostAddress() + " " + each.device())
                .toList();
    }

    /** The kernel takes its time until it tells that a device is connected, or is no more. */
    private static void awaitText(HostAddresses addresses, String... expected) throws Exception {
        while (!text(addresses).equals(List.of(expected))) {
            addresses.awaitChange();
        }
    }

    @Test
    void those_of_devices_that_are_up_and_connected_are_told() throws Exception {
        try (HostAddresses addresses = namespace.inside(HostAddresses::linux)) {
            assertThat(text(addresses)).isEmpty();
            namespace.ip("link", "set", "a0", "up");
            awaitText(addresses, "192.0.2.1 a0", "2001:db8:0:0:0:0:0:1 a0");
            namespace.ip("link", "set", "b0", "down");
            awaitText(addresses);
        }
    }

    @Test
    void those_that_are_about_to_go_or_are_not_checked_yet_are_left_out() throws Exception {
        try (HostAddresses addresses = namespace.inside(HostAddresses::linux)) {
            namespace.ip("link", "set", "a0", "up");
            namespace.ip("addr", "add", "2001:db8::2/64", "dev", "a0");
            namespace.ip("addr", "add", "2001:db8::3/64", "dev", "a0", "nodad", "preferred_lft", "0");
            awaitText(addresses, "192.0.2.1 a0", "2001:db8:0:0:0:0:0:1 a0");
        }
    }

    @Test
    void who_waits_learns_of_every_change_even_of_one_before_it_waits() throws Exception {
        try (HostAddresses addresses = namespace.inside(HostAddresses::linux)) {
            namespace.ip("link", "set", "a0", "up");
            addresses.awaitChange();
            FutureTask<List<String>> waiting = new FutureTask<>(() -> {
                while (!text(addresses).contains("192.0.2.9 a0")) {
                    addresses.awaitChange();
                }
                return text(addresses);
            });
            new Thread(waiting).start();
            namespace.ip("addr", "add", "192.0.2.9/24", "dev", "a0");
            assertThat(waiting.get(5, TimeUnit.SECONDS)).contains("192.0.2.1 a0");
        }
    }

    @Test
    void closing_ends_the_waiting() throws Exception {
        HostAddresses addresses = namespace.inside(HostAddresses::linux);
        FutureTask<Object> waiting = new FutureTask<>(() -> {
            while (true) {
                addresses.awaitChange();
            }
        });
        new Thread(waiting).start();
        addresses.close();
        addresses.close();
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(addresses::now).isInstanceOf(IOException.class);
    }
}
