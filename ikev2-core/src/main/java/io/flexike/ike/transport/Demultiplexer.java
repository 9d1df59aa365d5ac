package io.flexike.ike.transport;

import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.session.Path;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells apart and counts what shares a port or a connection: IKE behind the marker, keepalives, ESP (RFC 3948 2, RFC
 * 9329 3).
 */
final class Demultiplexer {
    private final DatagramReceiver receiver;
    private final EspReceiver espReceiver;
    private final Tally tally;

    Demultiplexer(DatagramReceiver receiver, EspReceiver espReceiver, Tally tally) {
        this.receiver = receiver;
        this.espReceiver = espReceiver;
        this.tally = tally;
    }

    /** What came so far. Thread-safe. */
    static final class Tally {
        final LongAdder ike = new LongAdder();
        final LongAdder esp = new LongAdder();
        final LongAdder keepalives = new LongAdder();
        final LongAdder malformed = new LongAdder();
    }

    /** An IKE message without a marker, from a port that carries nothing else. */
    void plain(Path path, byte[] datagram) {
        if (datagram.length == 0) {
            tally.malformed.increment();
            return;
        }
        tally.ike.increment();
        receiver.received(path, datagram);
    }

    void mixed(Path path, byte[] message) {
        if (NonEspMarker.isPresent(message)) {
            tally.ike.increment();
            receiver.received(path, NonEspMarker.remove(message));
        } else if (NonEspMarker.isKeepalive(message)) {
            // RFC 9329 6.6: in TCP they are not needed, and no error.
            tally.keepalives.increment();
        } else if (message.length < NonEspMarker.OCTETS) {
            tally.malformed.increment();
        } else {
            tally.esp.increment();
            espReceiver.received(path.local(), path.remote(), message);
        }
    }
}
