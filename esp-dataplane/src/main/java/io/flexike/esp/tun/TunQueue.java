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
        reader = new PacketReader(attachment, descriptor, tally);
        writer = new BatchWriter(attachment.offload(), tally, new QueueSlots(attachment, descriptor));
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
