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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TUN device of the Linux kernel. */
final class LinuxTun implements TunDevice {
    private static final String DEVICE_FILE = "/dev/net/tun";
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TUN_NO_PI = 0x0001 | 0x1000;
    private static final int IFREQ_OCTETS = 40;
    private static final int IFREQ_NAME_OCTETS = 16;
    private static final int BATCH = 16;
    private static final int BUFFER_OCTETS = 65536;

    private final String name;
    private final int mtu;
    private final PolledDescriptor descriptor;
    private final NetworkDevice device;
    private final NativeMemory readMemory = NativeMemory.allocate(BUFFER_OCTETS);
    private final NativeMemory writeMemory = NativeMemory.allocate(BUFFER_OCTETS);
    private final Set<TunPrefix> addresses = ConcurrentHashMap.newKeySet();
    private final Set<TunPrefix> routes = ConcurrentHashMap.newKeySet();

    private LinuxTun(String name, int mtu, PolledDescriptor descriptor, NetworkDevice device) {
        this.name = name;
        this.mtu = mtu;
        this.descriptor = descriptor;
        this.device = device;
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
        // without an MTU of 1280 the kernel takes IPv6 away from the device, so the MTU comes first
        device.bringUp(mtu);
        for (TunPrefix address : settings.addresses()) {
            addAddress(address);
        }
        for (TunPrefix route : settings.routes()) {
            addRoute(route);
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
                long octets = Libc.read(descriptor.number(), readMemory.address(), batch.packetOctets());
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
                    descriptor.awaitReadable();
                } else if (error != Errno.EINTR) {
                    throw new SystemCallException("read from " + name, error);
                }
            }
        } finally {
            descriptor.endRead();
        }
    }

    @Override
    public int write(PacketBatch batch) throws IOException {
        int taken = 0;
        descriptor.beginWrite();
        try {
            for (int i = 0; i < batch.count(); i++) {
                int octets = batch.octets(i);
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
    public void addRoute(TunPrefix route) throws IOException {
        TunPrefix network = route.network();
        if (routes.contains(network) || addresses.stream().anyMatch(address -> network.equals(address.network()))) {
            return;
        }
        device.addRoute(network.address(), network.length());
        routes.add(network);
    }

    @Override
    public void removeRoute(TunPrefix route) throws IOException {
        TunPrefix network = route.network();
        if (routes.remove(network)) {
            device.removeRoute(network.address(), network.length());
        }
    }

    @Override
    public void close() {
        descriptor.close();
        device.close();
    }

    @Override
    public String toString() {
        return "LinuxTun[" + name + "]";
    }
}
