package io.flexike.flexvpn.route;

/** Why a route is there. */
public enum RouteSource {
    /** The interface has an address in that network; the system makes the route together with the address. */
    CONNECTED,
    /** The configuration says so. */
    STATIC,
    /** It came with a session: an assigned address, a traffic selector, or a network that the peer told of. */
    IKEV2
}
