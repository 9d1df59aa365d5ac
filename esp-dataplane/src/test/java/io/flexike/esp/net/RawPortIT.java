package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import io.flexike.esp.packet.OuterHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw sockets on the loopback device of a namespace. */
@Timeout(60)
class RawPortIT {
    private NetworkNamespace namespace;

    @BeforeEach
    void createNamespace() throws Exception {
        RootAccess.require();
        namespace = NetworkNamespace.create();
        namespace.ip("addr", "add", "2001:db8::1/128", "dev", "lo", "nodad");
        namespace.ip("addr", "add", "2001:db8::2/128", "dev", "lo", "nodad");
        namespace.ip("link", "set", "lo", "mtu", "2000");
    }

    @AfterEach
    void removeNamespace() throws Exception {
        if (namespace != null) {
            namespace.close();
        }
    }

    private RawEspPort esp(String literal) throws Exception {
        return namespace.inside(() -> RawEspPort.open(address(literal)));
    }

    private static InetSocketAddress peer(String literal) {
        return new InetSocketAddress(address(literal), 0);
    }

    private static List<byte[]> mixed(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Datagrams.numbered(i, 40 + i % 3 * 500))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "2001:db8::1, 2001:db8::2"})
    void esp_travels_in_batches_with_its_traffic_class(String from, String to) throws Exception {
        try (RawEspPort left = esp(from);
                RawEspPort right = esp(to)) {
            for (int trafficClass : new int[] {0, 0xbb, 1, 0xff}) {
                assertThat(Datagrams.send(left, mixed(150), peer(to), trafficClass, trafficClass == 1))
                        .isEqualTo(150);

                List<Datagrams.Received> received = Datagrams.receive(right, 150);
                assertThat(Datagrams.octets(received)).isEqualTo(Datagrams.lists(mixed(150)));
                assertThat(received)
                        .allMatch(one -> one.remote().equals(peer(from)) && one.trafficClass() == trafficClass);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "2001:db8::1, 2001:db8::2"})
    void ah_travels_with_the_header_that_it_protects(String from, String to) throws Exception {
        InetAddress source = address(from);
        InetAddress destination = address(to);
        OuterHeader header = new OuterHeader(source, destination);
        byte[] packet = new byte[header.octets() + 300];
        header.write(packet, 0, 300, 51, 0, 0x2e);
        try (RawAhPort left = namespace.inside(() -> RawAhPort.open(source));
                RawAhPort right = namespace.inside(() -> RawAhPort.open(destination))) {
            assertThat(Datagrams.send(left, List.of(packet, packet, packet), peer(to), 0x2e, true))
                    .isEqualTo(3);

            List<Datagrams.Received> received = Datagrams.receive(right, 3);

            assertThat(received).hasSize(3).allSatisfy(one -> {
                assertThat(one.trafficClass()).isEqualTo(0x2e);
                assertThat(one.octets()).hasSize(packet.length);
                assertThat(one.octets().subList(header.octets(), packet.length))
                        .isEqualTo(Datagrams.octets(new byte[300]));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "2001:db8::1"})
    void what_must_be_whole_and_is_too_long_tells_the_path_mtu(String here) throws Exception {
        try (RawEspPort port = esp(here)) {
            List<byte[]> tooLong = List.of(new byte[1990]);

            assertThat(Datagrams.send(port, tooLong, peer(here), 0, false)).isEqualTo(1);
            assertThat(Datagrams.receive(port, 1).get(0).octets()).hasSize(1990);

            assertThat(Datagrams.send(port, tooLong, peer(here), 0, true)).isZero();
            assertThat(port.pathMtu(peer(here))).isEqualTo(2000);
        }
    }
}
