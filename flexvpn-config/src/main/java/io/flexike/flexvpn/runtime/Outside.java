package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.HostAddress;
import io.flexike.esp.net.HostAddresses;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The ports of a gateway, and what they follow.
 *
 * @param chosen which addresses there are to be
 * @param host which there are, if they are watched
 */
record Outside(OuterPorts ports, ChosenAddresses chosen, Optional<HostAddresses> host) {
    /**
     * Binds the ports and begins to watch the addresses of the host.
     *
     * @throws IOException if that is not possible; what was opened is among the opened parts
     */
    static Outside open(GatewayPlan plan, Recorder recorder, OpenedParts opened) throws IOException {
        Optional<HostAddresses> host = Optional.empty();
        List<HostAddress> now = List.of();
        if (plan.environment().hostAddresses().isPresent()) {
            HostAddresses watched = plan.environment().hostAddresses().get().open();
            opened.add(watched::close);
            host = Optional.of(watched);
            now = watched.now();
        }
        ChosenAddresses chosen = ChosenAddresses.of(plan);
        OuterPorts ports = OuterPorts.bind(plan, chosen, now, recorder::tap);
        opened.add(ports::close);
        return new Outside(ports, chosen, host);
    }
}
