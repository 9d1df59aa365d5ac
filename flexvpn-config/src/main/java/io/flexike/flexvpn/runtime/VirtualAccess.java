package io.flexike.flexvpn.runtime;

import io.flexike.ike.trace.LogText;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interface of one peer of a virtual template, with a network device of its own, as long as the peer is there. The
 * device is opened and closed on a thread for that, as the system may take its time. Thread-safe.
 */
final class VirtualAccess implements Placement.Loan {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualAccess.class);

    private final InterfaceNumbers.InterfaceNumber number;
    private final TunnelInterface device;
    private final DeviceOpener opener;
    private final Executor executor;
    private final Consumer<VirtualAccess> whenGone;
    private boolean opening;
    private boolean released;

    VirtualAccess(
            InterfaceNumbers.InterfaceNumber number,
            TunnelInterface device,
            DeviceOpener opener,
            Executor executor,
            Consumer<VirtualAccess> whenGone) {
        this.number = number;
        this.device = device;
        this.opener = opener;
        this.executor = executor;
        this.whenGone = whenGone;
    }

    TunnelInterface device() {
        return device;
    }

    /** Whether packets can be taken. */
    boolean isOpen() {
        return !isReleased() && device.isOpen();
    }

    /**
     * Opens the device.
     *
     * @param whenDone called on another thread with what went wrong, if anything did
     */
    void open(Consumer<Optional<String>> whenDone) {
        synchronized (this) {
            opening = true;
        }
        try {
            executor.execute(() -> whenDone.accept(attempt()));
        } catch (RejectedExecutionException e) {
            finished();
            whenDone.accept(Optional.of("the gateway is closing"));
        }
    }

    private Optional<String> attempt() {
        Optional<String> problem = Optional.empty();
        try {
            if (!isReleased()) {
                opener.open(device);
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("{} could not be opened: {}", device.name(), LogText.escaped(e.toString()));
            problem = Optional.of(device.name() + " could not be opened: " + e.getMessage());
        }
        finished();
        return problem;
    }

    private synchronized boolean isReleased() {
        return released;
    }

    private void finished() {
        boolean unwanted;
        synchronized (this) {
            opening = false;
            unwanted = released;
        }
        if (unwanted) {
            close();
        }
    }

    /** Closes the device, or sees to it that it is closed as soon as it is open. */
    @Override
    public void release() {
        synchronized (this) {
            if (released) {
                return;
            }
            released = true;
            if (opening) {
                return;
            }
        }
        try {
            executor.execute(this::close);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void close() {
        try {
            opener.close(device);
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("{} did not close: {}", device.name(), LogText.escaped(e.toString()));
        }
        // only now may another one have the name
        number.giveBack();
        whenGone.accept(this);
    }
}
