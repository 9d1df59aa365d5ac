package io.flexike.esp.linux;

import com.sun.jna.Native;

/**
 * System calls by JNA direct mapping. Addresses and sizes are {@code long}: 64-bit Linux only, and the quickest form of
 * JNA.
 *
 * <p>All return -1 for failure; {@link Native#getLastError()} tells why.
 */
public final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    public static native int open(long path, int flags);

    public static native int close(int descriptor);

    public static native int ioctl(int descriptor, long request, long argument);

    public static native long read(int descriptor, long buffer, long octets);

    public static native long write(int descriptor, long buffer, long octets);

    public static native long mmap(long address, long octets, int protection, int flags, int descriptor, long offset);

    public static native int madvise(long address, long octets, int advice);

    public static native int munmap(long address, long octets);

    /** For calls that the C library has no function for. */
    public static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    public static native int poll(long descriptors, long count, int timeoutMillis);

    public static native int eventfd(int initial, int flags);

    public static native int socket(int domain, int type, int protocol);

    public static native int bind(int descriptor, long address, int octets);

    public static native int setsockopt(int descriptor, int level, int option, long value, int octets);

    public static native long sendto(int descriptor, long buffer, long octets, int flags, long address, int length);

    public static native long recvfrom(int descriptor, long buffer, long octets, int flags, long address, long length);

    public static native int shutdown(int descriptor, int how);

    public static native int connect(int descriptor, long address, int octets);

    public static native int getsockname(int descriptor, long address, long length);

    public static native int getsockopt(int descriptor, int level, int option, long value, long length);

    public static native long sendmsg(int descriptor, long message, int flags);

    public static native long recvmsg(int descriptor, long message, int flags);

    public static native int sendmmsg(int descriptor, long messages, int count, int flags);

    public static native int recvmmsg(int descriptor, long messages, int count, int flags, long timeout);

    public static native int if_nametoindex(long name);

    public static native String strerror(int error);
}
