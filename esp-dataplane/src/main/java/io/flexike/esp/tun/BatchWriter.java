package io.flexike.esp.tun;

import io.flexike.esp.linux.Errno;
import io.flexike.esp.tun.offload.Coalescer;
import io.flexike.esp.tun.offload.VnetHeader;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the packets of a batch in as few calls as possible. Where the system refuses a superframe, its packets are
 * written one by one. Used by one thread at a time.
 */
final class BatchWriter {
    /** Our own choice: after so many refusals in a row superframes of that kind are not tried again. */
    static final int MAX_REFUSALS = 4;

    private static final int SINGLE = -1;

    private final TunOffload offload;
    private final TunTally tally;
    private final WriteSlots slots;
    private @Nullable Coalescer coalescer;
    private int refusals;

    private @Nullable PacketBatch writing;
    // what stands in the slots: the number of a superframe, or SINGLE; and how long it is without its vnet header
    private final int[] staged = new int[WriteSlots.MAX_CAPACITY];
    private final int[] octets = new int[WriteSlots.MAX_CAPACITY];
    private int stagedCount;
    private boolean superframeStaged;
    private final int[] refused = new int[WriteSlots.MAX_CAPACITY];
    private int refusedCount;

    BatchWriter(TunOffload offload, TunTally tally, WriteSlots slots) {
        this.offload = offload;
        this.tally = tally;
        this.slots = slots;
    }

    /** Writes all packets; returns how many the system took. */
    int write(PacketBatch batch) {
        writing = batch;
        try {
            return offload.coalesces() && batch.count() > 1 ? writeCoalesced(batch) : writeEach(batch);
        } finally {
            stagedCount = 0;
            superframeStaged = false;
            refusedCount = 0;
            writing = null;
            slots.close();
        }
    }

    private int writeEach(PacketBatch batch) {
        slots.open(batch.count());
        int taken = 0;
        for (int i = 0; i < batch.count(); i++) {
            taken += writePacket(batch, i);
        }
        return taken + flush();
    }

    private int writeCoalesced(PacketBatch batch) {
        Coalescer joining = coalescer();
        try {
            for (int i = 0; i < batch.count(); i++) {
                joining.add(batch.buffer(i), batch.offset(i), batch.octets(i));
            }
            slots.open(joining.superframes());
            return writeSuperframes(batch, joining);
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

    private int writeSuperframes(PacketBatch batch, Coalescer joining) {
        int taken = 0;
        for (int i = 0; i < joining.superframes(); i++) {
            if (superframeStaged && joining.mayContinue(i)) {
                // if that superframe is refused, its packets are still to come before this one
                taken += flush();
            }
            taken += joining.isSingle(i)
                    ? writePacket(batch, joining.first(i))
                    : stage(i, joining.write(i, slots.slot(stagedCount)) - VnetHeader.OCTETS);
        }
        return taken + flush();
    }

    /** Writes the packets of superframes that the system has refused. */
    private int writeRefused() {
        PacketBatch batch = Objects.requireNonNull(writing);
        Coalescer joining = coalescer();
        int count = refusedCount;
        refusedCount = 0;
        int taken = 0;
        for (int i = 0; i < count; i++) {
            noticeRefusal(joining, refused[i]);
            for (int packet = joining.first(refused[i]); packet >= 0; packet = joining.next(packet)) {
                taken += writePacket(batch, packet);
            }
        }
        return taken + flush();
    }

    private void noticeRefusal(Coalescer joining, int superframe) {
        tally.refusedSuperframe();
        refusals++;
        if (refusals == MAX_REFUSALS) {
            refusals = 0;
            joining.giveUp(superframe);
        }
    }

    private int writePacket(PacketBatch batch, int index) {
        int length = batch.octets(index);
        if (length > PacketMemory.MAX_PACKET_OCTETS) {
            return 0;
        }
        ByteBuffer slot = slots.slot(stagedCount);
        VnetHeader.putNone(slot);
        slot.put(VnetHeader.OCTETS, batch.buffer(index), batch.offset(index), length);
        return stage(SINGLE, length);
    }

    /** What the next slot holds. When all are full they are written; returns how many packets the system took then. */
    private int stage(int what, int length) {
        staged[stagedCount] = what;
        octets[stagedCount] = length;
        superframeStaged |= what != SINGLE;
        slots.setOctets(stagedCount, VnetHeader.OCTETS + length);
        stagedCount++;
        return stagedCount == slots.capacity() ? flush() : 0;
    }

    /** Writes what is staged; returns how many packets the system took. */
    private int flush() {
        int count = stagedCount;
        if (count == 0) {
            return 0;
        }
        stagedCount = 0;
        superframeStaged = false;
        int calls = slots.write(count);
        int packets = 0;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int error = slots.error(i);
            if (error == 0) {
                packets += packetsIn(staged[i]);
                sum += octets[i];
            } else if (staged[i] != SINGLE && mayBeRefusal(error)) {
                refused[refusedCount++] = staged[i];
            }
        }
        tally.written(calls, packets, sum);
        return refusedCount == 0 ? packets : packets + writeRefused();
    }

    private int packetsIn(int what) {
        if (what == SINGLE) {
            return 1;
        }
        refusals = 0;
        return coalescer().packets(what);
    }

    private static boolean mayBeRefusal(int error) {
        return error == Errno.EINVAL || error == Errno.EFBIG || error == Errno.EMSGSIZE;
    }
}
