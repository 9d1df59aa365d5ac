package io.flexike.flexvpn;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.DelegatingPort;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A port that can be cut: nothing leaves it or comes in any more. */
final class CutPort extends DelegatingPort {
    private final AtomicBoolean cut;

    CutPort(DatagramPort port, AtomicBoolean cut) {
        super(port);
        this.cut = cut;
    }

    @Override
    public void receive(DatagramBatch batch) throws IOException {
        super.receive(batch);
        if (cut.get()) {
            batch.clear();
        }
    }

    @Override
    public int send(DatagramBatch batch) throws IOException {
        return cut.get() ? batch.count() : super.send(batch);
    }
}
