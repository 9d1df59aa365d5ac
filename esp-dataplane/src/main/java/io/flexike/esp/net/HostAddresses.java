package io.flexike.esp.net;

import java.io.IOException;
import java.util.List;

/** The addresses of a host, and the news that they have changed. One thread waits; any thread may ask or close. */
public interface HostAddresses extends AutoCloseable {
    /**
     * The addresses that can be used now: those of devices that are up and connected, without those of link-local scope
     * and those that the host is about to give up or has yet to check for duplicates.
     *
     * @throws IOException if the system did not tell
     */
    List<HostAddress> now() throws IOException;

    /**
     * Waits until they may have changed since this was opened or since the last call.
     *
     * @throws java.nio.channels.ClosedChannelException once closed, also while waiting
     * @throws IOException if the system refused; the call may be repeated
     */
    void awaitChange() throws IOException;

    /** Ends all waiting. Does nothing when repeated. */
    @Override
    void close();

    /**
     * Those of Linux, in the network namespace of this thread, whichever thread asks later.
     *
     * @throws IOException if the system refused
     */
    static HostAddresses linux() throws IOException {
        return LinuxHostAddresses.open();
    }
}
