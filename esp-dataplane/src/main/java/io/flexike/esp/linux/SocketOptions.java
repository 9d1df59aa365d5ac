package io.flexike.esp.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;

/** Reads and sets options of sockets of Linux whose values are a C int. */
public final class SocketOptions {
    public static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_REUSEPORT = 15;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    private static final int MEMINFO_OCTETS = 36;
    private static final int TIMEVAL_OCTETS = 16;
    private static final int MEMINFO_DROPS_AT = 32;

    public static final int IPPROTO_IP = 0;
    public static final int IP_TOS = 1;
    public static final int IP_HDRINCL = 3;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_RECVTOS = 13;
    public static final int IP_MTU = 14;

    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_MTU = 24;
    public static final int IPV6_RECVERR = 25;
    /** A port is not taken before it is needed (ip(7)). */
    public static final int IP_BIND_ADDRESS_NO_PORT = 24;

    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVTCLASS = 66;
    public static final int IPV6_TCLASS = 67;

    public static final int IPPROTO_UDP = 17;
    public static final int UDP_SEGMENT = 103;
    public static final int UDP_GRO = 104;

    public static final int MSG_DONTWAIT = 0x40;
    /** Waits for one message and then takes those that are there (recvmmsg(2)). */
    public static final int MSG_WAITFORONE = 0x10000;

    /** Never DF; what is longer than the path is fragmented. */
    public static final int PMTUDISC_DONT = 0;
    /** Always DF; what is longer than the path is refused. */
    public static final int PMTUDISC_DO = 2;

    private SocketOptions() {}

    /**
     * Sets an option.
     *
     * @throws SystemCallException if the kernel refused
     */
    public static void set(int socket, int level, int option, int value) throws SystemCallException {
        NativeMemory memory = NativeMemory.allocate(Integer.BYTES);
        memory.buffer().putInt(0, value);
        set(socket, level, option, memory);
    }

    /** The same for who sets options often, with memory that holds the value. */
    public static void set(int socket, int level, int option, NativeMemory memory) throws SystemCallException {
        try {
            if (Libc.setsockopt(socket, level, option, memory.address(), Integer.BYTES) < 0) {
                throw new SystemCallException("setsockopt " + level + "/" + option, Native.getLastError());
            }
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** Sets an option; returns false if the kernel refused, which one that is too old does, for instance. */
    public static boolean attempt(int socket, int level, int option, int value) {
        try {
            set(socket, level, option, value);
            return true;
        } catch (SystemCallException e) {
            return false;
        }
    }

    /**
     * Gives a socket room for so many octets in each direction. Without CAP_NET_ADMIN the kernel cuts that to
     * {@code net.core.wmem_max} and {@code net.core.rmem_max}.
     */
    public static void setBuffers(int socket, int octets) throws SystemCallException {
        if (!attempt(socket, SOL_SOCKET, SO_SNDBUFFORCE, octets)) {
            set(socket, SOL_SOCKET, SO_SNDBUF, octets);
        }
        if (!attempt(socket, SOL_SOCKET, SO_RCVBUFFORCE, octets)) {
            set(socket, SOL_SOCKET, SO_RCVBUF, octets);
        }
    }

    /** Has a receiving call of a blocking socket wait for so long at most. */
    public static void limitReceiving(int socket, int seconds) throws SystemCallException {
        NativeMemory timeval = NativeMemory.allocate(TIMEVAL_OCTETS);
        timeval.buffer().putLong(0, seconds);
        try {
            if (Libc.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeval.address(), TIMEVAL_OCTETS) < 0) {
                throw new SystemCallException("setsockopt SO_RCVTIMEO", Native.getLastError());
            }
        } finally {
            Reference.reachabilityFence(timeval);
        }
    }

    /** The value of an option, or -1 if the kernel refused. */
    public static int get(int socket, int level, int option) {
        NativeMemory value = NativeMemory.allocate(Integer.BYTES);
        NativeMemory length = NativeMemory.allocate(Integer.BYTES);
        length.buffer().putInt(0, Integer.BYTES);
        try {
            int outcome = Libc.getsockopt(socket, level, option, value.address(), length.address());
            return outcome < 0 ? -1 : value.buffer().getInt(0);
        } finally {
            Reference.reachabilityFence(length);
        }
    }

    /**
     * How often a socket has dropped something, mostly for want of room, modulo 2^32; 0 if the kernel does not tell.
     */
    public static long drops(int socket) {
        NativeMemory value = NativeMemory.allocate(MEMINFO_OCTETS);
        NativeMemory length = NativeMemory.allocate(Integer.BYTES);
        length.buffer().putInt(0, MEMINFO_OCTETS);
        int outcome = Libc.getsockopt(socket, SOL_SOCKET, SO_MEMINFO, value.address(), length.address());
        return outcome < 0 || length.buffer().getInt(0) < MEMINFO_OCTETS
                ? 0
                : Integer.toUnsignedLong(value.buffer().getInt(MEMINFO_DROPS_AT));
    }
}
