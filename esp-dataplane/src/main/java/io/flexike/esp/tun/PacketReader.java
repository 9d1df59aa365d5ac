package io.flexike.esp.tun;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.IoRing;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import io.flexike.esp.tun.offload.SuperframeSplitter;
import io.flexike.esp.tun.offload.VnetHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets of a queue: with a system call for each, or where many came the last time, with one for many. Holds
 * memory only while there is something in it. Used by one thread.
 */
final class PacketReader {
    private final String name;
    private final boolean inBursts;
    /** Where the packet begins for the kernel: at its vnet header, if it has one. */
    private final int start;

    private final PolledDescriptor descriptor;
    private final TunTally tally;
    private final SuperframeSplitter splitter = new SuperframeSplitter();

    private @Nullable NativeMemory memory;
    private @Nullable IoRing ring;
    private int inRing;
    private int takenFromRing;

    /** Reads that brought something, in this call and in the one before. */
    private int reads;

    private int readsBefore;
    /** Whether this call had to wait for a packet. */
    private boolean waited;
    /** What ended the reading: EAGAIN, or the error that the next call is to tell. */
    private int ending;

    /** @param hasVnetHeader whether each packet has a {@link VnetHeader} */
    PacketReader(String name, TunOffload offload, boolean hasVnetHeader, PolledDescriptor descriptor, TunTally tally) {
        this.name = name;
        this.inBursts = offload != TunOffload.NONE;
        this.start = hasVnetHeader ? 0 : VnetHeader.OCTETS;
        this.descriptor = descriptor;
        this.tally = tally;
    }

    /** As {@link TunDevice#read}. What does not fit into the batch is kept for the next call. */
    void read(PacketBatch batch) throws IOException {
        batch.clear();
        descriptor.beginRead();
        try {
            if (ending == Errno.EAGAIN) {
                // that was a while ago
                ending = 0;
            }
            takeOut(batch);
            // after a wait there is seldom more than one packet, and a read in vain costs as much as one that is not
            while (!batch.isFull() && !(waited && batch.count() > 0) && readMore(batch)) {
                takeOut(batch);
            }
        } finally {
            waited = false;
            readsBefore = reads;
            reads = 0;
            if (!splitter.hasNext() && takenFromRing == inRing) {
                giveBackMemory();
            }
            tally.readPackets(batch.count());
            descriptor.endRead();
        }
    }

    private void takeOut(PacketBatch batch) {
        while (splitter.hasNext() && !batch.isFull()) {
            byte[] buffer = batch.freeBuffer();
            int octets = splitter.next(buffer, batch.headroom(), batch.packetOctets());
            if (octets == SuperframeSplitter.TOO_LONG) {
                tally.droppedRead();
            } else {
                batch.add(buffer, batch.headroom(), octets);
            }
        }
    }

    /** Returns false if there is nothing more to read for now. */
    private boolean readMore(PacketBatch batch) throws IOException {
        if (takenFromRing < inRing || ending == 0 && readBurst(batch.capacity() - batch.count())) {
            int slot = takenFromRing++;
            begin(Objects.requireNonNull(ring).slot(slot), ring.result(slot));
            return true;
        }
        if (ending == 0) {
            readOne();
        }
        if (ending == 0) {
            return true;
        }
        if (batch.count() > 0) {
            return false;
        }
        return waitOrFail();
    }

    private boolean waitOrFail() throws IOException {
        int error = ending;
        ending = 0;
        if (error != Errno.EAGAIN) {
            throw new SystemCallException("read from " + name, error);
        }
        giveBackMemory();
        reads = 0;
        readsBefore = 0;
        waited = descriptor.awaitReadable();
        return waited;
    }

    /** Returns whether there is something in the ring now. */
    private boolean readBurst(int room) {
        int wanted = Math.min(room, 2 * Math.max(reads, readsBefore));
        if (!inBursts || wanted < PacketRings.MIN_PACKETS) {
            return false;
        }
        IoRing reading = ring == null ? PacketRings.take() : ring;
        ring = reading;
        if (reading == null || reading.isBroken()) {
            return false;
        }
        int times = Math.min(wanted, reading.capacity());
        reading.read(descriptor.number(), times);
        takenFromRing = 0;
        inRing = PacketRings.isUnsupported(reading.result(0)) ? 0 : times;
        countCall(reading);
        return inRing > 0;
    }

    private void countCall(IoRing reading) {
        for (int i = 0; i < inRing; i++) {
            if (reading.result(i) > 0) {
                tally.readCall();
                return;
            }
        }
    }

    private void readOne() {
        NativeMemory into = memory;
        if (into == null) {
            into = PacketMemory.take();
            VnetHeader.putNone(into.buffer());
            memory = into;
        }
        long octets = Libc.read(descriptor.number(), into.address() + start, into.octets() - start);
        if (octets > 0) {
            tally.readCall();
        }
        begin(into.buffer(), octets < 0 ? -Native.getLastError() : (int) octets);
    }

    /** Takes what a read has said: octets, the negative of an error, or that it was not done. */
    private void begin(ByteBuffer packet, int result) {
        if (result > 0) {
            reads++;
            tally.readOctets(result - (VnetHeader.OCTETS - start));
            if (!splitter.begin(packet, start + result)) {
                tally.droppedRead();
            }
        } else if (result != IoRing.NOT_DONE && result != -Errno.EINTR && (ending == 0 || ending == Errno.EAGAIN)) {
            ending = result == 0 ? Errno.EAGAIN : -result;
        }
    }

    /** Once the descriptor is closed. */
    void close() {
        giveBackMemory();
    }

    private void giveBackMemory() {
        splitter.clear();
        if (memory != null) {
            PacketMemory.giveBack(memory);
            memory = null;
        }
        if (ring != null) {
            PacketRings.giveBack(ring);
            ring = null;
        }
    }
}
