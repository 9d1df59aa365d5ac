package io.flexike.esp.linux;

import java.nio.ByteBuffer;

/**
 * What sendmmsg and recvmmsg want for several messages, each of one piece of memory, with an address and control
 * messages: {@code mmsghdr}, {@code iovec}, {@code sockaddr} and {@code cmsghdr} of 64-bit Linux, in one block of
 * memory outside the heap.
 *
 * <pre>
 * mmsghdr: 0 name, 8 its length, 16 iovec, 24 their number, 32 control, 40 its length, 48 flags, 56 octets received
 * cmsghdr: 0 length with this header, 8 level, 12 type, 16 value
 * </pre>
 */
public final class MessageHeaders {
    /** Octets for an address; one of IPv6 has 28. */
    public static final int NAME_OCTETS = 32;

    private static final int HEADER_OCTETS = 64;
    private static final int IOVEC_OCTETS = 16;
    private static final int CONTROL_HEADER_OCTETS = 16;
    private static final int CONTROL_OCTETS = 96;

    private final int capacity;
    private final NativeMemory memory;
    private final ByteBuffer buffer;
    private final int names;
    private final int controls;

    /** Headers of so many messages that say nothing yet. */
    public MessageHeaders(int capacity) {
        this.capacity = capacity;
        int iovecs = capacity * HEADER_OCTETS;
        names = iovecs + capacity * IOVEC_OCTETS;
        controls = names + capacity * NAME_OCTETS;
        memory = NativeMemory.allocate(controls + capacity * CONTROL_OCTETS);
        buffer = memory.buffer();
        for (int i = 0; i < capacity; i++) {
            int iovec = iovecs + i * IOVEC_OCTETS;
            buffer.putLong(i * HEADER_OCTETS, memory.address() + name(i));
            buffer.putLong(i * HEADER_OCTETS + 16, memory.address() + iovec);
            buffer.putLong(i * HEADER_OCTETS + 24, 1);
            buffer.putLong(i * HEADER_OCTETS + 32, memory.address() + control(i));
        }
    }

    public int capacity() {
        return capacity;
    }

    /** Where the header of a message stands; those behind it follow. */
    public long address(int index) {
        return memory.address() + (long) index * HEADER_OCTETS;
    }

    /** All of it, to read and write addresses at {@link #name}. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Where in the buffer the address of a message stands. */
    public int name(int index) {
        return names + index * NAME_OCTETS;
    }

    private int control(int index) {
        return controls + index * CONTROL_OCTETS;
    }

    /** Says where the octets of a message are, or where there is room for so many. */
    public void payload(int index, long address, int octets) {
        int iovec = capacity * HEADER_OCTETS + index * IOVEC_OCTETS;
        buffer.putLong(iovec, address);
        buffer.putLong(iovec + 8, octets);
    }

    /** Begins a message to be sent: with an address of that length, without control messages. */
    public void startSending(int index, int nameOctets) {
        buffer.putInt(index * HEADER_OCTETS + 8, nameOctets);
        buffer.putLong(index * HEADER_OCTETS + 40, 0);
    }

    /** Where the octets of a message are. */
    public long payloadAddress(int index) {
        return buffer.getLong(capacity * HEADER_OCTETS + index * IOVEC_OCTETS);
    }

    /** Adds a control message whose value is a C int. */
    public void addControl(int index, int level, int type, int value) {
        int at = addControlHeader(index, level, type, Integer.BYTES);
        buffer.putInt(at, value);
    }

    /** Adds a control message whose value is a C short, 0 to 65535. */
    public void addShortControl(int index, int level, int type, int value) {
        int at = addControlHeader(index, level, type, Short.BYTES);
        buffer.putShort(at, (short) value);
    }

    private int addControlHeader(int index, int level, int type, int valueOctets) {
        int lengthAt = index * HEADER_OCTETS + 40;
        int used = (int) buffer.getLong(lengthAt);
        int at = control(index) + used;
        buffer.putLong(at, CONTROL_HEADER_OCTETS + valueOctets);
        buffer.putInt(at + 8, level);
        buffer.putInt(at + 12, type);
        buffer.putLong(lengthAt, used + aligned(CONTROL_HEADER_OCTETS + valueOctets));
        return at + CONTROL_HEADER_OCTETS;
    }

    /** Makes room for the address and the control messages of what is to be received. */
    public void startReceiving(int index) {
        buffer.putInt(index * HEADER_OCTETS + 8, NAME_OCTETS);
        buffer.putLong(index * HEADER_OCTETS + 40, CONTROL_OCTETS);
        buffer.putInt(index * HEADER_OCTETS + 48, 0);
    }

    /** Octets of a message that was received, as {@code recvmmsg} says. */
    public int octets(int index) {
        return buffer.getInt(index * HEADER_OCTETS + 56);
    }

    /** The same for {@code recvmsg}, which tells the octets in another way. */
    public void octets(int index, int octets) {
        buffer.putInt(index * HEADER_OCTETS + 56, octets);
    }

    /** Where in the buffer the first control message of a message that was received stands, or -1. */
    public int firstControl(int index) {
        return controlAt(index, control(index));
    }

    /** Where the one behind it stands, or -1. */
    public int nextControl(int index, int at) {
        return controlAt(index, at + aligned((int) buffer.getLong(at)));
    }

    private int controlAt(int index, int at) {
        int end = control(index) + (int) buffer.getLong(index * HEADER_OCTETS + 40);
        return at + CONTROL_HEADER_OCTETS <= end && buffer.getLong(at) >= CONTROL_HEADER_OCTETS ? at : -1;
    }

    public int controlLevel(int at) {
        return buffer.getInt(at + 8);
    }

    public int controlType(int at) {
        return buffer.getInt(at + 12);
    }

    /** The value of a control message: a C int, or a single octet. */
    public int controlValue(int at) {
        return buffer.getLong(at) < CONTROL_HEADER_OCTETS + Integer.BYTES
                ? buffer.get(at + CONTROL_HEADER_OCTETS) & 0xff
                : buffer.getInt(at + CONTROL_HEADER_OCTETS);
    }

    private static int aligned(int octets) {
        return (octets + 7) & ~7;
    }
}
