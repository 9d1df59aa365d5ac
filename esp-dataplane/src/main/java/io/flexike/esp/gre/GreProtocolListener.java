package io.flexike.esp.gre;

/** Takes what comes through a GRE tunnel and is neither IPv4 nor IPv6, such as NHRP. */
@FunctionalInterface
public interface GreProtocolListener {
    /**
     * A packet came. Called on the thread that received it, which serves other peers as well: must not block. That
     * thread may be one that installs an SA, for which packets were waiting, and hold locks of the data plane then: a
     * listener takes no lock that is held elsewhere while the data plane is called.
     *
     * @param packet without GRE header, written by the peer and not looked at; belongs to the listener
     */
    void received(GreProtocol protocol, byte[] packet);
}
