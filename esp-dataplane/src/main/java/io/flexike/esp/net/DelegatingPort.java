package io.flexike.esp.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;

/** A port that leaves everything to another one: who wants to look at datagrams or change them extends it. */
public abstract class DelegatingPort implements DatagramPort {
    private final DatagramPort delegate;

    /** @param delegate belongs to it from now on, and is closed with it */
    protected DelegatingPort(DatagramPort delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /** The other one. */
    protected final DatagramPort delegate() {
        return delegate;
    }

    @Override
    public Encapsulation encapsulation() {
        return delegate.encapsulation();
    }

    @Override
    public InetSocketAddress localAddress() {
        return delegate.localAddress();
    }

    @Override
    public int preferredBatch() {
        return delegate.preferredBatch();
    }

    @Override
    public void receive(DatagramBatch batch) throws IOException {
        delegate.receive(batch);
    }

    @Override
    public int send(DatagramBatch batch) throws IOException {
        return delegate.send(batch);
    }

    @Override
    public int pathMtu(InetSocketAddress remote) {
        return delegate.pathMtu(remote);
    }

    @Override
    public int knownPathMtu(InetSocketAddress remote) {
        return delegate.knownPathMtu(remote);
    }

    @Override
    public long overflows() {
        return delegate.overflows();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
