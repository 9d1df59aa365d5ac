package io.flexike.esp.tun;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import io.flexike.esp.tun.offload.Coalescer;
import io.flexike.esp.tun.offload.SuperframeSplitter;
import io.flexike.esp.tun.offload.VnetHeader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One queue of a device of the Linux kernel. One thread reads; any thread may write, one at a time. */
final class TunQueue {
    private static final int EINVAL = 22;
    private static final int EFBIG = 27;
    private static final int EMSGSIZE = 90;
    /** Our own choice: after so many refusals in a row it is not tried again. */
    private static final int MAX_REFUSALS = 4;

    private final String name;
    private final PolledDescriptor descriptor;
    private final TunOffload offload;
    private final TunTally tally;
    /** Where the packet begins for the kernel: at its vnet header, if it has one. */
    private final int start;

    // of who reads
    private final SuperframeSplitter splitter = new SuperframeSplitter();
    private @Nullable NativeMemory reading;
    // of who writes
    private @Nullable Coalescer coalescer;
    private int refusals;

    TunQueue(TunAttachment attachment, PolledDescriptor descriptor, TunTally tally) {
        this.name = attachment.name();
        this.offload = attachment.offload();
        this.start = attachment.hasVnetHeader() ? 0 : VnetHeader.OCTETS;
        this.descriptor = descriptor;
        this.tally = tally;
    }

    /** As {@link TunDevice#read}. What does not fit into the batch is kept for the next call. */
    void read(PacketBatch batch) throws IOException {
        batch.clear();
        descriptor.beginRead();
        try {
            takeOut(batch);
            while (!batch.isFull() && readMore(batch)) {
                takeOut(batch);
            }
        } finally {
            if (!splitter.hasNext()) {
                giveBackReading();
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
        NativeMemory memory = readingMemory();
        long octets = Libc.read(descriptor.number(), memory.address() + start, memory.octets() - start);
        if (octets > 0) {
            tally.read(octets);
            if (!splitter.begin(memory.buffer(), start + (int) octets)) {
                tally.droppedRead();
            }
            return true;
        }
        int error = octets < 0 ? Native.getLastError() : Errno.EAGAIN;
        if (error == Errno.EAGAIN) {
            if (batch.count() > 0) {
                return false;
            }
            giveBackReading();
            return descriptor.awaitReadable();
        }
        if (error != Errno.EINTR) {
            throw new SystemCallException("read from " + name, error);
        }
        return true;
    }

    private NativeMemory readingMemory() {
        NativeMemory memory = reading;
        if (memory == null) {
            memory = PacketMemory.take();
            VnetHeader.putNone(memory.buffer());
            reading = memory;
        }
        return memory;
    }

    private void giveBackReading() {
        NativeMemory memory = reading;
        if (memory != null) {
            reading = null;
            PacketMemory.giveBack(memory);
        }
    }

    void wakeUp() {
        descriptor.wakeUp();
    }

    /** As {@link TunDevice#write}. */
    int write(PacketBatch batch) throws IOException {
        descriptor.beginWrite();
        NativeMemory memory = PacketMemory.take();
        try {
            return offload.coalesces() && batch.count() > 1
                    ? writeCoalesced(batch, memory)
                    : writeRange(batch, 0, batch.count(), memory);
        } finally {
            PacketMemory.giveBack(memory);
            descriptor.endWrite();
        }
    }

    private int writeRange(PacketBatch batch, int from, int to, NativeMemory memory) {
        int taken = 0;
        for (int i = from; i < to; i++) {
            taken += writeOne(batch, i, memory);
        }
        return taken;
    }

    /** Returns 1 if the host took it. */
    private int writeOne(PacketBatch batch, int index, NativeMemory memory) {
        int octets = batch.octets(index);
        if (octets > PacketMemory.MAX_PACKET_OCTETS) {
            return 0;
        }
        VnetHeader.putNone(memory.buffer());
        memory.buffer().put(VnetHeader.OCTETS, batch.buffer(index), batch.offset(index), octets);
        int taken = write(memory, VnetHeader.OCTETS + octets) == 0 ? 1 : 0;
        tally.written(1, taken, (long) taken * octets);
        return taken;
    }

    /** Returns the error, or 0. */
    private int write(NativeMemory memory, int end) {
        while (true) {
            long written = Libc.write(descriptor.number(), memory.address() + start, end - start);
            int error = written < 0 ? Native.getLastError() : 0;
            if (error != Errno.EINTR) {
                return error;
            }
        }
    }

    private int writeCoalesced(PacketBatch batch, NativeMemory memory) {
        Coalescer joining = coalescer();
        try {
            for (int i = 0; i < batch.count(); i++) {
                joining.add(batch.buffer(i), batch.offset(i), batch.octets(i));
            }
            int taken = 0;
            for (int superframe = 0; superframe < joining.superframes(); superframe++) {
                int first = joining.first(superframe);
                taken += joining.isSingle(superframe)
                        ? writeOne(batch, first, memory)
                        : writeSuperframe(batch, joining, superframe, memory);
            }
            return taken;
        } finally {
            joining.clear();
        }
    }

    private Coalescer coalescer() {
        Coalescer present = coalescer;
        if (present == null) {
            present = new Coalescer(offload == TunOffload.TCP_AND_UDP);
            coalescer = present;
        }
        return present;
    }

    private int writeSuperframe(PacketBatch batch, Coalescer joining, int superframe, NativeMemory memory) {
        int octets = joining.write(superframe, memory.buffer());
        int error = write(memory, octets);
        int packets = joining.packets(superframe);
        if (error == 0) {
            refusals = 0;
            tally.written(1, packets, octets);
            return packets;
        }
        tally.written(1, 0, 0);
        if (error != EINVAL && error != EFBIG && error != EMSGSIZE) {
            return 0;
        }
        tally.refusedSuperframe();
        refusals++;
        if (refusals >= MAX_REFUSALS) {
            refusals = 0;
            joining.giveUp(superframe);
        }
        int taken = 0;
        for (int packet = joining.first(superframe); packet >= 0; packet = joining.next(packet)) {
            taken += writeOne(batch, packet, memory);
        }
        return taken;
    }

    void close() {
        descriptor.close();
    }
}
