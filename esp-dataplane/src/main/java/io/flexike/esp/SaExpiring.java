package io.flexike.esp;

/**
 * A pair of SAs runs out of sequence numbers to send with.
 *
 * @param inboundSpi names the pair
 * @param outboundSpi of the SA whose numbers run out
 * @param exhausted false when three quarters are used, true when there is none left and packets are dropped
 */
public record SaExpiring(int inboundSpi, int outboundSpi, boolean exhausted) {}
