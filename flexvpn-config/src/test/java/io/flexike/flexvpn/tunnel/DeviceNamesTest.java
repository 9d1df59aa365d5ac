package io.flexike.flexvpn.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNamesTest {
    @ParameterizedTest
    @CsvSource({
        "Tunnel0, tu0",
        "Virtual-Template1, VT1",
        "Virtual-Template4095, VT4095",
        "site/berlin, site_berlin",
        "a-name-of-many-words-without-number, anomwwn",
        "12345678901234567890, 678901234567890"
    })
    void a_name_that_is_too_long_is_shortened_to_its_initials_and_its_number(String name, String device) {
        assertThat(DeviceNames.of(name)).isEqualTo(device);
    }
}
