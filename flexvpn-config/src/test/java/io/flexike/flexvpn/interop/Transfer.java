package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A TCP connection from a {@link KernelGuest} to this JVM, over which many octets go there and back. */
final class Transfer {
    private static final int OCTETS = 300_000;

    private Transfer() {}

    /**
     * Passes if all of it arrives, first what comes from the guest and then as much as goes there.
     *
     * @param address of that namespace
     */
    static void assertBothWays(KernelGuest guest, NetworkNamespace namespace, String address) throws Exception {
        try (ServerSocket server = namespace.enter(() -> new ServerSocket(0, 1, InetAddress.getByName(address)))) {
            FutureTask<Integer> received = new FutureTask<>(() -> answer(server));
            new Thread(received, "transfer").start();
            assertThat(guest.exec("exec 3<>/dev/tcp/" + address + "/" + server.getLocalPort() + " && head -c " + OCTETS
                                    + " /dev/zero >&3 && head -c " + OCTETS + " <&3 | wc -c")
                            .strip())
                    .isEqualTo(Integer.toString(OCTETS));
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(OCTETS);
        }
    }

    private static int answer(ServerSocket server) throws IOException {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            int received = in.readNBytes(OCTETS).length;
            out.write(new byte[OCTETS]);
            return received;
        }
    }
}
