package io.flexike.flexvpn;

import io.flexike.esp.net.HostAddress;
import io.flexike.esp.net.HostAddresses;
import io.flexike.ike.selector.IpPrefix;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.stream.Stream;

/** A host whose addresses change when a test says so. */
final class FakeHostAddresses implements HostAddresses {
    private List<HostAddress> now = List.of();
    private boolean changed;
    private boolean closed;

    FakeHostAddresses(String... addresses) {
        now = on("eth0", addresses);
    }

    static List<HostAddress> on(String device, String... addresses) {
        return Stream.of(addresses)
                .map(address -> new HostAddress(IpPrefix.parseAddress(address), device))
                .toList();
    }

    synchronized void become(List<HostAddress> addresses) {
        now = addresses;
        changed = true;
        notifyAll();
    }

    void become(String... addresses) {
        become(on("eth0", addresses));
    }

    @Override
    public synchronized List<HostAddress> now() {
        return now;
    }

    @Override
    public synchronized void awaitChange() throws ClosedChannelException {
        try {
            while (!changed && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        if (closed) {
            throw new ClosedChannelException();
        }
        changed = false;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
