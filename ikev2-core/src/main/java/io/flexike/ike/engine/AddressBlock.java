package io.flexike.ike.engine;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** What one host can choose its source address from: an IPv4 address, or the /64 of an IPv6 address. */
final class AddressBlock {
    /** IPv4 addresses stand under ffff:ffff::/32, which is multicast and nobody's source. */
    private static final long IPV4 = 0xffff_ffff_0000_0000L;

    private AddressBlock() {}

    /** A number for the block, which no other block has. */
    static long of(InetAddress address) {
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address ? IPV4 | octets.getInt() & 0xffff_ffffL : octets.getLong();
    }
}
