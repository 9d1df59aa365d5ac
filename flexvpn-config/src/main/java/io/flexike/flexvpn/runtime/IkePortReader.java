package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.ike.session.Path;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the port on which IKE travels without the non-ESP marker. */
final class IkePortReader {
    private static final Logger LOG = LoggerFactory.getLogger(IkePortReader.class);
    private static final long PAUSE_AFTER_FAULT_NANOS = 10_000_000;

    private final DatagramPort port;
    private final BiConsumer<Path, byte[]> receiver;
    private final Thread thread;

    private IkePortReader(DatagramPort port, BiConsumer<Path, byte[]> receiver) {
        this.port = port;
        this.receiver = receiver;
        this.thread = new Thread(this::run, "flexike-ike-" + port.localAddress().getPort());
        this.thread.setDaemon(true);
    }

    /** Reads until the port is closed. */
    static IkePortReader start(DatagramPort port, BiConsumer<Path, byte[]> receiver) {
        IkePortReader reader = new IkePortReader(port, receiver);
        reader.thread.start();
        return reader;
    }

    /** Waits for the end, after the port was closed. */
    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    private void run() {
        DatagramBatch batch = DatagramBatch.forReceiving(port.preferredBatch(), DatagramBatch.MAX_DATAGRAM_OCTETS);
        while (true) {
            try {
                port.receive(batch);
                for (int i = 0; i < batch.count(); i++) {
                    handOn(batch, i);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.debug("{} did not receive: {}", port, e.getMessage());
                LockSupport.parkNanos(PAUSE_AFTER_FAULT_NANOS);
            } catch (RuntimeException | Error e) {
                LOG.error("{}: a bug while receiving", port, e);
                LockSupport.parkNanos(PAUSE_AFTER_FAULT_NANOS);
            }
        }
    }

    /** Whatever one datagram does, those behind it are handed on. */
    private void handOn(DatagramBatch batch, int index) {
        try {
            int offset = batch.offset(index);
            byte[] datagram = Arrays.copyOfRange(batch.buffer(index), offset, offset + batch.octets(index));
            receiver.accept(new Path(port.localAddress(), batch.remote(index), false), datagram);
        } catch (RuntimeException | Error e) {
            LOG.error("{}: a bug while handing a datagram on", port, e);
        }
    }
}
