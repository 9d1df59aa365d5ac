package io.flexike.flexvpn.route;

import io.flexike.ike.selector.IpPrefix;
import java.time.Instant;
import java.util.Optional;

/**
 * A route at one moment.
 *
 * @param vrf the VRF whose table it is in; empty for the global one
 * @param interfaceName such as {@code Tunnel0} or {@code Virtual-Access1}
 * @param distance 0 for what is connected, else 1 to 255
 * @param tag 0 to 4,294,967,295
 * @param since when it came
 * @param installed whether it counts; another one of the same prefix is better otherwise
 */
public record Route(
        Optional<String> vrf,
        IpPrefix prefix,
        String interfaceName,
        RouteSource source,
        int distance,
        long tag,
        Instant since,
        boolean installed) {}
