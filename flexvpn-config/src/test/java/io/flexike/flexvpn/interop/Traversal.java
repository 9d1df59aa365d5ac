package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Packets that go through a tunnel and come back. */
public final class Traversal {
    /** Octets of payload: small, near the MTU, and more than fits, which is fragmented inside the tunnel. */
    public static final List<Integer> SIZES = List.of(56, 1300, 4000);

    private Traversal() {}

    /** Pings between the inner addresses of {@link Sites}, IPv4 and IPv6, begun by either end. */
    public static void assertPingsBothWays(NetworkNamespace own, NetworkNamespace peer) {
        assertPingsBothWays(own, Sites.OWN_INNER_4, peer, Sites.PEER_INNER_4);
        assertPingsBothWays(own, Sites.OWN_INNER_6, peer, Sites.PEER_INNER_6);
    }

    public static void assertPingsBothWays(
            NetworkNamespace one, String oneAddress, NetworkNamespace other, String otherAddress) {
        for (int octets : SIZES) {
            assertPings(one, oneAddress, otherAddress, octets);
            assertPings(other, otherAddress, oneAddress, octets);
        }
    }

    public static void assertPings(NetworkNamespace from, String source, String target, int octets) {
        Ping ping = Ping.from(from, source, target, octets);
        assertThat(ping.complete())
                .as("%d octets from %s to %s: %s", octets, source, target, ping.output())
                .isTrue();
    }
}
