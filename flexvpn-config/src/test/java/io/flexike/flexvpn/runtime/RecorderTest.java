package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.trace.Redaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4500);

    @Test
    void a_port_that_is_captured_tells_what_the_port_itself_does(@TempDir Path directory) throws IOException {
        GatewayPlan.Options options = new GatewayPlan.Options(
                List.of(),
                GatewayPlan.Protocol.of(ProtocolOptions.DEFAULT),
                Optional.empty(),
                Optional.of(directory.resolve("capture.pcapng")),
                Optional.empty(),
                Redaction.NONE);
        try (Recorder recorder = Recorder.open(options)) {
            DatagramPort tapped = recorder.tap(new Numbers());

            assertThat(tapped.preferredBatch()).isEqualTo(1);
            assertThat(tapped.pathMtu(HERE)).isEqualTo(2);
            assertThat(tapped.knownPathMtu(HERE)).isEqualTo(3);
            assertThat(tapped.overflows()).isEqualTo(4);
        }
    }

    /** A port that tells a number of its own for everything. */
    private static final class Numbers implements DatagramPort {
        @Override
        public Encapsulation encapsulation() {
            return Encapsulation.UDP;
        }

        @Override
        public InetSocketAddress localAddress() {
            return HERE;
        }

        @Override
        public int preferredBatch() {
            return 1;
        }

        @Override
        public int pathMtu(InetSocketAddress remote) {
            return 2;
        }

        @Override
        public int knownPathMtu(InetSocketAddress remote) {
            return 3;
        }

        @Override
        public long overflows() {
            return 4;
        }

        @Override
        public void receive(DatagramBatch batch) throws ClosedChannelException {
            throw new ClosedChannelException();
        }

        @Override
        public int send(DatagramBatch batch) {
            return batch.count();
        }

        @Override
        public void close() {}
    }
}
