package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.net.RawEspPort;
import io.flexike.esp.net.RawSocketUnavailableException;
import io.flexike.esp.netns.RootAccess;
import io.flexike.esp.netns.Unprivileged;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import io.flexike.esp.tun.TunUnavailableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MissingPrivilegeIT {
    @BeforeEach
    void requireRootToGiveItUp() {
        RootAccess.require();
    }

    @Test
    void a_tun_device_says_what_it_needs() {
        assertThatThrownBy(() -> Unprivileged.run(() -> TunDevices.linux().open(TunSettings.named("fxno"))))
                .isInstanceOf(TunUnavailableException.class)
                .hasMessageContaining("fxno")
                .hasMessageContaining("CAP_NET_ADMIN")
                .hasMessageContaining("/dev/net/tun");
    }

    @Test
    void a_raw_socket_says_what_it_needs() {
        assertThatThrownBy(() -> Unprivileged.run(() -> RawEspPort.open(Packets.address("127.0.0.1"))))
                .isInstanceOf(RawSocketUnavailableException.class)
                .hasMessageContaining("CAP_NET_RAW");
    }
}
