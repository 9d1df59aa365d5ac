package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Addresses in MOBIKE's notifies (RFC 4555 4.2), and which ones may be used at all. */
public final class OuterAddresses {
    /** Our choice: so many additional addresses of one end are kept and told. */
    public static final int MOST = 8;

    private static final byte[] IPV4_BROADCAST = {-1, -1, -1, -1};

    private OuterAddresses() {}

    /** Whether a peer may be at the far end of a path: one host, of the family of our address, on a real port. */
    public static boolean isAcceptable(Path path) {
        InetAddress local = path.local().getAddress();
        InetAddress remote = path.remote().getAddress();
        return path.remote().getPort() != 0
                && local.getClass() == remote.getClass()
                && isHost(remote)
                && remote.isLoopbackAddress() == local.isLoopbackAddress();
    }

    private static boolean isHost(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !Arrays.equals(address.getAddress(), IPV4_BROADCAST);
    }

    /** Adds one notify for each address. */
    static void addAdditional(List<Payload> message, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            message.add(NotifyPayload.of(
                    address instanceof Inet4Address
                            ? NotifyType.ADDITIONAL_IP4_ADDRESS
                            : NotifyType.ADDITIONAL_IP6_ADDRESS,
                    address.getAddress()));
        }
    }

    /** The additional addresses in a message; malformed and impossible ones are left out. */
    static List<InetAddress> additional(ReceivedPayloads message) {
        Set<InetAddress> found = new LinkedHashSet<>();
        for (NotifyPayload notify : message.all(NotifyPayload.class)) {
            boolean ip4 = notify.notifyType().equals(NotifyType.ADDITIONAL_IP4_ADDRESS);
            boolean ip6 = notify.notifyType().equals(NotifyType.ADDITIONAL_IP6_ADDRESS);
            if ((ip4 || ip6) && found.size() < MOST) {
                address(notify.data(), ip4 ? 4 : 16)
                        .filter(OuterAddresses::isHost)
                        .ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    private static Optional<InetAddress> address(byte[] octets, int expected) {
        if (octets.length != expected) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 octets", e);
        }
    }

    /** NO_NATS_ALLOWED for a message that goes along a path (RFC 4555 4.2.6). */
    static NotifyPayload noNatsAllowed(Path path) {
        return NotifyPayload.of(NotifyType.NO_NATS_ALLOWED, ends(path.local(), path.remote()));
    }

    /**
     * RFC 4555 3.9: whether a NAT has changed the addresses of a message that came along a path although its sender
     * does not want that.
     */
    static boolean hasForbiddenNat(ReceivedPayloads message, Path path) {
        byte[] expected = ends(path.remote(), path.local());
        return message.notify(NotifyType.NO_NATS_ALLOWED)
                .filter(notify -> !Arrays.equals(notify.data(), expected))
                .isPresent();
    }

    private static byte[] ends(InetSocketAddress source, InetSocketAddress destination) {
        byte[] from = source.getAddress().getAddress();
        byte[] to = destination.getAddress().getAddress();
        return ByteBuffer.allocate(from.length + to.length + 4)
                .put(from)
                .put(to)
                .putShort((short) source.getPort())
                .putShort((short) destination.getPort())
                .array();
    }
}
