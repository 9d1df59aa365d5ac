package io.flexike.esp.tun;

/**
 * What a Linux device may leave to us and we to it, so that one system call carries many packets. Each form includes
 * those behind it, which are tried in turn where the kernel does not have it. Packets are the same with all of them.
 *
 * <p>With all but {@link #NONE}, packets and superframes that come or go together share system calls where the kernel
 * has io_uring for such devices (Linux 6.4; containers often forbid it).
 */
public enum TunOffload {
    /** Superframes of TCP and UDP: Linux 6.2. */
    TCP_AND_UDP,
    /** Superframes of TCP. */
    TCP,
    /** The checksums of what the host sends. */
    CHECKSUMS,
    /** One complete packet for each system call. */
    NONE;

    /** The next smaller form. */
    TunOffload less() {
        return switch (this) {
            case TCP_AND_UDP -> TCP;
            case TCP -> CHECKSUMS;
            case CHECKSUMS, NONE -> NONE;
        };
    }

    boolean coalesces() {
        return this == TCP_AND_UDP || this == TCP;
    }
}
