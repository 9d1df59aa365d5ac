package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.transport.IkePorts;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
    private static final String NONE = "Name:\tjava\nCapEff:\t0000000000000000\n";
    private static final String ALL = "Name:\tjava\nCapEff:\t000001ffffffffff\n";

    @Test
    void anOrdinaryUserLacksEverything() {
        assertThat(Privileges.missing(NONE, IkePorts.STANDARD, 1024, false))
                .containsExactly(
                        "CAP_NET_ADMIN (to make tunnel devices, addresses and routes)",
                        "CAP_NET_RAW (for ESP without UDP)",
                        "CAP_NET_BIND_SERVICE (for the UDP ports 500 and 4500)",
                        "/dev/net/tun (readable and writable)");
    }

    @Test
    void highPortsNeedNoPrivilege() {
        assertThat(Privileges.missing(NONE, new IkePorts(5500, 54500), 1024, true))
                .noneMatch(missing -> missing.contains("BIND"));
        assertThat(Privileges.missing(NONE, IkePorts.STANDARD, 0, true)).noneMatch(missing -> missing.contains("BIND"));
    }

    @Test
    void rootLacksNothing() {
        assertThat(Privileges.missing(ALL, IkePorts.STANDARD, 1024, true)).isEmpty();
    }
}
