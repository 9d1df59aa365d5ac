package io.flexike.esp.tun;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several IP packets for one call: reusable, confined to one thread at a time.
 *
 * <p>For reading, a batch owns one buffer for each slot, made when the slot is first used, with room before and behind
 * the packet in which headers and trailers are written later. For writing, it refers to ranges of arrays that belong to
 * others.
 */
public final class PacketBatch {
    private final byte[] @Nullable [] owned;
    private final byte[][] buffers;
    private final int[] offsets;
    private final int[] octets;
    private final int headroom;
    private final int packetOctets;
    private final int bufferOctets;
    private int count;

    private PacketBatch(int capacity, int headroom, int packetOctets, int tailroom) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch of " + capacity + " packets holds nothing");
        }
        this.headroom = headroom;
        this.packetOctets = packetOctets;
        bufferOctets = headroom + packetOctets + tailroom;
        owned = new byte[capacity][];
        buffers = new byte[capacity][];
        offsets = new int[capacity];
        octets = new int[capacity];
    }

    /**
     * A batch to read into.
     *
     * @param headroom octets left free before each packet
     * @param packetOctets length of the longest packet
     * @param tailroom octets left free behind it
     */
    public static PacketBatch forReading(int capacity, int headroom, int packetOctets, int tailroom) {
        return new PacketBatch(capacity, headroom, packetOctets, tailroom);
    }

    /** A batch to write from, without buffers of its own. */
    public static PacketBatch forWriting(int capacity) {
        return new PacketBatch(capacity, 0, 0, 0);
    }

    /** How many packets it can hold. */
    public int capacity() {
        return buffers.length;
    }

    /** How many packets it holds. */
    public int count() {
        return count;
    }

    public boolean isFull() {
        return count == buffers.length;
    }

    /** Empties the batch. */
    public void clear() {
        count = 0;
    }

    /** The buffer of the next free slot; a device puts a packet at {@link #headroom} and then calls {@link #add}. */
    public byte[] freeBuffer() {
        byte[] buffer = owned[count];
        if (buffer == null) {
            buffer = new byte[bufferOctets];
            owned[count] = buffer;
        }
        return buffer;
    }

    /** Octets left free before each packet that is read. */
    public int headroom() {
        return headroom;
    }

    /** Length of the longest packet that can be read. */
    public int packetOctets() {
        return packetOctets;
    }

    /**
     * Appends a packet.
     *
     * @param buffer {@link #freeBuffer()}, or the writer's array, which must not change until it was written
     * @throws IndexOutOfBoundsException if the batch is full or the range lies outside the array
     */
    public void add(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        buffers[count] = buffer;
        offsets[count] = offset;
        octets[count] = length;
        count++;
    }

    /**
     * Changes where a packet stands in its buffer, because headers were put before it or cut off.
     *
     * @throws IndexOutOfBoundsException if there is no such packet or the range lies outside its buffer
     */
    public void set(int index, int offset, int length) {
        Objects.checkIndex(index, count);
        Objects.checkFromIndexSize(offset, length, buffers[index].length);
        offsets[index] = offset;
        octets[index] = length;
    }

    /**
     * Takes a packet out; those behind it move up.
     *
     * @throws IndexOutOfBoundsException if there is no such packet
     */
    public void remove(int index) {
        Objects.checkIndex(index, count);
        byte @Nullable [] freed = owned[index];
        count--;
        for (int i = index; i < count; i++) {
            owned[i] = owned[i + 1];
            buffers[i] = buffers[i + 1];
            offsets[i] = offsets[i + 1];
            octets[i] = octets[i + 1];
        }
        // the next packet that is read must not overwrite one that is kept
        owned[count] = freed;
    }

    public byte[] buffer(int index) {
        return buffers[index];
    }

    public int offset(int index) {
        return offsets[index];
    }

    /** Length of a packet. */
    public int octets(int index) {
        return octets[index];
    }
}
