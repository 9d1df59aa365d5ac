package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IkePortReaderTest {
    @Test
    void a_bug_of_the_port_or_of_the_receiver_does_not_end_it() throws InterruptedException {
        List<Integer> received = new ArrayList<>();
        IkePortReader reader = IkePortReader.start(new BuggyPort(new AtomicInteger()), (path, datagram) -> {
            received.add((int) datagram[0]);
            if (datagram[0] == 2) {
                throw new IllegalStateException("a bug of the receiver");
            }
        });
        reader.join(20_000);

        assertThat(received).containsExactly(2, 3, 4);
    }

    /** Two bugs, then two datagrams in one batch, then another one, then the end. */
    private record BuggyPort(AtomicInteger calls) implements DatagramPort {
        @Override
        public Encapsulation encapsulation() {
            return Encapsulation.UDP;
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 500);
        }

        @Override
        public int preferredBatch() {
            return 2;
        }

        @Override
        public void receive(DatagramBatch batch) throws ClosedChannelException {
            batch.clear();
            switch (calls.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a bug of the port");
                case 2 -> throw new AssertionError("another bug of the port");
                case 3 -> {
                    batch.add(new byte[] {2}, 0, 1, localAddress());
                    batch.add(new byte[] {3}, 0, 1, localAddress());
                }
                case 4 -> batch.add(new byte[] {4}, 0, 1, localAddress());
                default -> throw new ClosedChannelException();
            }
        }

        @Override
        public int send(DatagramBatch batch) {
            return batch.count();
        }

        @Override
        public void close() {}
    }
}
