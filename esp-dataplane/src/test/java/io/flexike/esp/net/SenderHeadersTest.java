package io.flexike.esp.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.packet.OuterHeader;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SenderHeadersTest {
    private final InetAddress local = address(1);
    private final SenderHeaders headers = new SenderHeaders(local);

    private static InetAddress address(int host) {
        try {
            return InetAddress.getByName("2001:db8::" + host);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] written(OuterHeader header) {
        byte[] octets = new byte[40];
        header.write(octets, 0, 100, 51, 0);
        return octets;
    }

    @Test
    void packets_of_one_sender_in_a_row_have_one_header() {
        OuterHeader first = headers.from(address(2));
        assertThat(headers.from(address(2))).isSameAs(first);
        assertThat(written(first)).isEqualTo(written(new OuterHeader(address(2), local)));
    }

    @Test
    void another_sender_has_a_header_of_its_own() {
        for (int host : new int[] {2, 3, 2, 2, 4}) {
            assertThat(written(headers.from(address(host)))).isEqualTo(written(new OuterHeader(address(host), local)));
        }
    }
}
