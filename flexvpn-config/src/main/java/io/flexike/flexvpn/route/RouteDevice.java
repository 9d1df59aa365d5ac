package io.flexike.flexvpn.route;

import io.flexike.ike.selector.IpPrefix;

/** An interface that routes lead into. */
public interface RouteDevice {
    /** The name of the interface, such as {@code Tunnel0}. */
    String name();

    /** Sends packets of that prefix into it; a failure is its own matter. */
    void install(IpPrefix prefix);

    /** Sends them there no longer. */
    void withdraw(IpPrefix prefix);
}
