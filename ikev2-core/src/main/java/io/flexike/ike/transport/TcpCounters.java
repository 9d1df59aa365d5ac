package io.flexike.ike.transport;

/**
 * What a TCP transport has seen so far.
 *
 * @param received IKE messages given to the receiver
 * @param esp ESP packets given to the ESP receiver
 * @param keepalives NAT keepalives, dropped (RFC 9329 6.6)
 * @param malformed messages too short for an SPI, dropped
 * @param sent IKE messages and ESP packets taken for sending
 * @param sendFailures those not taken: no connection and none to be opened, or too long
 * @param sendOverflows those dropped because the peer reads too slowly
 * @param accepted connections taken from peers
 * @param refused connections of peers closed at once because of a limit
 * @param broken connections closed because the stream made no sense
 * @param expired connections closed because a time was over
 * @param connections connections at this moment
 * @param untrusted connections of peers at this moment over which no IKE SA was authenticated
 */
public record TcpCounters(
        long received,
        long esp,
        long keepalives,
        long malformed,
        long sent,
        long sendFailures,
        long sendOverflows,
        long accepted,
        long refused,
        long broken,
        long expired,
        int connections,
        int untrusted) {}
