package io.flexike.flexvpn.interop;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets User Mode Linux run on processors with AMX. It keeps the registers of its processes in a buffer of fixed size
 * and dies at once where the processor has more of them: {@code ptrace set fp regs failed, errno = 14}. When the kernel
 * does not know the extended register set at all, it is content with the registers up to SSE. So here a seccomp filter
 * answers EINVAL to the question for them; then programs in the guest must not use wider registers, which they would
 * lose at every page fault, and the environment tells the C library and OpenSSL so. The kernel passes that environment
 * on to its first process, but not to the modprobe it starts itself: modules have to be loaded by hand.
 */
final class WideVectorRegisters {
    /** Words of the guest's kernel command line, which become the environment of its first process. */
    static final List<String> GUEST_ENVIRONMENT = List.of(
            "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,-AVX512BW,-FMA",
            "OPENSSL_ia32cap=~0x1000000000000000:~0xffffffffffffffff");

    private static final int PR_SET_SECCOMP = 22;
    private static final int SECCOMP_MODE_FILTER = 2;

    /** Classic BPF over the system call's number (at 0), architecture (4) and arguments (16, 24, 32, ...). */
    private static final int[][] FILTER = {
        {0x20, 0, 0, 4}, // load architecture
        {0x15, 0, 7, 0xC000003E}, // x86-64, else allow
        {0x20, 0, 0, 0}, // load number
        {0x15, 0, 5, 101}, // ptrace, else allow
        {0x20, 0, 0, 16}, // load request
        {0x15, 0, 3, 0x4204}, // PTRACE_GETREGSET, else allow
        {0x20, 0, 0, 32}, // load register set
        {0x15, 0, 1, 0x202}, // NT_X86_XSTATE, else allow
        {0x06, 0, 0, 0x00050000 | 22}, // fail with EINVAL
        {0x06, 0, 0, 0x7FFF0000}, // allow
    };

    private WideVectorRegisters() {}

    /** Whether this processor has more registers than User Mode Linux has room for. */
    static boolean present() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo")).contains(" amx_tile");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hides the extended register set from the calling thread and from everything started by it from now on. */
    static void hideFromThisThread() {
        Memory filter = new Memory(FILTER.length * 8L);
        for (int i = 0; i < FILTER.length; i++) {
            filter.setShort(i * 8L, (short) FILTER[i][0]);
            filter.setByte(i * 8L + 2, (byte) FILTER[i][1]);
            filter.setByte(i * 8L + 3, (byte) FILTER[i][2]);
            filter.setInt(i * 8L + 4, FILTER[i][3]);
        }
        Memory program = new Memory(16);
        program.setShort(0, (short) FILTER.length);
        program.setPointer(8, filter);
        Native.load("c", LibC.class).prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0L, 0L);
    }

    /** Restricts a thread. */
    interface LibC extends Library {
        int prctl(int option, long mode, Pointer program, long unused, long alsoUnused) throws LastErrorException;
    }
}
