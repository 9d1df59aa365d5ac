package io.flexike.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.ios.TextFinding;
import io.flexike.flexvpn.router.GatewayWords;
import io.flexike.flexvpn.router.RouterGateway;
import org.junit.jupiter.api.Test;

class TenLinesTest {
    @Test
    void theHubIsTheSameInBothForms() {
        assertThat(TenLines.gateway("hub.cfg", FlexVpnConfig.create())).isEqualTo(TenLines.hub());
        assertThat(TenLines.read("hub.cfg").findings()).noneMatch(TextFinding::isError);
    }

    @Test
    void theSpokeIsTheSameInBothForms() {
        assertThat(TenLines.gateway("spoke.cfg", FlexVpnConfig.create())).isEqualTo(TenLines.spoke());
        assertThat(TenLines.read("spoke.cfg").findings()).noneMatch(TextFinding::isError);
    }

    @Test
    void whatIsWrittenOfTheJavaFormsIsTheSameAgain() {
        for (FlexVpnConfig config : new FlexVpnConfig[] {TenLines.hub(), TenLines.spoke()}) {
            assertThat(RouterGateway.of(GatewayWords.of(config), "again").config())
                    .hasValue(config);
        }
    }
}
