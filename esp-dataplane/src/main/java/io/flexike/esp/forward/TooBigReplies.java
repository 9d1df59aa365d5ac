package io.flexike.esp.forward;

import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TooBigMessage;
import io.flexike.esp.tun.PacketBatch;
import io.flexike.esp.tun.TunDevice;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the sources of packets that are too long what would fit, and not too often. Confined to one thread. */
final class TooBigReplies {
    /** Our own choices for RFC 1812 4.3.2.8 and RFC 4443 2.4 (f): so many at once, and so many in a second. */
    static final int BURST = 32;

    private static final int PER_SECOND = 128;

    private static final Logger LOG = LoggerFactory.getLogger(TooBigReplies.class);
    private static final int MILLIS_PER_SECOND = 1000;

    private final TunDevice host;
    private final byte[] message = new byte[TooBigMessage.MAX_OCTETS];
    private final PacketBatch batch = PacketBatch.forWriting(1);
    private long allowance = (long) BURST * MILLIS_PER_SECOND;
    private long sinceMillis;

    /** Replies that are written to that device. */
    TooBigReplies(TunDevice host, long nowMillis) {
        this.host = host;
        this.sinceMillis = nowMillis;
    }

    /**
     * Tells the source of a packet, if it may be told.
     *
     * @param mtu the longest packet that fits
     */
    void send(byte[] buffer, PacketView packet, int mtu, long nowMillis) {
        if (!TooBigMessage.mayAnswer(packet) || !mayTell(nowMillis)) {
            return;
        }
        int octets = TooBigMessage.write(message, buffer, packet, mtu);
        batch.clear();
        batch.add(message, 0, octets);
        try {
            int taken = host.write(batch);
            LOG.trace("{}: told of {} octets, taken {}", host.name(), mtu, taken);
        } catch (IOException e) {
            LOG.debug("{} did not take a message: {}", host.name(), e.toString());
        }
    }

    private boolean mayTell(long nowMillis) {
        // the clock may be set back
        long passed = Math.min(Math.abs(nowMillis - sinceMillis), MILLIS_PER_SECOND);
        sinceMillis = nowMillis;
        allowance = Math.min(allowance + passed * PER_SECOND, (long) BURST * MILLIS_PER_SECOND);
        if (allowance < MILLIS_PER_SECOND) {
            return false;
        }
        allowance -= MILLIS_PER_SECOND;
        return true;
    }
}
