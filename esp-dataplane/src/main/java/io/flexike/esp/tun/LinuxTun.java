package io.flexike.esp.tun;

import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.NetworkDevice;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SystemCallException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TUN device of the Linux kernel. */
final class LinuxTun implements TunDevice {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxTun.class);
    private static final int BATCH = 16;
    /** A superframe of 64 kB has 48 packets of 1400 octets, and one UDP_SEGMENT call can send 64 of them. */
    private static final int BATCH_WITH_SUPERFRAMES = 64;

    private final String name;
    private final int mtu;
    private final NetworkDevice device;
    private final List<TunQueue> queues;
    private final TunTally tally = new TunTally();
    private final int batch;

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

    private LinuxTun(TunAttachment attachment, int mtu, NetworkDevice device) {
        this.name = attachment.name();
        this.mtu = mtu;
        this.device = device;
        queues = attachment.descriptors().stream()
                .map(descriptor -> new TunQueue(attachment, descriptor, tally))
                .toList();
        batch = attachment.offload().coalesces() ? BATCH_WITH_SUPERFRAMES : BATCH;
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
        TunAttachment attachment = TunAttachment.attach(settings);
        NetworkDevice device = null;
        try {
            device = NetworkDevice.named(attachment.name());
            LinuxTun tun = new LinuxTun(attachment, settings.mtu(), device);
            tun.configure(settings);
            LOG.debug("{}: offload {}, {} queues", tun.name, attachment.offload(), tun.queues());
            return tun;
        } catch (IOException | RuntimeException e) {
            attachment.descriptors().forEach(PolledDescriptor::close);
            if (device != null) {
                leaveVrf(device);
                device.close();
            }
            throw e;
        }
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
        return batch;
    }

    @Override
    public int queues() {
        return queues.size();
    }

    @Override
    public void read(PacketBatch packets) throws IOException {
        read(0, packets);
    }

    @Override
    public void read(int queue, PacketBatch packets) throws IOException {
        queues.get(queue).read(packets);
    }

    @Override
    public void wakeUp() {
        queues.forEach(TunQueue::wakeUp);
    }

    @Override
    public int write(PacketBatch packets) throws IOException {
        return queueToWrite().write(packets);
    }

    /** A thread stays with its queue: the kernel sends the answers of a flow through the one it came from last. */
    private TunQueue queueToWrite() {
        return queues.get((int) (Thread.currentThread().getId() % queues.size()));
    }

    @Override
    public TunCounters deviceCounters() {
        return tally.counters();
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
        if (closed.getAndSet(true)) {
            return;
        }
        queues.forEach(TunQueue::close);
        // the kernel has removed the device together with its last descriptor
        leaveVrf(device);
        device.close();
    }

    @Override
    public String toString() {
        return "LinuxTun[" + name + "]";
    }
}
