package io.flexike.esp.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Socket addresses of Linux in native memory. Remembers senders and destinations, so that a packet costs no object. One
 * thread may read while another one writes.
 */
final class SocketAddresses {
    static final int IPV4_OCTETS = 16;
    static final int IPV6_OCTETS = 28;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** A power of two: how many senders, and how many destinations, are remembered. */
    private static final int REMEMBERED = 1024;

    /** Of addresses with like hashes so many are remembered. */
    private static final int WAYS = 4;

    private static final long MAPPED = 0xffff;

    private final boolean ipv4;
    private final @Nullable Known[] senders = new Known[REMEMBERED];
    private final @Nullable Known[] destinations = new Known[REMEMBERED];
    private int replacedSender;
    private int replacedDestination;

    /**
     * An address in both forms.
     *
     * @param high the upper half of an address of IPv6, in network byte order; 0 on a socket of IPv4
     * @param low the lower half, or the address of IPv4
     * @param portAndScope the port number in the upper half, the scope in the lower one
     */
    private record Known(long high, long low, long portAndScope, InetSocketAddress address) {}

    /** @param ipv4 the family of the socket; one of IPv6 has addresses of IPv4 in their mapped form */
    SocketAddresses(boolean ipv4) {
        this.ipv4 = ipv4;
    }

    int octets() {
        return ipv4 ? IPV4_OCTETS : IPV6_OCTETS;
    }

    /** Whether the socket can have such an address at all. */
    boolean canHold(InetAddress address) {
        return !ipv4 || address instanceof Inet4Address;
    }

    /** Writes an address that the socket can have. */
    void write(ByteBuffer buffer, int at, InetSocketAddress address) {
        Known known = destination(address);
        int port = (int) (known.portAndScope() >>> 32);
        buffer.put(at + 2, (byte) (port >>> 8)).put(at + 3, (byte) port);
        if (ipv4) {
            buffer.putShort(at, (short) AF_INET);
            putNetworkOrder(buffer, at + 4, (int) known.low());
        } else {
            buffer.putShort(at, (short) AF_INET6).putInt(at + 4, 0);
            putNetworkOrder(buffer, at + 8, (int) (known.high() >>> 32));
            putNetworkOrder(buffer, at + 12, (int) known.high());
            putNetworkOrder(buffer, at + 16, (int) (known.low() >>> 32));
            putNetworkOrder(buffer, at + 20, (int) known.low());
            buffer.putInt(at + 24, (int) known.portAndScope());
        }
    }

    private Known destination(InetSocketAddress address) {
        int set = set(address.hashCode());
        for (int i = set; i < set + WAYS; i++) {
            Known known = destinations[i];
            if (known != null && isSame(known.address(), address)) {
                return known;
            }
        }
        Known known = known(address);
        destinations[set + (++replacedDestination & WAYS - 1)] = known;
        return known;
    }

    /** Whether these are equal, and of one scope, which equality does not ask for. */
    @SuppressWarnings("ReferenceEquality") // mostly they are one object, and comparing the rest takes longer
    static boolean isSame(InetSocketAddress left, InetSocketAddress right) {
        return left == right || left.equals(right) && scope(left) == scope(right);
    }

    private static int scope(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
    }

    private Known known(InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        long portAndScope = (long) address.getPort() << 32 | Integer.toUnsignedLong(scope(address));
        ByteBuffer number = ByteBuffer.wrap(octets);
        if (octets.length == 16) {
            return new Known(number.getLong(0), number.getLong(8), portAndScope, address);
        }
        long low = Integer.toUnsignedLong(number.getInt(0));
        return new Known(0, ipv4 ? low : MAPPED << 32 | low, portAndScope, address);
    }

    /** The address that the kernel wrote; one of IPv4 in mapped form is one of IPv4. */
    InetSocketAddress read(ByteBuffer buffer, int at) {
        long port = (buffer.get(at + 2) & 0xffL) << 8 | buffer.get(at + 3) & 0xffL;
        long high = ipv4 ? 0 : (long) networkOrder(buffer, at + 8) << 32 | lowHalf(buffer, at + 12);
        long low = ipv4 ? lowHalf(buffer, at + 4) : lowHalf(buffer, at + 16) << 32 | lowHalf(buffer, at + 20);
        long portAndScope = port << 32 | (ipv4 ? 0 : Integer.toUnsignedLong(buffer.getInt(at + 24)));
        return sender(high, low, portAndScope);
    }

    private InetSocketAddress sender(long high, long low, long portAndScope) {
        int set = set(Long.hashCode(high * 31 + low) * 31 + Long.hashCode(portAndScope));
        for (int i = set; i < set + WAYS; i++) {
            Known known = senders[i];
            if (known != null && known.low() == low && known.high() == high && known.portAndScope() == portAndScope) {
                return known.address();
            }
        }
        InetAddress address = address(high, low, (int) portAndScope);
        Known known = new Known(high, low, portAndScope, new InetSocketAddress(address, (int) (portAndScope >>> 32)));
        senders[set + (++replacedSender & WAYS - 1)] = known;
        return known.address();
    }

    private InetAddress address(long high, long low, int scope) {
        try {
            if (ipv4 || high == 0 && low >>> 32 == MAPPED) {
                return InetAddress.getByAddress(
                        ByteBuffer.allocate(4).putInt((int) low).array());
            }
            byte[] octets = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            return scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 octets", e);
        }
    }

    /** Where the addresses with such a hash begin. */
    private static int set(int hash) {
        // addresses of one network differ in few bits, wherever these are
        return (hash * 0x9e3779b1) >>> Integer.numberOfLeadingZeros(REMEMBERED - 1) & -WAYS;
    }

    private static long lowHalf(ByteBuffer buffer, int at) {
        return Integer.toUnsignedLong(networkOrder(buffer, at));
    }

    private static int networkOrder(ByteBuffer buffer, int at) {
        int value = buffer.getInt(at);
        return buffer.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static void putNetworkOrder(ByteBuffer buffer, int at, int value) {
        buffer.putInt(at, buffer.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
    }
}
