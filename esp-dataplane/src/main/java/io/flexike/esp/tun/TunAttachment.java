package io.flexike.esp.tun;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import io.flexike.esp.tun.offload.VnetHeader;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a device of the kernel with its queues, as rich as the settings say and the kernel allows. */
final class TunAttachment {
    private static final Logger LOG = LoggerFactory.getLogger(TunAttachment.class);
    private static final String DEVICE_FILE = "/dev/net/tun";
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int EBUSY = 16;
    private static final int EINVAL = 22;

    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETOFFLOAD = 0x400454d0L;
    private static final long TUNSETVNETHDRSZ = 0x400454d8L;

    private static final int IFF_TUN_NO_PI = 0x0001 | 0x1000;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_TUN_EXCL = 0x8000;

    private static final int TUN_F_CSUM = 0x01;
    private static final int TUN_F_TSO4_TSO6_ECN = 0x02 | 0x04 | 0x08;
    private static final int TUN_F_USO4_USO6 = 0x20 | 0x40;

    private static final int IFREQ_OCTETS = 40;
    private static final int IFREQ_NAME_OCTETS = 16;

    private final NativeMemory request = NativeMemory.allocate(IFREQ_OCTETS);
    private final List<PolledDescriptor> descriptors = new ArrayList<>();
    private String name;
    private boolean hasVnetHeader;
    private TunOffload offload;

    private TunAttachment(String name, TunOffload offload) {
        this.name = name;
        this.offload = offload;
    }

    /**
     * Makes a device. Whoever calls owns its descriptors.
     *
     * @throws TunUnavailableException if this process may not or this system cannot
     */
    static TunAttachment attach(TunSettings settings) throws IOException {
        TunAttachment attachment = new TunAttachment(settings.name(), settings.offload());
        try {
            attachment.attach(settings.queues());
            return attachment;
        } catch (IOException | RuntimeException e) {
            attachment.descriptors.forEach(PolledDescriptor::close);
            throw e;
        }
    }

    /** The name that the kernel gave it. */
    String name() {
        return name;
    }

    /** One for each queue. */
    List<PolledDescriptor> descriptors() {
        return descriptors;
    }

    /** Whether each packet has a {@link VnetHeader}. */
    boolean hasVnetHeader() {
        return hasVnetHeader;
    }

    /** What the kernel took. */
    TunOffload offload() {
        return offload;
    }

    private void attach(int queues) throws IOException {
        int file = open();
        int flags = 0;
        try {
            flags = attachFirst(file, queues);
            hasVnetHeader = (flags & IFF_VNET_HDR) != 0;
            name = deviceName();
            negotiateOffload(file);
        } catch (IOException | RuntimeException e) {
            Libc.close(file);
            throw e;
        }
        descriptors.add(PolledDescriptor.of(file));
        if ((flags & IFF_MULTI_QUEUE) != 0) {
            attachOthers(queues, flags & ~IFF_TUN_EXCL);
        }
    }

    private int open() throws IOException {
        NativeMemory path = NativeMemory.ofString(DEVICE_FILE);
        try {
            int file = Libc.open(path.address(), O_RDWR_NONBLOCK_CLOEXEC);
            if (file < 0) {
                throw unavailable(new SystemCallException("open " + DEVICE_FILE, Native.getLastError()));
            }
            return file;
        } finally {
            Reference.reachabilityFence(path);
        }
    }

    /** Returns the flags that the kernel took. */
    private int attachFirst(int file, int queues) throws IOException {
        int vnet = offload == TunOffload.NONE ? 0 : IFF_VNET_HDR;
        // without EXCL this could become one more queue of somebody else's device
        int queued = queues == 1 ? 0 : IFF_MULTI_QUEUE | IFF_TUN_EXCL;
        int refusal = 0;
        for (int flags : new int[] {vnet | queued, vnet, 0}) {
            int error = setInterface(file, IFF_TUN_NO_PI | flags);
            if (error == 0) {
                return IFF_TUN_NO_PI | flags;
            }
            // the first attempt is refused like that if the device is there already, be it for us or somebody else
            refusal = refusal == EBUSY ? EBUSY : error;
            if (error != EINVAL && error != EBUSY) {
                break;
            }
        }
        throw unavailable(new SystemCallException("attach to " + name, refusal));
    }

    /** Returns the error, or 0. */
    private int setInterface(int file, int flags) {
        byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
        request.buffer().put(0, new byte[IFREQ_OCTETS]).put(0, octets).putShort(IFREQ_NAME_OCTETS, (short) flags);
        return Libc.ioctl(file, TUNSETIFF, request.address()) < 0 ? Native.getLastError() : 0;
    }

    private IOException unavailable(SystemCallException fault) {
        return switch (fault.error()) {
            case Errno.EPERM, Errno.EACCES, Errno.ENOENT, Errno.ENODEV ->
                new TunUnavailableException(
                        "no TUN device \"" + name + "\": it needs " + DEVICE_FILE
                                + " and the capability CAP_NET_ADMIN, which root has; " + fault.getMessage(),
                        fault);
            default -> fault;
        };
    }

    private String deviceName() {
        byte[] octets = new byte[IFREQ_NAME_OCTETS];
        request.buffer().get(0, octets);
        int end = 0;
        while (end < octets.length && octets[end] != 0) {
            end++;
        }
        return new String(octets, 0, end, StandardCharsets.US_ASCII);
    }

    private void negotiateOffload(int file) throws IOException {
        if (!hasVnetHeader) {
            offload = TunOffload.NONE;
            return;
        }
        NativeMemory size = NativeMemory.allocate(Integer.BYTES);
        size.buffer().putInt(0, VnetHeader.OCTETS);
        try {
            if (Libc.ioctl(file, TUNSETVNETHDRSZ, size.address()) < 0) {
                throw new SystemCallException("vnet header of " + name, Native.getLastError());
            }
        } finally {
            Reference.reachabilityFence(size);
        }
        while (Libc.ioctl(file, TUNSETOFFLOAD, features(offload)) < 0 && offload != TunOffload.NONE) {
            offload = offload.less();
            LOG.debug("{}: the kernel offers less offload, trying {}", name, offload);
        }
    }

    private static int features(TunOffload offload) {
        return switch (offload) {
            case TCP_AND_UDP -> TUN_F_CSUM | TUN_F_TSO4_TSO6_ECN | TUN_F_USO4_USO6;
            case TCP -> TUN_F_CSUM | TUN_F_TSO4_TSO6_ECN;
            case CHECKSUMS -> TUN_F_CSUM;
            case NONE -> 0;
        };
    }

    private void attachOthers(int queues, int flags) throws IOException {
        while (descriptors.size() < queues) {
            int file = open();
            int error = setInterface(file, flags);
            if (error != 0) {
                Libc.close(file);
                LOG.debug("{} has only {} queues: errno {}", name, descriptors.size(), error);
                return;
            }
            descriptors.add(PolledDescriptor.of(file));
        }
    }
}
