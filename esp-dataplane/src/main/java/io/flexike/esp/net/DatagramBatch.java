package io.flexike.esp.net;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several datagrams for one call: reusable, confined to one thread at a time.
 *
 * <p>For receiving, a batch owns one buffer for each slot. For sending, it refers to ranges of arrays that belong to
 * others.
 */
public final class DatagramBatch {
    /** Octets that hold any datagram. */
    public static final int MAX_DATAGRAM_OCTETS = 65535;

    private static final byte[] NONE = {};

    private final byte[][] owned;
    private final byte[][] buffers;
    private final int[] offsets;
    private final int[] octets;
    private final @Nullable InetSocketAddress[] remotes;
    private final byte[] trafficClasses;
    private final boolean[] wholes;
    private int count;

    private DatagramBatch(int capacity, int bufferOctets) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch of " + capacity + " datagrams holds nothing");
        }
        owned = new byte[capacity][];
        for (int i = 0; i < capacity; i++) {
            owned[i] = bufferOctets == 0 ? NONE : new byte[bufferOctets];
        }
        buffers = new byte[capacity][];
        offsets = new int[capacity];
        octets = new int[capacity];
        remotes = new InetSocketAddress[capacity];
        trafficClasses = new byte[capacity];
        wholes = new boolean[capacity];
    }

    /** A batch to receive into, with a buffer of {@code bufferOctets} for each datagram. */
    public static DatagramBatch forReceiving(int capacity, int bufferOctets) {
        return new DatagramBatch(capacity, bufferOctets);
    }

    /** A batch to send from, without buffers of its own. */
    public static DatagramBatch forSending(int capacity) {
        return new DatagramBatch(capacity, 0);
    }

    /** How many datagrams it can hold. */
    public int capacity() {
        return buffers.length;
    }

    /** How many datagrams it holds. */
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

    /** The buffer of the next free slot, which a port fills before it calls {@link #add}. */
    public byte[] freeBuffer() {
        return owned[count];
    }

    /** As the long form, with the traffic class 0 and fragments allowed. */
    public void add(byte[] buffer, int offset, int length, InetSocketAddress remote) {
        add(buffer, offset, length, remote, 0, false);
    }

    /**
     * Appends a datagram.
     *
     * @param buffer {@link #freeBuffer()}, or the sender's array, which must not change until it was sent
     * @param trafficClass DSCP and ECN of the outer IP header as they stand in its octet, 0 to 255 (RFC 2474 3, RFC
     *     3168 5); 0 as well where a port that receives does not learn it
     * @param whole whether the network is to refuse the datagram rather than fragment it (DF); a port that receives
     *     says false
     * @throws IndexOutOfBoundsException if the batch is full or the range lies outside the array
     */
    public void add(byte[] buffer, int offset, int length, InetSocketAddress remote, int trafficClass, boolean whole) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        buffers[count] = buffer;
        offsets[count] = offset;
        octets[count] = length;
        remotes[count] = remote;
        trafficClasses[count] = (byte) trafficClass;
        wholes[count] = whole;
        count++;
    }

    public byte[] buffer(int index) {
        return buffers[index];
    }

    public int offset(int index) {
        return offsets[index];
    }

    /** Length of a datagram. */
    public int octets(int index) {
        return octets[index];
    }

    /** DSCP and ECN of the outer IP header, 0 to 255. */
    public int trafficClass(int index) {
        return trafficClasses[index] & 0xff;
    }

    /** Whether the network is to refuse the datagram rather than fragment it. */
    public boolean whole(int index) {
        return wholes[index];
    }

    /** Where a datagram came from, or goes to. */
    public InetSocketAddress remote(int index) {
        InetSocketAddress remote = remotes[index];
        if (remote == null || index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        return remote;
    }
}
