package io.flexike.flexvpn.runtime;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.esp.DataPlane;
import io.flexike.ike.session.ChildSaParameters;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends dummy packets through Child SAs of ESP for as long as they are there (RFC 4303 2.6). */
final class DummyTraffic {
    private static final Logger LOG = LoggerFactory.getLogger(DummyTraffic.class);
    /** Our own choice: any length that packets of a usual path have. */
    private static final int MAX_OCTETS = 1400;

    private final ScheduledExecutorService timers;
    private final DataPlane dataPlane;
    private final RandomGenerator random;

    DummyTraffic(ScheduledExecutorService timers, DataPlane dataPlane, RandomGenerator random) {
        this.timers = timers;
        this.dataPlane = dataPlane;
        this.random = random;
    }

    /** Sends one each time that about so much time has passed. */
    void start(ChildSaParameters child, Duration interval) {
        if (child.suite().protocol().equals(SecurityProtocol.ESP)) {
            next(child.inboundSpi(), interval);
        }
    }

    private void next(int inboundSpi, Duration interval) {
        // a regular beat would tell them from other packets
        long nanos = (long) (interval.toNanos() * (0.5 + random.nextDouble()));
        try {
            ScheduledFuture<?> unused = timers.schedule(() -> send(inboundSpi, interval), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // the gateway is closing, and all Child SAs with it
        }
    }

    private void send(int inboundSpi, Duration interval) {
        try {
            boolean sent = dataPlane.sendDummy(inboundSpi, random.nextInt(MAX_OCTETS + 1));
            if (!sent && dataPlane.sa(inboundSpi).isEmpty()) {
                return;
            }
        } catch (IOException | RuntimeException e) {
            // as good as lost on the way
            LOG.debug("a dummy packet was not sent: {}", e.toString());
        }
        next(inboundSpi, interval);
    }
}
