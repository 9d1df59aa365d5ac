package io.flexike.esp.tun;

import java.nio.ByteBuffer;

/** Memory for as many packets as one system call writes. Each stands behind its vnet header. */
interface WriteSlots {
    int MAX_CAPACITY = PacketRings.CAPACITY;

    /** Takes memory, to write so many packets and superframes; {@link #close} gives it back. */
    void open(int packets);

    void close();

    /** How many one call writes: 1 to {@link #MAX_CAPACITY}. */
    int capacity();

    /** Memory for the longest packet and its header, in the machine's byte order. */
    ByteBuffer slot(int index);

    /** Says how long packet and header in a slot are. */
    void setOctets(int slot, int octets);

    /** Writes the first so many slots, in order; returns how many system calls that took. */
    int write(int count);

    /** The error number of the last write from a slot, or 0. */
    int error(int slot);
}
