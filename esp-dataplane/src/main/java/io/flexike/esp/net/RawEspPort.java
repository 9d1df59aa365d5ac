package io.flexike.esp.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Native ESP over a raw socket of the system, protocol 50. */
public final class RawEspPort implements DatagramPort {
    private RawEspPort() {}

    /** Opens a raw socket. */
    @SuppressWarnings("DoNotCallSuggester")
    public static RawEspPort open(InetAddress local) throws IOException {
        throw new IOException("not yet: " + local);
    }

    @Override
    public Encapsulation encapsulation() {
        return Encapsulation.NATIVE;
    }

    @Override
    public InetSocketAddress localAddress() {
        return new InetSocketAddress(0);
    }

    @Override
    public int preferredBatch() {
        return 1;
    }

    @Override
    public void receive(DatagramBatch batch) throws IOException {}

    @Override
    public int send(DatagramBatch batch) throws IOException {
        return 0;
    }

    @Override
    public void close() throws IOException {}
}
