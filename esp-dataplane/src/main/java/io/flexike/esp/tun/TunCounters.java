package io.flexike.esp.tun;

/**
 * What a tunnel device has done so far, seen from the tunnel.
 *
 * @param readCalls system calls that brought something
 * @param readPackets packets that came from the host
 * @param readOctets octets of what these calls brought
 * @param droppedReads times that what came could not be understood or was longer than the reader's buffers
 * @param writeCalls system calls that handed something to the host, or were to do so
 * @param writtenPackets packets that the host took
 * @param writtenOctets octets of what these calls carried
 * @param refusedSuperframes superframes that the host refused; their packets were written one by one then
 */
public record TunCounters(
        long readCalls,
        long readPackets,
        long readOctets,
        long droppedReads,
        long writeCalls,
        long writtenPackets,
        long writtenOctets,
        long refusedSuperframes) {
    static final TunCounters NONE = new TunCounters(0, 0, 0, 0, 0, 0, 0, 0);
}
