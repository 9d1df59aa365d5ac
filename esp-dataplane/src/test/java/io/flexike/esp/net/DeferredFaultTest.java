package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class DeferredFaultTest {
    @Test
    void a_fault_is_told_of_once() throws IOException {
        DeferredFault fault = new DeferredFault();
        IOException failure = new IOException("no");
        DatagramBatch batch = DatagramBatch.forReceiving(4, 1500);
        fault.throwIfKept();
        assertThatThrownBy(() -> fault.raise(failure, batch)).isSameAs(failure);
        fault.throwIfKept();

        batch.reserve(1);
        batch.add(batch.freeBuffer(), batch.freeOffset(), 1, new InetSocketAddress(address("192.0.2.1"), 1));
        fault.raise(failure, batch);

        assertThatThrownBy(fault::throwIfKept).isSameAs(failure);
        fault.throwIfKept();
    }
}
