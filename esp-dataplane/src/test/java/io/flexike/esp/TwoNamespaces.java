package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.RawAhPort;
import io.flexike.esp.net.RawEspPort;
import io.flexike.esp.net.UdpPort;
import io.flexike.esp.netns.NetworkNamespace;
import io.flexike.esp.netns.RootAccess;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Two namespaces with a cable between them, in which data planes have real devices and sockets. */
final class TwoNamespaces implements AutoCloseable {
    final NetworkNamespace left;
    final NetworkNamespace right;

    private TwoNamespaces(NetworkNamespace left, NetworkNamespace right) {
        this.left = left;
        this.right = right;
    }

    static TwoNamespaces joined() throws Exception {
        RootAccess.require();
        TwoNamespaces both = new TwoNamespaces(NetworkNamespace.create(), NetworkNamespace.create());
        both.left.connect(
                both.right, List.of("192.0.2.1/24", "2001:db8::1/64"), List.of("192.0.2.2/24", "2001:db8::2/64"));
        return both;
    }

    /** Each encapsulation over each IP version: where from, where to, with which cipher. */
    static Stream<Arguments> outerForms() {
        return Stream.of(
                Arguments.of(Encapsulation.UDP, "192.0.2.1", "192.0.2.2", TestSas.GCM_128),
                Arguments.of(Encapsulation.UDP, "2001:db8::1", "2001:db8::2", TestSas.CBC_128_SHA_256),
                Arguments.of(Encapsulation.NATIVE, "192.0.2.1", "192.0.2.2", TestSas.CBC_256_SHA_512_ESN),
                Arguments.of(Encapsulation.NATIVE, "2001:db8::1", "2001:db8::2", TestSas.GCM_256_ESN));
    }

    /** The same, and AH. */
    static Stream<Arguments> outerFormsAndAh() {
        return Stream.concat(
                outerForms(),
                Stream.of(
                        Arguments.of(Encapsulation.AH, "192.0.2.1", "192.0.2.2", TestSas.AH_SHA_256),
                        Arguments.of(Encapsulation.AH, "2001:db8::1", "2001:db8::2", TestSas.AH_SHA_512_ESN)));
    }

    static OuterPath path(Encapsulation encapsulation, String local, String remote) {
        return new OuterPath(
                new InetSocketAddress(address(local), 4500),
                new InetSocketAddress(address(remote), 4500),
                encapsulation);
    }

    /** A data plane in the namespace of the calling thread. */
    static DataPlane start(TunSettings tunnel, OuterPath path) throws IOException {
        return start(TunDevices.linux().open(tunnel), path);
    }

    /** A data plane in the namespace of the calling thread, with that device. */
    static DataPlane start(TunDevice device, OuterPath path) throws IOException {
        InetSocketAddress local = path.local();
        DatagramPort port = switch (path.encapsulation()) {
            case UDP -> UdpPort.bind(local);
            case AH -> RawAhPort.open(local.getAddress());
            default -> RawEspPort.open(local.getAddress());
        };
        return DataPlane.builder()
                .crypto(CryptoProvider.standard())
                .random(new SecureRandom())
                .clock(InstantSource.system())
                .tunnel(device)
                .port(port)
                .start();
    }

    @Override
    public void close() throws IOException {
        left.close();
        right.close();
    }
}
