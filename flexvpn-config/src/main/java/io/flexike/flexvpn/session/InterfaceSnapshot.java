package io.flexike.flexvpn.session;

import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import java.util.List;
import java.util.Optional;

/**
 * A tunnel interface at one moment.
 *
 * @param name {@code Tunnel0}, {@code Virtual-Template1}, or {@code Virtual-Access1} for the device of one peer
 * @param device the name of its network device in the system
 * @param origin name of the tunnel or template in the configuration
 * @param vrf the VRF that it belongs to; empty for the global one
 * @param addresses configured and assigned ones
 * @param up whether a session is there for which packets can pass
 * @param ofPeer what it has otherwise than its template, as the peer's authorization policy says
 */
public record InterfaceSnapshot(
        String name,
        String device,
        String origin,
        Optional<String> vrf,
        List<InterfaceAddress> addresses,
        boolean up,
        InterfaceSettings ofPeer) {
    /** Copies the list. */
    public InterfaceSnapshot {
        addresses = List.copyOf(addresses);
    }
}
