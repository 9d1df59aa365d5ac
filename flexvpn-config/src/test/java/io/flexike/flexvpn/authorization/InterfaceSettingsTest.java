package io.flexike.flexvpn.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.selector.IpPrefix;
import org.junit.jupiter.api.Test;

class InterfaceSettingsTest {
    private final InterfaceSettings weaker = InterfaceSettings.NONE
            .withAddress("10.0.0.1")
            .withAddress("2001:db8::1")
            .withMtu(1300)
            .withVrf("RED");

    @Test
    void whatIsSaidGoesBeforeTheSameOfTheOtherAndTheRestStays() {
        InterfaceSettings stronger = InterfaceSettings.NONE.withMtu(1280).withGreKey(7);

        assertThat(stronger.over(weaker)).isEqualTo(weaker.withMtu(1280).withGreKey(7));
        assertThat(weaker.over(stronger)).isEqualTo(weaker.withGreKey(7));
        assertThat(InterfaceSettings.NONE.over(weaker)).isEqualTo(weaker);
        assertThat(weaker.over(InterfaceSettings.NONE)).isEqualTo(weaker);
        assertThat(InterfaceSettings.NONE.isEmpty()).isTrue();
        assertThat(stronger.isEmpty()).isFalse();
    }

    @Test
    void addressesOfOneFamilyReplaceThoseOfThatFamilyOnly() {
        InterfaceSettings two = InterfaceSettings.NONE.withAddress("10.0.0.7").withAddress("10.0.0.8");

        assertThat(two.over(weaker).addresses())
                .extracting(IpPrefix::format)
                .containsExactly("10.0.0.7", "10.0.0.8", "2001:db8::1");
    }
}
