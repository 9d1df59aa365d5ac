package io.flexike.esp;

/**
 * What went through one SA.
 *
 * @param packets that were sealed, or opened and accepted
 * @param octets of the packets inside, without ESP, its padding and, in transport mode, their IP header
 * @param sequence the last sequence number sent, or the highest one received
 */
public record DirectionCounters(long packets, long octets, long sequence) {}
