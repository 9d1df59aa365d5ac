package io.flexike.ike.transport;

/**
 * What a driver has done so far.
 *
 * @param datagrams datagrams given to the engine
 * @param datagramsDropped datagrams dropped because the queue was full or the driver closed
 * @param commands commands given to the engine
 * @param deadlines deadlines given to the engine
 * @param faults unchecked exceptions and broken invariants of the engine or the output handler; each is a bug
 */
public record DriverCounters(long datagrams, long datagramsDropped, long commands, long deadlines, long faults) {}
