package io.flexike.esp.net;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several datagrams for one call: reusable, confined to one thread at a time.
 *
 * <p>For receiving, a batch owns a few arrays in which datagrams stand one behind the other, with {@link #GAP_OCTETS}
 * free octets behind each. For sending, it refers to ranges of arrays that belong to others.
 */
public final class DatagramBatch {
    /** Octets that hold any datagram. */
    public static final int MAX_DATAGRAM_OCTETS = 65535;

    /**
     * Free octets behind each datagram that was received, for what is opened in place and has become longer: the IP
     * header of transport mode is longer by 30 octets at the most than what stood in its place.
     */
    public static final int GAP_OCTETS = 64;

    /** Octets of an array of a batch for receiving: as much as one system call brings of one sender, with gaps. */
    private static final int ARRAY_OCTETS = MAX_DATAGRAM_OCTETS + 1 + 64 * GAP_OCTETS;

    /** How many such arrays there are at the most, each made when first needed. */
    private static final int MOST_ARRAYS = 4;

    private final int longestOctets;
    private final byte[][] arrays;
    private final byte[][] buffers;
    private final int[] offsets;
    private final int[] octets;
    private final @Nullable InetSocketAddress[] remotes;
    private final byte[] trafficClasses;
    private final boolean[] wholes;
    private int count;
    private int array;
    private int used;

    private DatagramBatch(int capacity, int longestOctets, byte[][] arrays) {
        this.longestOctets = longestOctets;
        this.arrays = arrays;
        buffers = new byte[capacity][];
        offsets = new int[capacity];
        octets = new int[capacity];
        remotes = new InetSocketAddress[capacity];
        trafficClasses = new byte[capacity];
        wholes = new boolean[capacity];
    }

    /**
     * A batch to receive into.
     *
     * @param capacity how many datagrams it can hold as long as they are short; of long ones it holds at least one, and
     *     some 256 kB
     * @param longestOctets how long a datagram may be, 0 to {@link #MAX_DATAGRAM_OCTETS}
     */
    public static DatagramBatch forReceiving(int capacity, int longestOctets) {
        requireCapacity(capacity);
        Objects.checkIndex(longestOctets, MAX_DATAGRAM_OCTETS + 1);
        long all = (long) capacity * (longestOctets + GAP_OCTETS);
        int arrayOctets = (int) Math.min(all, ARRAY_OCTETS);
        long wanted = (all + arrayOctets - 1) / arrayOctets;
        byte[][] arrays = new byte[(int) Math.min(wanted, MOST_ARRAYS)][];
        arrays[0] = new byte[arrayOctets];
        return new DatagramBatch(capacity, longestOctets, arrays);
    }

    /** A batch to send from, without arrays of its own. */
    public static DatagramBatch forSending(int capacity) {
        requireCapacity(capacity);
        return new DatagramBatch(capacity, 0, new byte[1][0]);
    }

    private static void requireCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch of " + capacity + " datagrams holds nothing");
        }
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
        array = 0;
        used = 0;
    }

    /** How long a datagram that is received may be; what is longer is to be cut. */
    public int longestOctets() {
        return longestOctets;
    }

    /**
     * Looks for room for a datagram, which a port then puts into {@link #freeBuffer} at {@link #freeOffset} and
     * {@linkplain #add adds}.
     *
     * @param wantedOctets 0 to {@link #longestOctets}
     * @return false if there is none, which an empty batch never says
     */
    public boolean reserve(int wantedOctets) {
        Objects.checkIndex(wantedOctets, longestOctets + 1);
        if (isFull()) {
            return false;
        }
        if (used + wantedOctets + GAP_OCTETS <= arrays[array].length) {
            return true;
        }
        if (array + 1 == arrays.length) {
            return false;
        }
        array++;
        used = 0;
        if (arrays[array] == null) {
            arrays[array] = new byte[arrays[0].length];
        }
        return true;
    }

    /** Where there is room after {@link #reserve}. */
    public byte[] freeBuffer() {
        return arrays[array];
    }

    /** From where on there is room after {@link #reserve}. */
    public int freeOffset() {
        return used;
    }

    /** As the long form, with the traffic class 0 and fragments allowed. */
    public void add(byte[] buffer, int offset, int length, InetSocketAddress remote) {
        add(buffer, offset, length, remote, 0, false);
    }

    /**
     * Appends a datagram.
     *
     * @param buffer {@link #freeBuffer}, with {@link #freeOffset}, or the sender's array, which must not change until
     *     it was sent
     * @param trafficClass DSCP and ECN of the outer IP header as they stand in its octet, 0 to 255 (RFC 2474 3, RFC
     *     3168 5); 0 as well where a port that receives does not learn it
     * @param whole whether the network is to refuse the datagram rather than fragment it (DF); a port that receives
     *     says false
     * @throws IndexOutOfBoundsException if the batch is full or the range lies outside the array
     */
    public void add(byte[] buffer, int offset, int length, InetSocketAddress remote, int trafficClass, boolean whole) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (buffer == arrays[array]) {
            used = Math.max(used, offset + length + GAP_OCTETS);
        }
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
