package io.flexike.examples.run;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.ios.OutsideLine;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.router.RouterGateway;
import io.flexike.flexvpn.router.Trustpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configuration in a file.
 *
 * @param router its text as a tree
 * @param gateway what the gateway is to do; empty if something is wrong
 * @param remarks a line for everything that is wrong or not done
 */
record RouterFile(RouterConfig router, Optional<FlexVpnConfig> gateway, List<String> remarks) {
    RouterFile {
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file.
     *
     * @param beginning what the gateway is told beside it
     * @param trustpoints where those are that it names
     */
    static RouterFile read(Path file, FlexVpnConfig.Builder beginning, Trustpoints trustpoints) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return new RouterFile(
                    RouterConfig.empty(), Optional.empty(), List.of(file + ": cannot be read (" + e + ")"));
        }
        RouterConfig.Reading reading = RouterConfig.read(file.toString(), text);
        RouterGateway gateway = RouterGateway.of(reading, file.toString(), beginning, trustpoints);
        List<String> remarks = new ArrayList<>();
        gateway.findings().forEach(finding -> remarks.add(finding.toString()));
        gateway.inactive().forEach(finding -> remarks.add(finding.toString()));
        if (!reading.outside().isEmpty()) {
            remarks.add(file + ": kept and not acted upon: " + topics(reading.outside()));
        }
        return new RouterFile(reading.config(), gateway.config(), remarks);
    }

    private static String topics(List<OutsideLine> lines) {
        return lines.stream().map(OutsideLine::topic).distinct().collect(Collectors.joining(", "));
    }
}
