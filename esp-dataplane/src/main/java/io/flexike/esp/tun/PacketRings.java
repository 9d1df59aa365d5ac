package io.flexike.esp.tun;

import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.IoRing;
import io.flexike.esp.linux.SystemCallException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings that read and write packets, shared by all devices as {@link PacketMemory} is. Where the kernel has none for
 * TUN devices (before Linux 6.4, or forbidden by a container), there are none. Thread-safe.
 */
final class PacketRings {
    private static final Logger LOG = LoggerFactory.getLogger(PacketRings.class);

    /** Our own choice: so many packets in a row are worth a ring. Superframes fill a batch with fewer reads. */
    static final int MIN_PACKETS = 4;
    /** Packets for one system call, our own choice: a thirty-second part of its cost is little beside a packet's. */
    static final int CAPACITY = 32;
    /** As many as threads can be at work at once. */
    private static final int MAX_RINGS = 2 * Runtime.getRuntime().availableProcessors();

    /** So many rings broke, and no more are made: this system has no use for them. */
    private static final int MAX_BROKEN = 4;

    private static final ArrayDeque<IoRing> FREE = new ArrayDeque<>();
    private static int made;
    private static int broken;
    private static boolean unavailable;

    private PacketRings() {}

    /** A ring that nobody else uses until it is given back; null if there is none for now, or at all. */
    static synchronized @Nullable IoRing take() {
        IoRing free = FREE.pollFirst();
        if (free != null || unavailable || made == MAX_RINGS) {
            return free;
        }
        try {
            IoRing ring = new IoRing(CAPACITY, PacketMemory.OCTETS);
            made++;
            return ring;
        } catch (SystemCallException e) {
            switch (e.error()) {
                case Errno.EPERM, Errno.EACCES, Errno.ENOSYS, Errno.EINVAL, Errno.EOPNOTSUPP -> giveUp(e.toString());
                default -> LOG.debug("one system call for each packet, for now: {}", e.getMessage());
            }
            return null;
        }
    }

    static synchronized void giveBack(IoRing ring) {
        if (ring.isBroken()) {
            broken++;
            if (broken == MAX_BROKEN) {
                giveUp("rings break");
            }
        }
        if (ring.isBroken() || unavailable) {
            ring.close();
            made--;
        } else {
            FREE.addFirst(ring);
        }
    }

    /** Whether a result tells that rings cannot be used with such a file; nobody gets one any more then. */
    static boolean isUnsupported(int result) {
        boolean unsupported = result == -Errno.EOPNOTSUPP;
        if (unsupported) {
            giveUp("TUN devices cannot be read and written without waiting");
        }
        return unsupported;
    }

    private static synchronized void giveUp(String why) {
        if (!unavailable) {
            unavailable = true;
            LOG.debug("one system call for each packet from now on: {}", why);
            made -= FREE.size();
            FREE.forEach(IoRing::close);
            FREE.clear();
        }
    }
}
