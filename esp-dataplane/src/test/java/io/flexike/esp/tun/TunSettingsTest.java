package io.flexike.esp.tun;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunSettingsTest {
    @Test
    void prefixes_know_their_network_and_content() {
        TunPrefix prefix = TunPrefix.parse("10.255.7.2/21");

        assertThat(prefix.network()).hasToString("10.255.0.0/21");
        assertThat(prefix.contains(address("10.255.7.255"))).isTrue();
        assertThat(prefix.contains(address("10.255.8.0"))).isFalse();
        assertThat(prefix.contains(address("fd00::1"))).isFalse();
        assertThat(TunPrefix.parse("::/0").contains(address("fd00::1"))).isTrue();
        assertThat(TunPrefix.parse("fd00::1").length()).isEqualTo(128);
        assertThat(TunPrefix.parse("200.0.0.0/1").contains(address("128.0.0.1")))
                .isTrue();
        assertThat(TunPrefix.parse("200.0.0.0/1").contains(address("127.255.255.255")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "fd00::/129",
                "localhost/8",
                "10.0.0.0/",
                "::g/1"
            })
    void what_is_no_prefix_is_refused_without_asking_dns(String text) {
        assertThatThrownBy(() -> TunPrefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "sixteen-octets-x", "t\u00fcn"})
    void what_cannot_be_a_name_is_refused(String name) {
        assertThatThrownBy(() -> TunSettings.named(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 253, 254, 255})
    void a_vrf_has_no_table_of_the_systems_own(int table) {
        assertThatThrownBy(() -> new TunVrf("red", table)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 17})
    void a_device_has_1_to_16_queues(int queues) {
        TunSettings settings = TunSettings.named("t");
        assertThatThrownBy(() -> settings.withQueues(queues)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void queues_and_offload_survive_other_settings() {
        TunSettings settings = TunSettings.named("t")
                .withQueues(16)
                .withOffload(TunOffload.CHECKSUMS)
                .withMtu(1300)
                .withAddress("10.0.0.1/24")
                .withRoute("10.1.0.0/16")
                .withVrf(new TunVrf("red", 7));

        assertThat(settings.queues()).isEqualTo(16);
        assertThat(settings.offload()).isEqualTo(TunOffload.CHECKSUMS);
        assertThat(TunSettings.named("t").queues()).isEqualTo(1);
        assertThat(TunSettings.named("t").offload()).isEqualTo(TunOffload.TCP_AND_UDP);
    }

    @Test
    void a_vrf_survives_other_settings() {
        TunVrf red = new TunVrf("red", 256);

        TunSettings settings = TunSettings.named("t").withVrf(red).withMtu(1300).withRoute("10.0.0.0/8");

        assertThat(settings.withAddress("10.0.0.1").vrf()).hasValue(red);
        assertThat(TunSettings.named("t").vrf()).isEmpty();
        assertThatThrownBy(() -> new TunVrf("a/b", 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_mtu_has_limits() {
        assertThatThrownBy(() -> TunSettings.named("t").withMtu(67)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TunSettings.named("t").withMtu(65536)).isInstanceOf(IllegalArgumentException.class);
    }
}
