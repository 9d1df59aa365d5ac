package io.flexike.ike.task;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.TrafficSelector;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Addresses in traffic selectors of transport mode, which a NAT does not change (RFC 7296 2.23.1). */
final class OuterSubstitution {
    private OuterSubstitution() {}

    /** Selectors of our side as they are seen here. */
    static List<TrafficSelector> local(IkeSa sa, List<TrafficSelector> received) {
        return sa.mobility().nat().behindNat()
                ? substituted(received, sa.path().local().getAddress())
                : received;
    }

    /** Selectors of the peer's side as they are seen here. */
    static List<TrafficSelector> remote(IkeSa sa, List<TrafficSelector> received) {
        return sa.mobility().nat().peerBehindNat()
                ? substituted(received, sa.path().remote().getAddress())
                : received;
    }

    /** Selectors that do not all name one and the same address are left alone: they are not for transport mode. */
    private static List<TrafficSelector> substituted(List<TrafficSelector> received, InetAddress seen) {
        Optional<InetAddress> said = onlyAddress(received);
        if (said.isEmpty() || said.get().getAddress().length != seen.getAddress().length) {
            return received;
        }
        return received.stream()
                .map(AddressSelector.class::cast)
                .<TrafficSelector>map(
                        each -> new AddressSelector(each.protocol(), each.startPort(), each.endPort(), seen, seen))
                .toList();
    }

    private static Optional<InetAddress> onlyAddress(List<TrafficSelector> selectors) {
        InetAddress only = null;
        for (TrafficSelector selector : selectors) {
            if (!(selector instanceof AddressSelector host)
                    || !host.start().equals(host.end())
                    || only != null && !only.equals(host.start())) {
                return Optional.empty();
            }
            only = host.start();
        }
        return Optional.ofNullable(only);
    }
}
