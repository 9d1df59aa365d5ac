package io.flexike.esp;

import io.flexike.esp.net.Encapsulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Between which outer addresses an SA's packets travel.
 *
 * @param local our address; port 0 without UDP and TCP
 * @param remote the peer's address; port 0 without UDP and TCP
 */
public record OuterPath(InetSocketAddress local, InetSocketAddress remote, Encapsulation encapsulation) {
    public OuterPath {
        if (local.isUnresolved() || remote.isUnresolved()) {
            throw new IllegalArgumentException("an outer path needs addresses, not names: " + local + ", " + remote);
        }
        if (encapsulation == Encapsulation.NATIVE || encapsulation == Encapsulation.AH) {
            local = new InetSocketAddress(local.getAddress(), 0);
            remote = new InetSocketAddress(remote.getAddress(), 0);
        } else if (remote.getPort() == 0 || local.getPort() == 0) {
            throw new IllegalArgumentException(encapsulation + " needs port numbers: " + local + ", " + remote);
        }
    }

    /** Whether both ends are addresses of hosts, and of one IP version. */
    boolean hasEnds() {
        InetAddress from = local.getAddress();
        InetAddress to = remote.getAddress();
        return !from.isAnyLocalAddress()
                && !to.isAnyLocalAddress()
                && from.getAddress().length == to.getAddress().length;
    }

    /** UDP encapsulation, beside IKE on the same ports (RFC 3948). */
    public static OuterPath udp(InetSocketAddress local, InetSocketAddress remote) {
        return new OuterPath(local, remote, Encapsulation.UDP);
    }

    /** In a TCP connection, beside IKE (RFC 9329). */
    public static OuterPath tcp(InetSocketAddress local, InetSocketAddress remote) {
        return new OuterPath(local, remote, Encapsulation.TCP);
    }

    /** ESP directly in IP; port numbers are ignored. */
    public static OuterPath nativeEsp(InetSocketAddress local, InetSocketAddress remote) {
        return new OuterPath(local, remote, Encapsulation.NATIVE);
    }

    /** AH, whose SAs have no other paths; port numbers are ignored. */
    public static OuterPath ah(InetSocketAddress local, InetSocketAddress remote) {
        return new OuterPath(local, remote, Encapsulation.AH);
    }

    /** Whether it is one of AH. */
    boolean isAh() {
        return encapsulation == Encapsulation.AH;
    }
}
