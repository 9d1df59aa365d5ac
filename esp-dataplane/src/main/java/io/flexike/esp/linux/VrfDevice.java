package io.flexike.esp.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A VRF device of Linux: devices that are enslaved to it have a routing table of their own.
 *
 * <p>One that we make bears our mark, so that the last of those who use it takes it away, whoever made it. Within this
 * process one thread at a time makes, joins and leaves.
 */
final class VrfDevice {
    private static final Object LOCK = new Object();
    /** What the device's alias says if it is ours to remove. */
    private static final String MARK = "flexike";

    private static final String KIND = "vrf";
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int IFF_UP = 1;
    private static final int IFINFO_OCTETS = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_VRF_TABLE = 1;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_TABLE = 15;
    private static final int RT_TABLE_UNSPEC = 0;
    private static final int RTPROT_STATIC = 4;
    private static final int RTN_UNREACHABLE = 7;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    /** As the kernel's documentation of VRFs has it: worse than what any routing program sets. */
    private static final int LAST_RESORT = (int) 4278198272L;

    private VrfDevice() {}

    /** What the kernel tells of a device. */
    private record Link(int index, int master, String kind, int vrfTable, String alias) {
        boolean isVrf(int table) {
            return kind.equals(KIND) && vrfTable == table;
        }

        boolean isOurs(int table) {
            return isVrf(table) && alias.equals(MARK);
        }
    }

    /**
     * Enslaves a device, after making the VRF device if there is none of that name.
     *
     * @throws SystemCallException with EOPNOTSUPP if the kernel has no VRFs
     * @throws IOException if the name belongs to another kind of device, or the VRF has another table
     */
    static void join(NetlinkSocket netlink, int slave, String name, int table) throws IOException {
        synchronized (LOCK) {
            Link vrf = links(netlink).get(name);
            if (vrf == null) {
                make(netlink, name, table);
                vrf = links(netlink).get(name);
            }
            if (vrf == null || !vrf.isVrf(table)) {
                throw new IOException(name + " is not a VRF with the table " + table);
            }
            ByteBuffer body = NetlinkSocket.body();
            body.putInt(0).putInt(slave).putInt(0).putInt(0);
            NetlinkSocket.putAttribute(body, IFLA_MASTER, vrf.index());
            netlink.request("put a device into the VRF " + name, RTM_NEWLINK, 0, body.flip());
        }
    }

    private static void make(NetlinkSocket netlink, String name, int table) throws IOException {
        ByteBuffer body = NetlinkSocket.body();
        body.putInt(0).putInt(0).putInt(IFF_UP).putInt(IFF_UP);
        NetlinkSocket.putAttribute(body, IFLA_IFNAME, zeroTerminated(name));
        ByteBuffer tableOnly = NetlinkSocket.body();
        NetlinkSocket.putAttribute(tableOnly, IFLA_VRF_TABLE, table);
        ByteBuffer info = NetlinkSocket.body();
        NetlinkSocket.putAttribute(info, IFLA_INFO_KIND, KIND.getBytes(StandardCharsets.US_ASCII));
        NetlinkSocket.putAttribute(info, IFLA_INFO_DATA, octets(tableOnly.flip()));
        NetlinkSocket.putAttribute(body, IFLA_LINKINFO, octets(info.flip()));
        netlink.request("make the VRF " + name, RTM_NEWLINK, NetlinkSocket.CREATE_NEW, body.flip());
        mark(netlink, name);
        // without it, what the table has no route for would be looked up in the main table
        lastResort(netlink, AF_INET, table, RTM_NEWROUTE, NetlinkSocket.CREATE_NEW, Errno.EEXIST);
        lastResort(netlink, AF_INET6, table, RTM_NEWROUTE, NetlinkSocket.CREATE_NEW, Errno.EEXIST);
    }

    // the kernel takes no alias together with a new device
    private static void mark(NetlinkSocket netlink, String name) throws IOException {
        Link made = links(netlink).get(name);
        if (made != null) {
            ByteBuffer body = NetlinkSocket.body();
            body.putInt(0).putInt(made.index()).putInt(0).putInt(0);
            NetlinkSocket.putAttribute(body, IFLA_IFALIAS, MARK.getBytes(StandardCharsets.US_ASCII));
            netlink.request("mark the VRF " + name, RTM_NEWLINK, 0, body.flip());
        }
    }

    private static void lastResort(NetlinkSocket netlink, int family, int table, int type, int flags, int tolerated)
            throws IOException {
        ByteBuffer body = NetlinkSocket.body();
        // rtmsg: family, destination and source length, TOS, table, protocol, scope, type, flags
        body.put((byte) family).put((byte) 0).put((byte) 0).put((byte) 0);
        body.put((byte) RT_TABLE_UNSPEC).put((byte) RTPROT_STATIC).put((byte) 0);
        body.put((byte) RTN_UNREACHABLE).putInt(0);
        NetlinkSocket.putAttribute(body, RTA_TABLE, table);
        NetlinkSocket.putAttribute(body, RTA_PRIORITY, LAST_RESORT);
        try {
            netlink.request("the last route of table " + table, type, flags, body.flip());
        } catch (SystemCallException e) {
            boolean noIpv6 = family == AF_INET6 && e.error() == Errno.EOPNOTSUPP;
            if (e.error() != tolerated && !noIpv6) {
                throw e;
            }
        }
    }

    /** Removes the VRF device if we made it and no device is enslaved to it any more. */
    static void leave(NetlinkSocket netlink, String name, int table) throws IOException {
        synchronized (LOCK) {
            Map<String, Link> links = links(netlink);
            Link vrf = links.get(name);
            if (vrf == null || !vrf.isOurs(table)) {
                return;
            }
            int index = vrf.index();
            if (links.values().stream().anyMatch(link -> link.master() == index)) {
                return;
            }
            lastResort(netlink, AF_INET, table, RTM_DELROUTE, 0, Errno.ESRCH);
            lastResort(netlink, AF_INET6, table, RTM_DELROUTE, 0, Errno.ESRCH);
            ByteBuffer body = NetlinkSocket.body();
            body.putInt(0).putInt(index).putInt(0).putInt(0);
            netlink.request("remove the VRF " + name, RTM_DELLINK, 0, body.flip());
        }
    }

    private static Map<String, Link> links(NetlinkSocket netlink) throws IOException {
        Map<String, Link> links = new HashMap<>();
        // ifinfomsg: all zero for every device
        netlink.dump("list devices", RTM_GETLINK, NetlinkSocket.body().limit(IFINFO_OCTETS), message -> {
            Optional<byte[]> name = NetlinkAttributes.find(message, IFINFO_OCTETS, IFLA_IFNAME);
            name.ifPresent(octets -> links.put(NetlinkAttributes.text(octets), link(message)));
        });
        return links;
    }

    private static Link link(ByteBuffer message) {
        Optional<ByteBuffer> info = NetlinkAttributes.find(message, IFINFO_OCTETS, IFLA_LINKINFO)
                .map(octets -> ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()));
        return new Link(
                message.getInt(4),
                number(NetlinkAttributes.find(message, IFINFO_OCTETS, IFLA_MASTER)),
                info.flatMap(octets -> NetlinkAttributes.find(octets, 0, IFLA_INFO_KIND))
                        .map(NetlinkAttributes::text)
                        .orElse(""),
                number(info.flatMap(octets -> NetlinkAttributes.find(octets, 0, IFLA_INFO_DATA))
                        .map(octets -> ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()))
                        .flatMap(octets -> NetlinkAttributes.find(octets, 0, IFLA_VRF_TABLE))),
                NetlinkAttributes.find(message, IFINFO_OCTETS, IFLA_IFALIAS)
                        .map(NetlinkAttributes::text)
                        .orElse(""));
    }

    /** 0 if there is none. */
    private static int number(Optional<byte[]> octets) {
        return octets.filter(value -> value.length >= Integer.BYTES)
                .map(value ->
                        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt())
                .orElse(0);
    }

    private static byte[] zeroTerminated(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(octets, octets.length + 1);
    }

    private static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(octets);
        return octets;
    }
}
