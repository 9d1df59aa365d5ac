package io.flexike.esp.tun;

import io.flexike.esp.linux.PolledDescriptor;
import java.io.IOException;

/** One queue of a device of the Linux kernel. One thread reads; any thread may write, one at a time. */
final class TunQueue {
    private final PolledDescriptor descriptor;
    private final PacketReader reader;
    private final BatchWriter writer;

    TunQueue(TunAttachment attachment, PolledDescriptor descriptor, TunTally tally) {
        this.descriptor = descriptor;
        TunOffload offload = attachment.offload();
        boolean hasVnetHeader = attachment.hasVnetHeader();
        reader = new PacketReader(attachment.name(), offload, hasVnetHeader, descriptor, tally);
        writer = new BatchWriter(offload, tally, new QueueSlots(offload, hasVnetHeader, descriptor));
    }

    /** As {@link TunDevice#read}. What does not fit into the batch is kept for the next call. */
    void read(PacketBatch batch) throws IOException {
        reader.read(batch);
    }

    void wakeUp() {
        descriptor.wakeUp();
    }

    /** As {@link TunDevice#write}. */
    int write(PacketBatch batch) throws IOException {
        descriptor.beginWrite();
        try {
            return writer.write(batch);
        } finally {
            descriptor.endWrite();
        }
    }

    void close() {
        if (descriptor.close()) {
            reader.close();
        }
    }
}
