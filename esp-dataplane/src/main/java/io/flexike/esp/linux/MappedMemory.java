package io.flexike.esp.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that the kernel maps (mmap(2)): small pages that nobody has touched cost nothing. It stays until closed. */
final class MappedMemory implements AutoCloseable {
    private static final int READ_WRITE = 1 | 2;
    private static final int MAP_SHARED_POPULATE = 0x01 | 0x8000;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;

    private static final int NO_HUGE_PAGES = 15;

    private final long address;
    private final int octets;

    private MappedMemory(int octets, int flags, int descriptor, long offset) throws SystemCallException {
        address = Libc.mmap(0, octets, READ_WRITE, flags, descriptor, offset);
        if (address == -1) {
            throw new SystemCallException("mmap of " + octets + " octets", Native.getLastError());
        }
        this.octets = octets;
    }

    /** Memory of our own, zero at first. */
    static MappedMemory ofOurOwn(int octets) throws SystemCallException {
        MappedMemory memory = new MappedMemory(octets, MAP_PRIVATE_ANONYMOUS, -1, 0);
        // a kernel without large pages refuses what it does anyway
        int unused = Libc.madvise(memory.address, octets, NO_HUGE_PAGES);
        return memory;
    }

    /** What the kernel shares through a descriptor. */
    static MappedMemory shared(int descriptor, long offset, int octets) throws SystemCallException {
        return new MappedMemory(octets, MAP_SHARED_POPULATE, descriptor, offset);
    }

    long address() {
        return address;
    }

    /** All of it, in the machine's byte order; must not be used after {@link #close}. */
    ByteBuffer buffer() {
        return new Pointer(address).getByteBuffer(0, octets).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        Libc.munmap(address, octets);
    }
}
