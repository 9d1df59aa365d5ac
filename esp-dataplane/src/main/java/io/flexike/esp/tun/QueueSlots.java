package io.flexike.esp.tun;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.IoRing;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.tun.offload.VnetHeader;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes to a queue of a device: a packet with each system call, or many. Used by one thread at a time. */
final class QueueSlots implements WriteSlots {
    private final PolledDescriptor descriptor;
    private final boolean manyAtOnce;
    /** Where the packet begins for the kernel: at its vnet header, if it has one. */
    private final int start;

    private final int[] octets = new int[MAX_CAPACITY];
    private final int[] errors = new int[MAX_CAPACITY];
    private @Nullable NativeMemory memory;
    private @Nullable IoRing ring;

    /** @param hasVnetHeader whether each packet has a {@link VnetHeader} */
    QueueSlots(TunOffload offload, boolean hasVnetHeader, PolledDescriptor descriptor) {
        this.descriptor = descriptor;
        manyAtOnce = offload != TunOffload.NONE;
        start = hasVnetHeader ? 0 : VnetHeader.OCTETS;
    }

    @Override
    public void open(int packets) {
        if (manyAtOnce && packets >= PacketRings.MIN_PACKETS) {
            ring = PacketRings.take();
        }
        if (ring == null) {
            memory = PacketMemory.take();
        }
    }

    @Override
    public void close() {
        if (ring != null) {
            PacketRings.giveBack(ring);
            ring = null;
        }
        if (memory != null) {
            PacketMemory.giveBack(memory);
            memory = null;
        }
    }

    @Override
    public int capacity() {
        return ring == null ? 1 : ring.capacity();
    }

    @Override
    public ByteBuffer slot(int index) {
        return ring == null ? Objects.requireNonNull(memory).buffer() : ring.slot(index);
    }

    @Override
    public void setOctets(int slot, int length) {
        octets[slot] = length;
    }

    @Override
    public int write(int count) {
        IoRing writing = ring;
        if (writing == null) {
            errors[0] = write(Objects.requireNonNull(memory).address(), octets[0]);
            return 1;
        }
        writing.write(descriptor.number(), octets, count);
        int calls = 1;
        for (int i = 0; i < count; i++) {
            int result = writing.result(i);
            if (result == IoRing.NOT_DONE || PacketRings.isUnsupported(result)) {
                errors[i] = write(writing.address(i), octets[i]);
                calls++;
            } else {
                errors[i] = Math.max(0, -result);
            }
        }
        return calls;
    }

    private int write(long address, int length) {
        while (true) {
            long written = Libc.write(descriptor.number(), address + start, length - start);
            int error = written < 0 ? Native.getLastError() : 0;
            if (error != Errno.EINTR) {
                return error;
            }
        }
    }

    @Override
    public int error(int slot) {
        return errors[slot];
    }
}
