package io.flexike.ike.eap;

/**
 * How far the authenticator is inside a tunnel.
 *
 * @param kind what is next
 * @param text who the peer is, or why it is refused
 */
record TunnelStep(Kind kind, String text) {
    enum Kind {
        GO_ON,
        DONE,
        REFUSED
    }

    static TunnelStep goOn() {
        return new TunnelStep(Kind.GO_ON, "");
    }

    static TunnelStep done(String identity) {
        return new TunnelStep(Kind.DONE, identity);
    }

    static TunnelStep refused(String reason) {
        return new TunnelStep(Kind.REFUSED, reason);
    }
}
