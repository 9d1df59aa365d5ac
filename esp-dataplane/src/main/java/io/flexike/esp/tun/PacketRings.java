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

    private static final ArrayDeque<IoRing> FREE = new ArrayDeque<>();
    private static int made;
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
            giveUp(e);
            return null;
        }
    }

    static synchronized void giveBack(IoRing ring) {
        if (unavailable) {
            ring.close();
        } else {
            FREE.addFirst(ring);
        }
    }

    /**
     * Whether a ring cannot be used with such files, which its first result tells; nobody gets one any more then. It
     * has neither read nor written anything.
     */
    static boolean isUnsupported(IoRing ring) {
        boolean unsupported = ring.result(0) == -Errno.EOPNOTSUPP;
        if (unsupported) {
            giveUp(new SystemCallException("TUN device through io_uring", Errno.EOPNOTSUPP));
        }
        return unsupported;
    }

    static synchronized void giveUp(SystemCallException why) {
        if (!unavailable) {
            unavailable = true;
            LOG.debug("one system call for each packet: {}", why.getMessage());
            FREE.forEach(IoRing::close);
            FREE.clear();
        }
    }
}
