package io.flexike.esp.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads which addresses the devices of a network namespace have. */
public final class AddressDump {
    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int IFINFO_OCTETS = 16;
    private static final int IFADDR_OCTETS = 8;
    private static final int IFLA_IFNAME = 3;
    private static final int IFF_UP_RUNNING = 0x1 | 0x40;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;
    /** Duplicate (8), deprecated (32) or tentative (64). */
    private static final int IFA_F_UNUSABLE = 0x08 | 0x20 | 0x40;

    private static final int RT_SCOPE_LINK = 253;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private AddressDump() {}

    /** An address of a device. */
    public record Found(InetAddress address, String device) {}

    /** Those that can be used: of devices that are up and connected, and of more than link-local scope. */
    public static List<Found> of(NetlinkSocket netlink) throws IOException {
        Map<Integer, String> running = new HashMap<>();
        // ifinfomsg: all zero for every device
        netlink.dump("list devices", RTM_GETLINK, NetlinkSocket.body().limit(IFINFO_OCTETS), link -> {
            int index = link.getInt(4);
            boolean runs = (link.getInt(8) & IFF_UP_RUNNING) == IFF_UP_RUNNING;
            NetlinkAttributes.find(link, IFINFO_OCTETS, IFLA_IFNAME)
                    .filter(name -> runs)
                    .ifPresent(name -> running.put(index, NetlinkAttributes.text(name)));
        });
        List<Found> found = new ArrayList<>();
        // ifaddrmsg: all zero for every address of every family
        netlink.dump("list addresses", RTM_GETADDR, NetlinkSocket.body().limit(IFADDR_OCTETS), message -> {
            String device = running.get(message.getInt(4));
            if (device != null && isIp(message) && isUsable(message)) {
                // of a device that leads to one peer only, IFA_ADDRESS is that peer's
                NetlinkAttributes.find(message, IFADDR_OCTETS, IFA_LOCAL)
                        .or(() -> NetlinkAttributes.find(message, IFADDR_OCTETS, IFA_ADDRESS))
                        .ifPresent(octets -> found.add(new Found(address(octets), device)));
            }
        });
        return found;
    }

    private static boolean isIp(ByteBuffer message) {
        int family = message.get(0) & 0xff;
        return family == AF_INET || family == AF_INET6;
    }

    private static boolean isUsable(ByteBuffer message) {
        int scope = message.get(3) & 0xff;
        int flags = NetlinkAttributes.find(message, IFADDR_OCTETS, IFA_FLAGS)
                .map(octets -> ByteBuffer.wrap(octets).order(message.order()).getInt())
                .orElse(message.get(2) & 0xff);
        return scope < RT_SCOPE_LINK && (flags & IFA_F_UNUSABLE) == 0 || isLoopback(message);
    }

    /** The scope of loopback addresses is the host itself. */
    private static boolean isLoopback(ByteBuffer message) {
        return NetlinkAttributes.find(message, IFADDR_OCTETS, IFA_ADDRESS)
                .filter(octets -> address(octets).isLoopbackAddress())
                .isPresent();
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + octets.length + " octets", e);
        }
    }
}
