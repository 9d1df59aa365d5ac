package io.flexike.esp.gre;

/** Takes what comes through a GRE tunnel and is neither IPv4 nor IPv6, such as NHRP. */
@FunctionalInterface
public interface GreProtocolListener {
    /**
     * A packet came. Called on the thread that received it, which serves other peers as well: must not block.
     *
     * @param packet without GRE header, written by the peer and not looked at; belongs to the listener
     */
    void received(GreProtocol protocol, byte[] packet);
}
