package io.flexike.flexvpn;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** A port that can be cut: nothing leaves it or comes in any more. */
record CutPort(DatagramPort port, AtomicBoolean cut) implements DatagramPort {
    @Override
    public Encapsulation encapsulation() {
        return port.encapsulation();
    }

    @Override
    public InetSocketAddress localAddress() {
        return port.localAddress();
    }

    @Override
    public int preferredBatch() {
        return port.preferredBatch();
    }

    @Override
    public void receive(DatagramBatch batch) throws IOException {
        port.receive(batch);
        if (cut.get()) {
            batch.clear();
        }
    }

    @Override
    public int send(DatagramBatch batch) throws IOException {
        return cut.get() ? batch.count() : port.send(batch);
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
