package io.flexike.ike.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * When an initiator that has fallen back to TCP looks whether UDP works again (RFC 9329 2, 9: UDP is preferred).
 *
 * <p>The probe is an INFORMATIONAL request without UPDATE_SA_ADDRESSES over UDP (RFC 4555 3.10), which changes nothing
 * at the peer. Is it answered over UDP, UPDATE_SA_ADDRESSES follows there and the connection is released. Is it not,
 * the very same request goes over TCP, since no new exchange may be started while it is outstanding (RFC 9329 7.1), and
 * the next probe comes later.
 */
final class UdpProbe {
    /** Our choice: the first pause, doubled after each probe in vain. */
    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    /** Our choice: the longest pause. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(32);

    private Duration pause = FIRST_PAUSE;
    private Instant due;
    private int transmissions;

    /** What is to be done with the request. */
    enum Step {
        /** Send the same request over UDP once more. */
        REPEAT_OVER_UDP,
        /** Send the same request over TCP and wait for its response there. */
        GO_ON_OVER_TCP
    }

    /** A probe that runs from the moment on at which TCP came into use. */
    UdpProbe(Instant onTcpSince) {
        due = onTcpSince.plus(pause);
    }

    /** When the next probe is to begin; far away while one is under way. */
    Instant due() {
        return due;
    }

    /** Whether a probe is under way over UDP. */
    boolean isUnderWay() {
        return transmissions > 0;
    }

    /** The request has gone out over UDP for the first time. */
    void begun() {
        transmissions = 1;
        due = Instant.MAX;
    }

    /** The time to wait for a response is over. */
    Step unanswered(Instant now) {
        if (transmissions < CarrierChoice.UDP_TRANSMISSIONS) {
            transmissions++;
            return Step.REPEAT_OVER_UDP;
        }
        failed(now);
        return Step.GO_ON_OVER_TCP;
    }

    /** The addresses have changed: another network may let UDP through (RFC 9329 7.1). */
    void networkChanged(Instant now) {
        pause = FIRST_PAUSE;
        if (!isUnderWay()) {
            due = now;
        }
    }

    private void failed(Instant now) {
        transmissions = 0;
        Duration doubled = pause.multipliedBy(2);
        due = now.plus(pause);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
