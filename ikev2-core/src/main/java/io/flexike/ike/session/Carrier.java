package io.flexike.ike.session;

/** What carries the IKE messages of a path, and with them the ESP packets of its Child SAs. */
public enum Carrier {
    /** UDP datagrams that hold nothing but an IKE message (RFC 7296 2, port 500); ESP travels directly in IP. */
    UDP(false),
    /** UDP datagrams with the non-ESP marker in front of IKE (RFC 3948, port 4500 and its stand-ins). */
    UDP_NAT_TRAVERSAL(true),
    /**
     * One TCP connection for IKE and ESP (RFC 9329). Messages arrive in order or not at all, so that requests are not
     * repeated while the connection lives, and neither NAT keepalives nor IKE fragments are sent.
     */
    TCP(true);

    private final boolean sharedWithEsp;

    Carrier(boolean sharedWithEsp) {
        this.sharedWithEsp = sharedWithEsp;
    }

    /** Whether the non-ESP marker tells IKE from ESP, because both travel side by side. */
    public boolean sharedWithEsp() {
        return sharedWithEsp;
    }

    /** Whether what is sent arrives in order, unless the connection breaks. */
    public boolean reliable() {
        return this == TCP;
    }
}
