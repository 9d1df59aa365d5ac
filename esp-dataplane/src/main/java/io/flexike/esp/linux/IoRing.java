package io.flexike.esp.linux;

import com.sun.jna.Native;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads or writes descriptors many times with one system call: io_uring (io_uring(7)) with {@code RWF_NOWAIT}, so that
 * all is over when the call returns. Belongs to no descriptor; used by one thread at a time.
 */
public final class IoRing implements AutoCloseable {
    /** {@link #result}: the ring broke before it came to that slot. */
    public static final int NOT_DONE = Integer.MIN_VALUE;

    private static final int SETUP = 425;
    private static final int ENTER = 426;
    private static final int GET_EVENTS = 1;
    private static final long RINGS = 0;
    private static final long ENTRIES = 0x10000000;
    private static final int PAGE_OCTETS = 4096;
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final int descriptor;
    private final List<MappedMemory> mappings = new ArrayList<>();
    private final Layout layout;
    private final ByteBuffer rings;
    private final ByteBuffer entries;
    private final List<ByteBuffer> slots = new ArrayList<>();
    private final int[] results;
    private boolean broken;

    /**
     * A ring with memory for so many reads or writes at a time.
     *
     * @param capacity a power of two
     * @param slotOctets the longest one
     * @throws SystemCallException if this kernel has no io_uring, or does not let us
     */
    public IoRing(int capacity, int slotOctets) throws SystemCallException {
        NativeMemory parameters = NativeMemory.allocate(Layout.PARAMETERS_OCTETS);
        descriptor = (int) Libc.syscall(SETUP, capacity, parameters.address(), 0, 0, 0, 0);
        if (descriptor < 0) {
            throw SystemCallException.last("io_uring_setup");
        }
        try {
            layout = new Layout(parameters.buffer());
            rings = map(MappedMemory.shared(descriptor, RINGS, layout.ringOctets));
            entries = map(MappedMemory.shared(descriptor, ENTRIES, capacity * Entry.OCTETS));
            results = new int[capacity];
            int stride = slotOctets + PAGE_OCTETS - 1 & -PAGE_OCTETS;
            MappedMemory memory = MappedMemory.ofOurOwn(capacity * stride);
            ByteBuffer whole = map(memory);
            for (int i = 0; i < capacity; i++) {
                slots.add(whole.slice(i * stride, slotOctets).order(ByteOrder.nativeOrder()));
                Entry.put(entries, i, memory.address() + (long) i * stride);
            }
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    private ByteBuffer map(MappedMemory memory) {
        mappings.add(memory);
        return memory.buffer();
    }

    /** How many reads or writes it can do with one call. */
    public int capacity() {
        return results.length;
    }

    /**
     * Whether the kernel has not taken what it was asked to do, for want of memory perhaps. The ring does nothing any
     * more then; what was done before has its results.
     */
    public boolean isBroken() {
        return broken;
    }

    /** Reads so many times from a descriptor, into slots 0, 1 and so on. Nobody may close it meanwhile. */
    public void read(int file, int times) {
        for (int i = 0; i < times; i++) {
            Entry.aim(entries, i, Entry.READ, file, slots.get(i).capacity());
        }
        submit(times);
    }

    /**
     * Writes to a descriptor from the first slots, one write for each. Nobody may close it meanwhile.
     *
     * @param octets what is to be written from each slot
     */
    public void write(int file, int[] octets, int times) {
        for (int i = 0; i < times; i++) {
            Entry.aim(entries, i, Entry.WRITE, file, octets[i]);
        }
        submit(times);
    }

    private void submit(int times) {
        Arrays.fill(results, 0, times, NOT_DONE);
        if (broken) {
            return;
        }
        int tail = rings.getInt(layout.submissionTail);
        for (int i = 0; i < times; i++) {
            rings.putInt(layout.submissions + (tail + i & layout.submissionMask) * Integer.BYTES, i);
        }
        INT.setRelease(rings, layout.submissionTail, tail + times);
        int unsubmitted = times;
        int unfinished = times;
        while (unfinished > 0 && !broken) {
            long submitted = Libc.syscall(ENTER, descriptor, unsubmitted, unfinished, GET_EVENTS, 0, 0);
            if (submitted >= 0) {
                unsubmitted -= (int) submitted;
            } else {
                broken = Native.getLastError() != Errno.EINTR;
            }
            unfinished -= takeResults();
        }
    }

    private int takeResults() {
        int head = rings.getInt(layout.completionHead);
        int count = (int) INT.getAcquire(rings, layout.completionTail) - head;
        for (int i = 0; i < count; i++) {
            int at = layout.completions + (head + i & layout.completionMask) * Layout.COMPLETION_OCTETS;
            results[(int) rings.getLong(at)] = rings.getInt(at + Layout.COMPLETION_RESULT);
        }
        INT.setRelease(rings, layout.completionHead, head + count);
        return count;
    }

    /** What the read or write of a slot said: octets, the negative of one of {@link Errno}, or {@link #NOT_DONE}. */
    public int result(int slot) {
        return results[slot];
    }

    /** Where the memory of a slot begins. */
    public long address(int slot) {
        return Entry.address(entries, slot);
    }

    /** The memory of a slot. */
    public ByteBuffer slot(int index) {
        return slots.get(index);
    }

    @Override
    public void close() {
        Libc.close(descriptor);
        mappings.forEach(MappedMemory::close);
    }

    /** Where things stand in the memory shared with the kernel: what {@code struct io_uring_params} says. */
    private static final class Layout {
        static final int PARAMETERS_OCTETS = 120;
        static final int COMPLETION_OCTETS = 16;
        /** In a completion, which begins with the number of its entry. */
        static final int COMPLETION_RESULT = 8;

        /** One mapping for both rings, and reads and writes without an offset: Linux 5.6. */
        private static final int FEATURES = 1 | 8;

        final int submissionTail;
        final int submissionMask;
        final int submissions;
        final int completionHead;
        final int completionTail;
        final int completionMask;
        final int completions;
        final int ringOctets;

        Layout(ByteBuffer parameters) throws SystemCallException {
            if ((parameters.getInt(20) & FEATURES) != FEATURES) {
                throw new SystemCallException("io_uring of Linux 5.6", Errno.EOPNOTSUPP);
            }
            int submissionCount = parameters.getInt(0);
            int completionCount = parameters.getInt(4);
            submissionTail = parameters.getInt(40 + 4);
            submissions = parameters.getInt(40 + 24);
            completionHead = parameters.getInt(80);
            completionTail = parameters.getInt(80 + 4);
            completions = parameters.getInt(80 + 20);
            // the numbers of entries are powers of two
            submissionMask = submissionCount - 1;
            completionMask = completionCount - 1;
            ringOctets = Math.max(
                    submissions + submissionCount * Integer.BYTES, completions + completionCount * COMPLETION_OCTETS);
        }
    }

    /** {@code struct io_uring_sqe}: one read or write. */
    private static final class Entry {
        static final int OCTETS = 64;

        static final byte READ = 22;
        static final byte WRITE = 23;

        private static final int RWF_NOWAIT = 8;
        private static final long NO_OFFSET = -1;

        private Entry() {}

        static void put(ByteBuffer entries, int index, long address) {
            int at = index * OCTETS;
            entries.putLong(at + 8, NO_OFFSET).putLong(at + 16, address);
            entries.putInt(at + 28, RWF_NOWAIT).putLong(at + 32, index);
        }

        static long address(ByteBuffer entries, int index) {
            return entries.getLong(index * OCTETS + 16);
        }

        static void aim(ByteBuffer entries, int index, byte operation, int file, int octets) {
            int at = index * OCTETS;
            entries.put(at, operation).putInt(at + 4, file).putInt(at + 24, octets);
        }
    }
}
