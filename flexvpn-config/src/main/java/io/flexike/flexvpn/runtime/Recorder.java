package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.DelegatingPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.trace.KeyLog;
import io.flexike.ike.trace.PcapngWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the key log and the capture, where the configuration asks for them. Thread-safe. */
final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    private final Optional<KeyLog> keyLog;
    private final Optional<PcapngWriter> capture;

    private Recorder(Optional<KeyLog> keyLog, Optional<PcapngWriter> capture) {
        this.keyLog = keyLog;
        this.capture = capture;
    }

    static Recorder open(GatewayPlan.Options options) throws IOException {
        Optional<KeyLog> keyLog = Optional.empty();
        if (options.keyLog().isPresent()) {
            keyLog = Optional.of(KeyLog.in(options.keyLog().get()));
        }
        try {
            return options.capture().isPresent()
                    ? new Recorder(
                            keyLog,
                            Optional.of(PcapngWriter.to(options.capture().get())))
                    : new Recorder(keyLog, Optional.empty());
        } catch (IOException | RuntimeException e) {
            if (keyLog.isPresent()) {
                keyLog.get().close();
            }
            throw e;
        }
    }

    void keys(IkeKeyLogEntry entry) {
        keyLog.ifPresent(log -> attempt(() -> log.ikeSa(entry)));
    }

    void keys(ChildSaParameters child) {
        keyLog.ifPresent(log -> attempt(() -> log.childSa(child)));
    }

    /** The port itself, or with a capture a port that shows it all that passes. */
    DatagramPort tap(DatagramPort port) {
        return capture.isPresent() ? new TappedPort(port) : port;
    }

    @Override
    public void close() {
        keyLog.ifPresent(log -> attempt(log::close));
        capture.ifPresent(writer -> attempt(writer::close));
    }

    private static void attempt(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            LOG.debug("the key log or the capture was not written: {}", e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    private void capture(DatagramPort port, DatagramBatch batch, int index, boolean sent) {
        InetSocketAddress local = port.localAddress();
        InetSocketAddress remote = batch.remote(index);
        byte[] octets =
                Arrays.copyOfRange(batch.buffer(index), batch.offset(index), batch.offset(index) + batch.octets(index));
        InetSocketAddress source = sent ? local : remote;
        InetSocketAddress destination = sent ? remote : local;
        capture.ifPresent(writer -> attempt(() -> {
            if (port.encapsulation() == Encapsulation.UDP) {
                writer.datagram(Instant.now(), source, destination, octets, "");
            } else if (port.encapsulation() == Encapsulation.AH) {
                writer.packet(Instant.now(), octets, "");
            } else {
                writer.esp(Instant.now(), source.getAddress(), destination.getAddress(), octets, "");
            }
        }));
    }

    /** A port whose datagrams are written to the capture. */
    private final class TappedPort extends DelegatingPort {
        TappedPort(DatagramPort port) {
            super(port);
        }

        @Override
        public void receive(DatagramBatch batch) throws IOException {
            super.receive(batch);
            for (int i = 0; i < batch.count(); i++) {
                capture(delegate(), batch, i, false);
            }
        }

        @Override
        public int send(DatagramBatch batch) throws IOException {
            for (int i = 0; i < batch.count(); i++) {
                capture(delegate(), batch, i, true);
            }
            return super.send(batch);
        }
    }
}
