package io.flexike.esp.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Settings of one network device, through a netlink socket that stays open in the device's namespace. Thread-safe. */
public final class NetworkDevice implements AutoCloseable {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;

    private static final int IFF_UP = 1;
    private static final int IFLA_MTU = 4;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_F_NODAD = 2;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_TABLE = 15;
    private static final int RT_TABLE_UNSPEC = 0;
    private static final int RT_TABLE_MAIN = 254;
    /** What the kernel gives to a route of IPv6 for which nobody says another. */
    private static final int IPV6_DEFAULT_METRIC = 1024;

    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_LINK = 253;
    private static final int RTN_UNICAST = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final String name;
    private final int index;
    private final NetlinkSocket netlink;
    private @Nullable String vrf;
    private int table = RT_TABLE_MAIN;

    private NetworkDevice(String name, int index, NetlinkSocket netlink) {
        this.name = name;
        this.index = index;
        this.netlink = netlink;
    }

    /** Finds a device in the network namespace of this thread. */
    public static NetworkDevice named(String name) throws IOException {
        NativeMemory text = NativeMemory.ofString(name);
        int index;
        try {
            index = Libc.if_nametoindex(text.address());
        } finally {
            Reference.reachabilityFence(text);
        }
        if (index == 0) {
            throw new SystemCallException("device " + name, Errno.ENODEV);
        }
        return new NetworkDevice(name, index, NetlinkSocket.open());
    }

    /**
     * Puts the device into a VRF, whose table has the routes that are added later. The VRF device is made if it is not
     * there. Must come before addresses and routes, and before other threads know the device.
     *
     * @throws SystemCallException with EOPNOTSUPP if the kernel has no VRFs
     */
    public void joinVrf(String vrfName, int vrfTable) throws IOException {
        // also if this fails, so that what was made for it can be removed
        vrf = vrfName;
        table = vrfTable;
        VrfDevice.join(netlink, index, vrfName, vrfTable);
    }

    /** After the device is gone: removes the VRF device if we made it and nobody uses it. */
    public void leaveVrf() throws IOException {
        String joined = vrf;
        if (joined != null) {
            VrfDevice.leave(netlink, joined, table);
        }
    }

    /** Sets the MTU and switches the device on. */
    public void bringUp(int mtu) throws IOException {
        ByteBuffer body = NetlinkSocket.body();
        // ifinfomsg: family, type, index, flags, which flags to change
        body.putInt(0).putInt(index).putInt(IFF_UP).putInt(IFF_UP);
        NetlinkSocket.putAttribute(body, IFLA_MTU, mtu);
        netlink.request("bring up " + name + " with MTU " + mtu, RTM_NEWLINK, 0, body.flip());
    }

    /** Adds an address; a route to its prefix comes with it. Does nothing if it is there. */
    public void addAddress(InetAddress address, int prefixLength) throws IOException {
        String what = "add " + address.getHostAddress() + "/" + prefixLength + " to " + name;
        requestTolerating(
                Errno.EEXIST, what, RTM_NEWADDR, NetlinkSocket.CREATE_NEW, addressBody(address, prefixLength));
    }

    /** Removes an address. Does nothing if it is not there. */
    public void removeAddress(InetAddress address, int prefixLength) throws IOException {
        String what = "remove " + address.getHostAddress() + "/" + prefixLength + " from " + name;
        requestTolerating(Errno.EADDRNOTAVAIL, what, RTM_DELADDR, 0, addressBody(address, prefixLength));
    }

    private ByteBuffer addressBody(InetAddress address, int prefixLength) {
        byte[] octets = address.getAddress();
        ByteBuffer body = NetlinkSocket.body();
        // ifaddrmsg: family, prefix length, flags, scope, index; a tunnel has nobody who could have a duplicate address
        body.put((byte) family(octets)).put((byte) prefixLength).put((byte) IFA_F_NODAD);
        body.put((byte) RT_SCOPE_UNIVERSE).putInt(index);
        NetlinkSocket.putAttribute(body, IFA_LOCAL, octets);
        NetlinkSocket.putAttribute(body, IFA_ADDRESS, octets);
        return body.flip();
    }

    /** The metric that a route gets in effect when 0 is asked for, and any other as it is. */
    public static int effectiveMetric(InetAddress network, int metric) {
        return metric == 0 && network.getAddress().length != 4 ? IPV6_DEFAULT_METRIC : metric;
    }

    /**
     * Adds a route through the device. Who calls has to know whether it did so before: the kernel does not say through
     * which device a route goes that is there already.
     *
     * @param network address without bits behind the prefix
     * @param metric among several routes to that network the lowest one counts
     * @throws SystemCallException with EEXIST if there is a route to that network with that metric, through this device
     *     or another one
     */
    public void addRoute(InetAddress network, int prefixLength, int metric) throws IOException {
        String what = "route " + network.getHostAddress() + "/" + prefixLength + " through " + name;
        netlink.request(what, RTM_NEWROUTE, NetlinkSocket.CREATE_NEW, routeBody(network, prefixLength, metric));
    }

    /** Removes the route with that metric through the device. Does nothing if it is not there. */
    public void removeRoute(InetAddress network, int prefixLength, int metric) throws IOException {
        String what = "remove route " + network.getHostAddress() + "/" + prefixLength + " through " + name;
        requestTolerating(Errno.ESRCH, what, RTM_DELROUTE, 0, routeBody(network, prefixLength, metric));
    }

    private ByteBuffer routeBody(InetAddress network, int prefixLength, int metric) {
        byte[] octets = network.getAddress();
        ByteBuffer body = NetlinkSocket.body();
        // rtmsg: family, destination and source length, TOS, table, protocol, scope, type, flags
        body.put((byte) family(octets)).put((byte) prefixLength).put((byte) 0).put((byte) 0);
        body.put((byte) RT_TABLE_UNSPEC).put((byte) RTPROT_STATIC);
        body.put((byte) (octets.length == 4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE));
        body.put((byte) RTN_UNICAST).putInt(0);
        NetlinkSocket.putAttribute(body, RTA_DST, octets);
        NetlinkSocket.putAttribute(body, RTA_OIF, index);
        NetlinkSocket.putAttribute(body, RTA_TABLE, table);
        // to remove a route without saying the metric would remove any
        NetlinkSocket.putAttribute(body, RTA_PRIORITY, effectiveMetric(network, metric));
        return body.flip();
    }

    private void requestTolerating(int tolerated, String what, int type, int flags, ByteBuffer body)
            throws IOException {
        try {
            netlink.request(what, type, flags, body);
        } catch (SystemCallException e) {
            if (e.error() != tolerated) {
                throw e;
            }
        }
    }

    private static int family(byte[] address) {
        return address.length == 4 ? AF_INET : AF_INET6;
    }

    @Override
    public void close() {
        netlink.close();
    }
}
