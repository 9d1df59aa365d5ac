package io.flexike.esp.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Memory outside the heap with a known address, zero at first; freed when unreachable. */
public final class NativeMemory {
    private final ByteBuffer buffer;
    private final long address;

    private NativeMemory(int octets) {
        buffer = ByteBuffer.allocateDirect(octets).order(ByteOrder.nativeOrder());
        address = Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }

    public static NativeMemory allocate(int octets) {
        return new NativeMemory(octets);
    }

    /** A string as C wants it. */
    public static NativeMemory ofString(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = allocate(octets.length + 1);
        memory.buffer.put(0, octets);
        return memory;
    }

    /** The content, in the machine's byte order. */
    public ByteBuffer buffer() {
        return buffer;
    }

    public long address() {
        return address;
    }

    public int octets() {
        return buffer.capacity();
    }
}
