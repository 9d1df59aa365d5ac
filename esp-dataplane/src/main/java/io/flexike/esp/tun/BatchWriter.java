package io.flexike.esp.tun;

import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.tun.offload.Coalescer;
import io.flexike.esp.tun.offload.VnetHeader;
import org.jspecify.annotations.Nullable;

/**
 * Writes the packets of a batch in as few calls as possible. Where the system refuses a superframe, its packets are
 * written one by one. Used by one thread at a time.
 */
final class BatchWriter {
    private static final int EINVAL = 22;
    private static final int EFBIG = 27;
    private static final int EMSGSIZE = 90;
    /** Our own choice: after so many refusals in a row superframes of that kind are not tried again. */
    static final int MAX_REFUSALS = 4;

    private final TunOffload offload;
    private final TunTally tally;
    private final Call call;
    private @Nullable Coalescer coalescer;
    private int refusals;

    /** One system call. */
    @FunctionalInterface
    interface Call {
        /**
         * Writes a packet, which stands behind its {@link VnetHeader} at the beginning of the memory.
         *
         * @param octets of both
         * @return the error number, or 0
         */
        int write(NativeMemory memory, int octets);
    }

    BatchWriter(TunOffload offload, TunTally tally, Call call) {
        this.offload = offload;
        this.tally = tally;
        this.call = call;
    }

    /**
     * Writes all packets.
     *
     * @param memory room for the longest packet
     * @return how many the system took
     */
    int write(PacketBatch batch, NativeMemory memory) {
        if (offload.coalesces() && batch.count() > 1) {
            return writeCoalesced(batch, memory);
        }
        int taken = 0;
        for (int i = 0; i < batch.count(); i++) {
            taken += writeOne(batch, i, memory);
        }
        return taken;
    }

    /** Returns 1 if the system took it. */
    private int writeOne(PacketBatch batch, int index, NativeMemory memory) {
        int octets = batch.octets(index);
        if (octets > PacketMemory.MAX_PACKET_OCTETS) {
            return 0;
        }
        VnetHeader.putNone(memory.buffer());
        memory.buffer().put(VnetHeader.OCTETS, batch.buffer(index), batch.offset(index), octets);
        int taken = call.write(memory, VnetHeader.OCTETS + octets) == 0 ? 1 : 0;
        tally.written(1, taken, (long) taken * octets);
        return taken;
    }

    private int writeCoalesced(PacketBatch batch, NativeMemory memory) {
        Coalescer joining = coalescer();
        try {
            for (int i = 0; i < batch.count(); i++) {
                joining.add(batch.buffer(i), batch.offset(i), batch.octets(i));
            }
            int taken = 0;
            for (int superframe = 0; superframe < joining.superframes(); superframe++) {
                taken += joining.isSingle(superframe)
                        ? writeOne(batch, joining.first(superframe), memory)
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
        int error = call.write(memory, octets);
        if (error == 0) {
            int packets = joining.packets(superframe);
            refusals = 0;
            tally.written(1, packets, octets - VnetHeader.OCTETS);
            return packets;
        }
        tally.written(1, 0, 0);
        if (error != EINVAL && error != EFBIG && error != EMSGSIZE) {
            return 0;
        }
        noticeRefusal(joining, superframe);
        int taken = 0;
        for (int packet = joining.first(superframe); packet >= 0; packet = joining.next(packet)) {
            taken += writeOne(batch, packet, memory);
        }
        return taken;
    }

    private void noticeRefusal(Coalescer joining, int superframe) {
        tally.refusedSuperframe();
        refusals++;
        if (refusals == MAX_REFUSALS) {
            refusals = 0;
            joining.giveUp(superframe);
        }
    }
}
