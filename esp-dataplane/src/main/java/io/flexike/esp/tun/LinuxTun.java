package io.flexike.esp.tun;

import com.sun.jna.Native;
import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.Libc;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.NetworkDevice;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TUN device of the Linux kernel. */
final class LinuxTun implements TunDevice {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxTun.class);
    private static final String DEVICE_FILE = "/dev/net/tun";
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TUN_NO_PI = 0x0001 | 0x1000;
    private static final int IFREQ_OCTETS = 40;
    private static final int IFREQ_NAME_OCTETS = 16;
    private static final int BATCH = 16;

    private final String name;
    private final int mtu;
    private final PolledDescriptor descriptor;
    private final NetworkDevice device;
    private final NativeMemory readMemory;
    /** Of who writes; grows when a packet comes that is longer than the MTU, which the kernel takes all the same. */
    private NativeMemory writeMemory;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<TunPrefix> addresses = ConcurrentHashMap.newKeySet();
    private final Set<Route> routes = ConcurrentHashMap.newKeySet();

    private record Route(TunPrefix network, int metric) {
        static Route of(TunPrefix prefix, int metric) {
            if (metric < 0) {
                throw new IllegalArgumentException("the metric " + metric + " is less than 0");
            }
            return new Route(prefix.network(), NetworkDevice.effectiveMetric(prefix.address(), metric));
        }
    }

    private LinuxTun(String name, int mtu, PolledDescriptor descriptor, NetworkDevice device) {
        this.name = name;
        this.mtu = mtu;
        this.descriptor = descriptor;
        this.device = device;
        // a hub has thousands of devices
        readMemory = NativeMemory.allocate(mtu);
        writeMemory = NativeMemory.allocate(mtu);
    }

    static LinuxTun open(TunSettings settings) throws IOException {
        try {
            return openDevice(settings);
        } catch (LinkageError e) {
            throw new TunUnavailableException(
                    "no TUN device \"" + settings.name() + "\": native access to Linux is not possible here", e);
        }
    }

    private static LinuxTun openDevice(TunSettings settings) throws IOException {
        NativeMemory request = NativeMemory.allocate(IFREQ_OCTETS);
        PolledDescriptor descriptor = PolledDescriptor.of(attach(settings.name(), request));
        NetworkDevice device = null;
        try {
            String name = deviceName(request);
            device = NetworkDevice.named(name);
            LinuxTun tun = new LinuxTun(name, settings.mtu(), descriptor, device);
            tun.configure(settings);
            return tun;
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            if (device != null) {
                leaveVrf(device);
                device.close();
            }
            throw e;
        }
    }

    private static int attach(String name, NativeMemory request) throws IOException {
        int file = Libc.open(NativeMemory.ofString(DEVICE_FILE).address(), O_RDWR_NONBLOCK_CLOEXEC);
        if (file < 0) {
            throw unavailable(name, new SystemCallException("open " + DEVICE_FILE, Native.getLastError()));
        }
        request.buffer().put(0, name.getBytes(StandardCharsets.US_ASCII)).putShort(IFREQ_NAME_OCTETS, IFF_TUN_NO_PI);
        if (Libc.ioctl(file, TUNSETIFF, request.address()) < 0) {
            SystemCallException fault = new SystemCallException("attach to " + name, Native.getLastError());
            Libc.close(file);
            throw unavailable(name, fault);
        }
        return file;
    }

    private static IOException unavailable(String name, SystemCallException fault) {
        return switch (fault.error()) {
            case Errno.EPERM, Errno.EACCES, Errno.ENOENT, Errno.ENODEV ->
                new TunUnavailableException(
                        "no TUN device \"" + name + "\": it needs " + DEVICE_FILE
                                + " and the capability CAP_NET_ADMIN, which root has; " + fault.getMessage(),
                        fault);
            default -> fault;
        };
    }

    private static String deviceName(NativeMemory request) {
        byte[] octets = new byte[IFREQ_NAME_OCTETS];
        request.buffer().get(0, octets);
        int end = 0;
        while (end < octets.length && octets[end] != 0) {
            end++;
        }
        return new String(octets, 0, end, StandardCharsets.US_ASCII);
    }

    private void configure(TunSettings settings) throws IOException {
        Optional<TunVrf> vrf = settings.vrf();
        if (vrf.isPresent()) {
            joinVrf(vrf.get());
        }
        // without an MTU of 1280 the kernel takes IPv6 away from the device, so the MTU comes first
        device.bringUp(mtu);
        for (TunPrefix address : settings.addresses()) {
            addAddress(address);
        }
        for (TunPrefix route : settings.routes()) {
            addRoute(route);
        }
    }

    private void joinVrf(TunVrf vrf) throws IOException {
        try {
            device.joinVrf(vrf.name(), vrf.table());
        } catch (SystemCallException e) {
            if (e.error() == Errno.EOPNOTSUPP) {
                throw new TunUnavailableException(
                        "no TUN device \"" + name + "\" in the VRF \"" + vrf.name()
                                + "\": this kernel has no VRFs (CONFIG_NET_VRF, module vrf)",
                        e);
            }
            throw e;
        }
    }

    private static void leaveVrf(NetworkDevice device) {
        try {
            device.leaveVrf();
        } catch (IOException e) {
            LOG.debug("a VRF stays: {}", e.getMessage());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public void read(PacketBatch batch) throws IOException {
        batch.clear();
        descriptor.beginRead();
        try {
            while (!batch.isFull()) {
                int longest = Math.min(batch.packetOctets(), readMemory.octets());
                long octets = Libc.read(descriptor.number(), readMemory.address(), longest);
                if (octets > 0) {
                    byte[] buffer = batch.freeBuffer();
                    readMemory.buffer().get(0, buffer, batch.headroom(), (int) octets);
                    batch.add(buffer, batch.headroom(), (int) octets);
                    continue;
                }
                int error = octets < 0 ? Native.getLastError() : Errno.EAGAIN;
                if (error == Errno.EAGAIN) {
                    if (batch.count() > 0) {
                        return;
                    }
                    if (!descriptor.awaitReadable()) {
                        return;
                    }
                } else if (error != Errno.EINTR) {
                    throw new SystemCallException("read from " + name, error);
                }
            }
        } finally {
            descriptor.endRead();
        }
    }

    @Override
    public void wakeUp() {
        descriptor.wakeUp();
    }

    @Override
    public int write(PacketBatch batch) throws IOException {
        int taken = 0;
        descriptor.beginWrite();
        try {
            for (int i = 0; i < batch.count(); i++) {
                int octets = batch.octets(i);
                if (octets > writeMemory.octets()) {
                    writeMemory = NativeMemory.allocate(octets);
                }
                writeMemory.buffer().put(0, batch.buffer(i), batch.offset(i), octets);
                taken += Libc.write(descriptor.number(), writeMemory.address(), octets) == octets ? 1 : 0;
            }
        } finally {
            descriptor.endWrite();
        }
        return taken;
    }

    @Override
    public void addAddress(TunPrefix address) throws IOException {
        device.addAddress(address.address(), address.length());
        addresses.add(address);
    }

    @Override
    public void removeAddress(TunPrefix address) throws IOException {
        device.removeAddress(address.address(), address.length());
        addresses.remove(address);
    }

    @Override
    public void addRoute(TunPrefix route, int metric) throws IOException {
        Route wanted = Route.of(route, metric);
        TunPrefix network = wanted.network();
        boolean cameWithAddress =
                metric == 0 && addresses.stream().anyMatch(address -> network.equals(address.network()));
        if (!cameWithAddress && !routes.contains(wanted)) {
            device.addRoute(network.address(), network.length(), metric);
            routes.add(wanted);
        }
    }

    @Override
    public void removeRoute(TunPrefix route, int metric) throws IOException {
        Route unwanted = Route.of(route, metric);
        if (routes.remove(unwanted)) {
            TunPrefix network = unwanted.network();
            device.removeRoute(network.address(), network.length(), metric);
        }
    }

    @Override
    public void close() {
        descriptor.close();
        if (!closed.getAndSet(true)) {
            // the kernel has removed the device together with its descriptor
            leaveVrf(device);
        }
        device.close();
    }

    @Override
    public String toString() {
        return "LinuxTun[" + name + "]";
    }
}
