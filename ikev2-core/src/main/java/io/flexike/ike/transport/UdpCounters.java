package io.flexike.ike.transport;

/**
 * What a UDP transport has seen so far, in datagrams.
 *
 * @param received IKE messages given to the receiver
 * @param esp ESP packets given to the ESP receiver
 * @param keepalives NAT keepalives, dropped (RFC 3948 2.3)
 * @param malformed empty ones, and ones on the NAT traversal port too short for an SPI; dropped
 * @param sent IKE messages sent
 * @param sendFailures IKE messages not sent: no socket at that local address, no room, or refused by the system
 * @param receiveFailures errors on receipt
 */
public record UdpCounters(
        long received, long esp, long keepalives, long malformed, long sent, long sendFailures, long receiveFailures) {}
