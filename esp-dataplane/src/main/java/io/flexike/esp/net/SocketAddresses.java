package io.flexike.esp.net;

import io.flexike.esp.linux.NativeMemory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Socket addresses of Linux in native memory; remembers senders, so that a packet costs no object. */
final class SocketAddresses {
    static final int IPV4_OCTETS = 16;
    static final int IPV6_OCTETS = 28;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** A power of two: how many senders are remembered. */
    private static final int REMEMBERED = 256;

    private final boolean ipv4;
    private final @Nullable InetSocketAddress[] senders = new InetSocketAddress[REMEMBERED];
    private final byte[][] senderOctets = new byte[REMEMBERED][];
    private final byte[] scratch;

    SocketAddresses(boolean ipv4) {
        this.ipv4 = ipv4;
        this.scratch = new byte[ipv4 ? 4 : 16];
    }

    int octets() {
        return ipv4 ? IPV4_OCTETS : IPV6_OCTETS;
    }

    /** Writes an address of this family; the port number of a raw socket is 0. */
    void write(NativeMemory memory, InetAddress address) {
        ByteBuffer buffer = memory.buffer();
        byte[] octets = address.getAddress();
        if (ipv4) {
            buffer.putShort(0, (short) AF_INET).put(4, octets);
        } else {
            int scope = address instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
            buffer.putShort(0, (short) AF_INET6).put(8, octets).putInt(24, scope);
        }
    }

    /** The address that the kernel wrote, with port 0. */
    InetSocketAddress read(NativeMemory memory) {
        ByteBuffer buffer = memory.buffer();
        buffer.get(ipv4 ? 4 : 8, scratch);
        int slot = Arrays.hashCode(scratch) & REMEMBERED - 1;
        InetSocketAddress known = senders[slot];
        if (known != null && Arrays.equals(senderOctets[slot], scratch)) {
            return known;
        }
        InetSocketAddress sender = new InetSocketAddress(address(buffer), 0);
        senders[slot] = sender;
        senderOctets[slot] = scratch.clone();
        return sender;
    }

    private InetAddress address(ByteBuffer buffer) {
        try {
            int scope = ipv4 ? 0 : buffer.getInt(24);
            return scope == 0 ? InetAddress.getByAddress(scratch) : Inet6Address.getByAddress(null, scratch, scope);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + scratch.length + " octets", e);
        }
    }
}
