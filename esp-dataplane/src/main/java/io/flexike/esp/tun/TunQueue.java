package io.flexike.esp.tun;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import io.flexike.esp.tun.offload.SuperframeSplitter;
import io.flexike.esp.tun.offload.VnetHeader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One queue of a device of the Linux kernel. One thread reads; any thread may write, one at a time. */
final class TunQueue {
    private final String name;
    private final PolledDescriptor descriptor;
    private final TunTally tally;
    /** Where the packet begins for the kernel: at its vnet header, if it has one. */
    private final int start;

    // of who reads
    private final SuperframeSplitter splitter = new SuperframeSplitter();
    private @Nullable NativeMemory reading;
    // of who writes
    private final BatchWriter writer;

    TunQueue(TunAttachment attachment, PolledDescriptor descriptor, TunTally tally) {
        this.name = attachment.name();
        this.start = attachment.hasVnetHeader() ? 0 : VnetHeader.OCTETS;
        this.descriptor = descriptor;
        this.tally = tally;
        writer = new BatchWriter(attachment.offload(), tally, this::write);
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
            tally.read(octets - (VnetHeader.OCTETS - start));
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
            splitter.clear();
            PacketMemory.giveBack(memory);
        }
    }

    void wakeUp() {
        descriptor.wakeUp();
    }

    /** As {@link TunDevice#write}. */
    int write(PacketBatch batch) throws IOException {
        NativeMemory memory = PacketMemory.take();
        try {
            descriptor.beginWrite();
            try {
                return writer.write(batch, memory);
            } finally {
                descriptor.endWrite();
            }
        } finally {
            PacketMemory.giveBack(memory);
        }
    }

    private int write(NativeMemory memory, int octets) {
        while (true) {
            long written = Libc.write(descriptor.number(), memory.address() + start, octets - start);
            int error = written < 0 ? Native.getLastError() : 0;
            if (error != Errno.EINTR) {
                return error;
            }
        }
    }

    void close() {
        descriptor.close();
    }
}
