package io.flexike.flexvpn.environment;

import io.flexike.esp.net.UdpOffload;
import io.flexike.esp.tun.TunOffload;
import io.flexike.esp.tun.TunSettings;

/**
 * How the data plane of Linux uses the processors and the kernel. What is on the wire is the same with all of them; a
 * data plane in memory does without.
 *
 * @param queues of each tunnel device, 1 to 16, each of which is read by a thread of its own; the kernel gives all
 *     packets of a flow to one of them
 * @param portShards sockets that share each UDP port of ESP, 1 to 16, each of which is read by a thread of its own; the
 *     kernel gives all datagrams of one peer to one of them, and each queue sends from one of them. With more than one,
 *     another process of the same user can bind the port as well (SO_REUSEPORT)
 * @param offload whether tunnel devices and UDP ports hand over many packets in one call, as far as the kernel has that
 */
public record DataPlaneOptions(int queues, int portShards, boolean offload) {
    /** The most sockets that share a port. */
    public static final int MAX_PORT_SHARDS = 16;

    /** One queue, one socket and all offload that the kernel has. */
    public static final DataPlaneOptions STANDARD = new DataPlaneOptions(1, 1, true);

    /** @throws IllegalArgumentException if a number is out of range */
    public DataPlaneOptions {
        checkRange(queues, TunSettings.MAX_QUEUES, "queues of a tunnel device");
        checkRange(portShards, MAX_PORT_SHARDS, "sockets for a UDP port");
    }

    private static void checkRange(int number, int most, String what) {
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(number + " " + what + ": right would be 1 to " + most);
        }
    }

    /** The same with so many queues of each tunnel device. */
    public DataPlaneOptions withQueues(int newQueues) {
        return new DataPlaneOptions(newQueues, portShards, offload);
    }

    /** The same with so many sockets for each UDP port of ESP. */
    public DataPlaneOptions withPortShards(int newPortShards) {
        return new DataPlaneOptions(queues, newPortShards, offload);
    }

    /** The same with one packet in each system call. */
    public DataPlaneOptions withoutOffload() {
        return new DataPlaneOptions(queues, portShards, false);
    }

    /** The same device with these queues and this offload. */
    public TunSettings applyTo(TunSettings device) {
        return device.withQueues(queues).withOffload(offload ? device.offload() : TunOffload.NONE);
    }

    /** The offload of UDP ports. */
    UdpOffload udpOffload() {
        return offload ? UdpOffload.AUTO : UdpOffload.OFF;
    }
}
