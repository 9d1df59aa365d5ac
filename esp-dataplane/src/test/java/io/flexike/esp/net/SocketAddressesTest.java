package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressesTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());

    // the octets are those of x86-64 and other systems that store the lowest octet first
    @ParameterizedTest
    @CsvSource({
        "true, 192.0.2.1, 4500, 02001194c0000201",
        "false, 192.0.2.1, 500, 0a0001f40000000000000000000000000000ffffc000020100000000",
        "false, 2001:db8::1:2, 65535, 0a00ffff0000000020010db800000000000000000001000200000000"
    })
    void are_written_as_the_kernel_reads_them_and_read_again(boolean ipv4, String literal, int port, String octets) {
        ByteBuffer little = buffer.order(ByteOrder.LITTLE_ENDIAN);
        SocketAddresses addresses = new SocketAddresses(ipv4);
        InetSocketAddress address = new InetSocketAddress(address(literal), port);
        for (int i = 0; i < 2; i++) {
            addresses.write(little, 4, address);

            byte[] written = new byte[octets.length() / 2];
            little.get(4, written);
            assertThat(HexFormat.of().formatHex(written)).isEqualTo(octets);
            assertThat(addresses.read(little, 4)).isEqualTo(address);
        }
    }

    @Test
    void a_scope_survives() throws Exception {
        InetSocketAddress address = new InetSocketAddress(
                Inet6Address.getByAddress(null, address("fe80::1").getAddress(), 3), 4500);
        SocketAddresses addresses = new SocketAddresses(false);

        addresses.write(buffer, 0, address);
        InetSocketAddress read = addresses.read(buffer, 0);

        assertThat(read).isEqualTo(address);
        assertThat(((Inet6Address) read.getAddress()).getScopeId()).isEqualTo(3);
        InetSocketAddress elsewhere = new InetSocketAddress(
                Inet6Address.getByAddress(null, address("fe80::1").getAddress(), 4), 4500);
        addresses.write(buffer, 0, elsewhere);
        assertThat(((Inet6Address) addresses.read(buffer, 0).getAddress()).getScopeId())
                .isEqualTo(4);
    }

    @Test
    void a_sender_is_one_object_as_long_as_it_is_the_same() {
        SocketAddresses addresses = new SocketAddresses(false);
        addresses.write(buffer, 0, new InetSocketAddress(address("192.0.2.1"), 1));
        InetSocketAddress first = addresses.read(buffer, 0);
        assertThat(first.getAddress()).isInstanceOf(Inet4Address.class);
        assertThat(addresses.read(buffer, 0)).isSameAs(first);

        buffer.put(3, (byte) 2);
        assertThat(addresses.read(buffer, 0).getPort()).isEqualTo(2);
        buffer.put(23, (byte) 2);
        assertThat(addresses.read(buffer, 0)).isEqualTo(new InetSocketAddress(address("192.0.2.2"), 2));
    }

    @Test
    void more_senders_than_are_remembered_are_told_apart() {
        SocketAddresses addresses = new SocketAddresses(true);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5000; i++) {
                InetSocketAddress address =
                        new InetSocketAddress(address("10.0." + i / 256 + "." + i % 256), 1 + i % 7);
                addresses.write(buffer, 0, address);
                assertThat(addresses.read(buffer, 0)).isEqualTo(address);
            }
        }
    }
}
