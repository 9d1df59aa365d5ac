package io.flexike.ike.transport;

import java.time.Duration;

/**
 * What peers may have of our TCP connections. All numbers are our choice.
 *
 * @param maxConnections connections of peers at the same time, at least 1
 * @param maxPerOrigin of those, connections of one IPv4 address or one IPv6 network of 64 bits, at least 1
 * @param maxUntrusted of those, connections over which no IKE SA was authenticated, at least 1
 * @param prefixTimeout how long a connection may take to say the prefix of RFC 9329 4
 * @param untrustedTimeout how long a connection may take until an IKE SA is authenticated over it
 * @param idleTimeout how long nothing may pass; the originator opens another connection when it has something to say
 * @param stallTimeout how long a peer may leave unread what we send
 * @param connectTimeout how long opening a connection may take
 * @param sendQueueOctets what may wait for a slow reader, for each connection; more is dropped, as by a network
 */
public record TcpLimits(
        int maxConnections,
        int maxPerOrigin,
        int maxUntrusted,
        Duration prefixTimeout,
        Duration untrustedTimeout,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration connectTimeout,
        int sendQueueOctets) {
    /** 10,000 connections, 100 of one origin, 1,000 untrusted for a minute at most, 256 KiB of queue. */
    public static final TcpLimits DEFAULT = new TcpLimits(
            10_000,
            100,
            1_000,
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofHours(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            1 << 18);

    /** Room for one frame of the greatest length and the prefix. */
    private static final int MIN_QUEUE_OCTETS = 1 << 17;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is below 1, the queue below 128 KiB, or a duration not positive
     */
    public TcpLimits {
        if (maxConnections < 1 || maxPerOrigin < 1 || maxUntrusted < 1) {
            throw new IllegalArgumentException("limits of connections start with 1");
        }
        if (sendQueueOctets < MIN_QUEUE_OCTETS) {
            throw new IllegalArgumentException("a send queue takes at least " + MIN_QUEUE_OCTETS + " octets");
        }
        for (Duration timeout :
                new Duration[] {prefixTimeout, untrustedTimeout, idleTimeout, stallTimeout, connectTimeout}) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a timeout of " + timeout);
            }
        }
    }

    /** The same with other numbers of connections. */
    public TcpLimits withConnections(int all, int perOrigin, int untrusted) {
        return new TcpLimits(
                all,
                perOrigin,
                untrusted,
                prefixTimeout,
                untrustedTimeout,
                idleTimeout,
                stallTimeout,
                connectTimeout,
                sendQueueOctets);
    }

    /** The same with other times for strangers. */
    public TcpLimits withPatience(Duration untilPrefix, Duration untilTrusted) {
        return new TcpLimits(
                maxConnections,
                maxPerOrigin,
                maxUntrusted,
                untilPrefix,
                untilTrusted,
                idleTimeout,
                stallTimeout,
                connectTimeout,
                sendQueueOctets);
    }

    /** The same with another time after which an idle connection, or one whose reader stalls, is closed. */
    public TcpLimits withIdleAndStall(Duration idle, Duration stall) {
        return new TcpLimits(
                maxConnections,
                maxPerOrigin,
                maxUntrusted,
                prefixTimeout,
                untrustedTimeout,
                idle,
                stall,
                connectTimeout,
                sendQueueOctets);
    }
}
