package io.flexike.esp.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinuxVrfIT {
    private static final TunVrf RED = new TunVrf("red", 1010);
    private static final TunSettings SETTINGS = TunSettings.named("tun7")
            .withAddress("10.255.0.1/30")
            .withRoute("10.8.0.0/16")
            .withRoute("fd00:8::/48")
            .withVrf(RED);

    private NetworkNamespace namespace;

    @BeforeEach
    void createNamespace() throws Exception {
        RootAccess.require();
        namespace = NetworkNamespace.create();
    }

    @AfterEach
    void removeNamespace() throws Exception {
        if (namespace != null) {
            namespace.close();
        }
    }

    private TunDevice open(TunSettings settings) throws Exception {
        return namespace.inside(() -> TunDevices.linux().open(settings));
    }

    private boolean kernelHasVrfs() throws IOException {
        int added = namespace
                .run("ip", "link", "add", "probe", "type", "vrf", "table", "1")
                .status();
        return added == 0 && namespace.run("ip", "link", "del", "probe").status() == 0;
    }

    @Test
    void a_kernel_without_vrfs_is_named_as_the_reason() throws Exception {
        assumeFalse(kernelHasVrfs(), "this kernel has VRFs");

        assertThatThrownBy(() -> open(SETTINGS))
                .isInstanceOf(TunUnavailableException.class)
                .hasMessageContaining("VRF")
                .hasMessageContaining("red");
        assertThat(namespace.ip("link")).doesNotContain("tun7");
    }

    @Test
    void a_device_of_another_kind_is_no_vrf() throws Exception {
        namespace.ip("link", "add", "red", "type", "veth", "peer", "name", "blue");

        assertThatThrownBy(() -> open(SETTINGS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("red is not a VRF");

        assertThat(namespace.ip("link")).contains("red").doesNotContain("tun7");
    }

    @Test
    void the_table_has_the_routes_and_goes_with_its_last_device() throws Exception {
        assumeTrue(kernelHasVrfs(), "this kernel has no VRFs");
        try (TunDevice second = open(TunSettings.named("tun8").withVrf(RED))) {
            try (TunDevice first = open(SETTINGS)) {
                first.addRoute(TunPrefix.parse("10.9.0.0/16"), 7);
                assertThat(namespace.ip("link", "show", "dev", "tun7")).contains("master red");
                assertThat(namespace.ip("route", "show", "table", "1010"))
                        .contains("10.8.0.0/16 dev tun7", "10.9.0.0/16 dev tun7", "10.255.0.0/30", "unreachable");
                assertThat(namespace.ip("-6", "route", "show", "table", "1010")).contains("fd00:8::/48 dev tun7");
                assertThat(namespace.ip("route")).doesNotContain("10.8.0.0/16", "10.9.0.0/16");
            }
            assertThat(namespace.ip("link")).contains("red", second.name());
        }
        assertThat(namespace.ip("link")).doesNotContain("red");
        assertThat(namespace.ip("route", "show", "table", "all")).doesNotContain("unreachable");
    }

    @Test
    void somebody_elses_vrf_is_used_and_left() throws Exception {
        assumeTrue(kernelHasVrfs(), "this kernel has no VRFs");
        namespace.ip("link", "add", "red", "type", "vrf", "table", "1010");
        try (TunDevice tun = open(SETTINGS)) {
            assertThat(namespace.ip("link", "show", "master", "red")).contains(tun.name());
        }
        assertThat(namespace.ip("link")).contains("red");
        assertThatThrownBy(() -> open(TunSettings.named("tun8").withVrf(new TunVrf("red", 1011))))
                .hasMessageContaining("table 1011");
    }
}
