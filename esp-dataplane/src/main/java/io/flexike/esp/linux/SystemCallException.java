package io.flexike.esp.linux;

import com.sun.jna.Native;
import java.io.IOException;

/** A system call failed. */
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int error;

    public SystemCallException(String what, int error) {
        super(what + ": " + Libc.strerror(error) + " (errno " + error + ")");
        this.error = error;
    }

    /** From the error of the last call on this thread. */
    static SystemCallException last(String what) {
        return new SystemCallException(what, Native.getLastError());
    }

    /** One of {@link Errno}. */
    public int error() {
        return error;
    }
}
