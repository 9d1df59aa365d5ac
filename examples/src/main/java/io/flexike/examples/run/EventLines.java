package io.flexike.examples.run;

import io.flexike.flexvpn.session.Assignment;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Events as lines, each beginning with what has happened. */
final class EventLines {
    private EventLines() {}

    static List<String> of(GatewayEvent event) {
        if (event instanceof GatewayEvent.SessionUp up) {
            return up(up.session());
        }
        if (event instanceof GatewayEvent.SessionDown down) {
            return List.of("session down " + who(down.session()) + " reason " + reason(down.reason()));
        }
        if (event instanceof GatewayEvent.SessionRekeyed rekeyed) {
            return List.of("session rekeyed " + who(rekeyed.session()));
        }
        if (event instanceof GatewayEvent.SessionMoved moved) {
            return List.of("session moved " + who(moved.session()));
        }
        if (event instanceof GatewayEvent.NetworksTold told) {
            return List.of("networks told " + who(told.session()) + " networks " + list(told.networks()));
        }
        if (event instanceof GatewayEvent.Redirected redirected) {
            return List.of("redirected " + outer(redirected.peer()) + " to " + redirected.to());
        }
        if (event instanceof GatewayEvent.PeerRefused refused) {
            String peer = refused.peer().map(Identification::toString).orElse("unknown");
            return List.of("peer refused " + outer(refused.address()) + " peer " + peer + " reason "
                    + reason(refused.reason()));
        }
        if (event instanceof GatewayEvent.ConnectFailed failed) {
            return List.of("connect failed " + failed.tunnel() + " reason " + failed.reason());
        }
        if (event instanceof GatewayEvent.ChildRefused refused) {
            return List.of("child refused " + refused.origin() + " reason " + reason(refused.reason()));
        }
        if (event instanceof GatewayEvent.DatagramRefused refused) {
            return List.of("datagram refused " + outer(refused.address()) + " reason " + refused.reason());
        }
        return List.of(event.toString());
    }

    private static List<String> up(SessionSnapshot session) {
        List<String> lines = new ArrayList<>();
        lines.add("session up " + who(session) + inner(session.assigned()));
        for (ChildSnapshot child : session.children()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "child up %s spi in/out 0x%08X/0x%08X %s %s local %s remote %s",
                    session.interfaceName(),
                    child.inboundSpi(),
                    child.outboundSpi(),
                    child.mode().toString().toLowerCase(Locale.ROOT),
                    child.suite(),
                    list(child.local()),
                    list(child.remote())));
        }
        return lines;
    }

    private static String inner(Assignment assigned) {
        return assigned.addresses().isEmpty()
                ? ""
                : " assigned "
                        + assigned.addresses().stream().map(IpPrefix::format).collect(Collectors.joining(","));
    }

    private static String who(SessionSnapshot session) {
        return session.interfaceName() + " peer " + session.peerText() + " local "
                + outer(session.path().local()) + " remote "
                + outer(session.path().remote());
    }

    private static String list(List<?> selectors) {
        return selectors.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    private static String reason(CloseReason reason) {
        return reason.toString();
    }

    private static String outer(InetSocketAddress address) {
        return IpPrefix.format(address.getAddress()) + "/" + address.getPort();
    }
}
