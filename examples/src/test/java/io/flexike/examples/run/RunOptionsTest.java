package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.flexvpn.environment.DataPlaneOptions;
import io.flexike.ike.transport.IkePorts;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {
    @Test
    void everythingCanBeSaidInAnyOrder() throws UsageException {
        RunOptions options = RunOptions.parse(List.of(
                "--in-memory",
                "--pki",
                "p",
                "--pki-passphrase",
                "q",
                "hub.cfg",
                "--keylog",
                "k",
                "--pcap",
                "c.pcapng",
                "--ports",
                "5500,54500",
                "--no-offload",
                "--queues",
                "4",
                "--port-shards",
                "2"));

        assertThat(options.configuration()).isEqualTo(Path.of("hub.cfg"));
        assertThat(options.pki()).hasValue(Path.of("p"));
        assertThat(options.passphrase()).hasValue(Path.of("q"));
        assertThat(options.keyLog()).hasValue(Path.of("k"));
        assertThat(options.capture()).hasValue(Path.of("c.pcapng"));
        assertThat(options.inMemory()).isTrue();
        assertThat(options.ownPorts()).isEqualTo(new IkePorts(5500, 54500));
        assertThat(options.dataPlane()).isEqualTo(new DataPlaneOptions(4, 2, false));
        assertThat(options.remarks()).singleElement().asString().contains("not used");
    }

    @Test
    void whatIsNotSaidIsStandard() throws UsageException {
        RunOptions options = RunOptions.parse(List.of("hub.cfg"));

        assertThat(options.ownPorts()).isEqualTo(IkePorts.STANDARD);
        assertThat(options.dataPlane()).isEqualTo(DataPlaneOptions.STANDARD);
        assertThat(options.remarks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.cfg b.cfg",
                "a.cfg --colour",
                "a.cfg --ports",
                "a.cfg --ports 500",
                "a.cfg --ports 500,500",
                "a.cfg --ports 0,0",
                "a.cfg --ports 1,70000",
                "a.cfg --ports x,y",
                "a.cfg --queues",
                "a.cfg --queues x",
                "a.cfg --queues 17",
                "a.cfg --port-shards 0"
            })
    void whatIsNotUnderstoodIsSaid(String words) {
        List<String> arguments = words.isEmpty() ? List.of() : List.of(words.split(" "));

        assertThatThrownBy(() -> RunOptions.parse(arguments))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("\"?.+\"?");
    }
}
