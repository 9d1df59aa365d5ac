package io.flexike.esp.net;

import io.flexike.esp.linux.Errno;
import io.flexike.esp.linux.MessageHeaders;
import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.linux.PolledDescriptor;
import io.flexike.esp.linux.SocketOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches through a socket of Linux with few system calls: runs of datagrams of one length to one peer as one
 * message that the kernel cuts (UDP_SEGMENT), several messages in one call (sendmmsg). Thread-safe.
 */
final class SegmentedSender {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentedSender.class);
    /** UDP_MAX_SEGMENTS is 64, and kernels before 5.16 count the headers as a part of a segment. */
    private static final int MOST_SEGMENTS = 63;
    /** After so many runs in a row that only went one by one, no more are tried. */
    private static final int MOST_REFUSALS = 4;
    /** The kernel builds one packet of IPv6 and UDP first, which cannot be longer than 65535. */
    private static final int LONGEST_RUN_OCTETS = 65_535 - 40 - 8;

    private static final int IPV4_AND_UDP_OCTETS = 28;
    private static final int IPV6_AND_UDP_OCTETS = 48;
    /** Our own choice; two runs of the longest. */
    private static final int STAGING_OCTETS = 1 << 17;

    private final PolledDescriptor descriptor;
    private final SocketFamily family;
    private final SocketAddresses addresses;
    private final PathMtus pathMtus;
    private final PathMtuProbe probe;
    private final int skippedOctets;
    private final NativeMemory staging = NativeMemory.allocate(STAGING_OCTETS);
    private final NativeMemory option = NativeMemory.allocate(Integer.BYTES);
    private final OutgoingMessages messages;
    private final OutgoingMessages singles;
    private int stagedOctets;
    private boolean segmenting;
    private boolean stagedRun;
    private int refusals;
    private boolean whole;

    /**
     * A sender, which lets the socket send without DF.
     *
     * @param skippedOctets at the beginning of each datagram, which the system makes itself
     */
    SegmentedSender(
            PolledDescriptor descriptor,
            SocketFamily family,
            Offloads offloads,
            PathMtus pathMtus,
            PathMtuProbe probe,
            int skippedOctets)
            throws IOException {
        this.descriptor = descriptor;
        this.family = family;
        this.addresses = new SocketAddresses(family == SocketFamily.IPV4);
        this.pathMtus = pathMtus;
        this.probe = probe;
        this.skippedOctets = skippedOctets;
        this.segmenting = offloads.segmentation();
        this.messages = new OutgoingMessages(descriptor, offloads.severalMessages());
        this.singles = new OutgoingMessages(descriptor, offloads.severalMessages());
        discoverMtu(SocketOptions.PMTUDISC_DONT);
    }

    /** Whether runs still go as one message. */
    boolean isSegmenting() {
        return segmenting;
    }

    /** As {@link DatagramPort#pathMtu}: before anything was refused, what the system says of the route. */
    int pathMtu(InetAddress remote) {
        int known = pathMtus.of(remote);
        return known == PathMtus.UNKNOWN ? ask(remote) : known;
    }

    /** As {@link DatagramPort#knownPathMtu}. */
    int knownPathMtu(InetAddress remote) {
        return Math.max(0, pathMtus.of(remote));
    }

    private int ask(InetAddress remote) {
        try {
            descriptor.beginWrite();
        } catch (ClosedChannelException e) {
            return 0;
        }
        try {
            return pathMtus.assume(remote, probe.ask(remote));
        } finally {
            descriptor.endWrite();
        }
    }

    /** As {@link DatagramPort#send}. */
    int send(DatagramBatch batch) throws IOException {
        int sent = 0;
        descriptor.beginWrite();
        try {
            int index = 0;
            while (index < batch.count()) {
                int end = runEnd(batch, index);
                sent += stage(batch, index, end);
                index = end;
            }
            sent += flush(batch);
        } finally {
            messages.clear();
            stagedOctets = 0;
            descriptor.endWrite();
        }
        return sent;
    }

    /** Where the run ends that begins with that datagram; a datagram alone is a run as well. */
    private int runEnd(DatagramBatch batch, int start) {
        int segment = batch.octets(start);
        int end = start + 1;
        if (!segmenting
                || segment == 0
                || segment > longestSegment(batch.remote(start).getAddress())) {
            return end;
        }
        int total = segment;
        while (end < batch.count() && end - start < MOST_SEGMENTS) {
            int octets = batch.octets(end);
            if (octets == 0 || octets > segment || total + octets > LONGEST_RUN_OCTETS || !alike(batch, start, end)) {
                break;
            }
            total += octets;
            end++;
            if (octets < segment) {
                break;
            }
        }
        return end;
    }

    private int longestSegment(InetAddress remote) {
        int mtu = pathMtus.of(remote);
        return mtu <= 0 ? LONGEST_RUN_OCTETS : mtu - headerOctets(remote);
    }

    private static int headerOctets(InetAddress remote) {
        return remote instanceof Inet4Address ? IPV4_AND_UDP_OCTETS : IPV6_AND_UDP_OCTETS;
    }

    private static boolean alike(DatagramBatch batch, int left, int right) {
        return SocketAddresses.isSame(batch.remote(left), batch.remote(right))
                && batch.trafficClass(left) == batch.trafficClass(right)
                && batch.whole(left) == batch.whole(right);
    }

    /** Puts a run among the messages, after it has sent what is in the way; returns how many datagrams went then. */
    private int stage(DatagramBatch batch, int start, int end) throws IOException {
        int octets = 0;
        for (int i = start; i < end; i++) {
            octets += batch.octets(i) - skippedOctets;
        }
        InetSocketAddress remote = batch.remote(start);
        if (octets < 0 || octets > STAGING_OCTETS || !family.reaches(remote.getAddress())) {
            return 0;
        }
        int sent = 0;
        if (messages.isFull() || stagedOctets + octets > STAGING_OCTETS || batch.whole(start) != whole) {
            sent = flush(batch);
            demandWhole(batch.whole(start));
        }
        int message = messages.count();
        address(messages, message, remote, batch.trafficClass(start));
        if (end - start > 1) {
            stagedRun = true;
            messages.headers()
                    .addShortControl(
                            message, SocketOptions.IPPROTO_UDP, SocketOptions.UDP_SEGMENT, batch.octets(start));
        }
        messages.headers().payload(message, staging.address() + stagedOctets, octets);
        for (int i = start; i < end; i++) {
            int copied = batch.octets(i) - skippedOctets;
            staging.buffer().put(stagedOctets, batch.buffer(i), batch.offset(i) + skippedOctets, copied);
            stagedOctets += copied;
        }
        messages.add(start, end - start);
        return sent;
    }

    private void demandWhole(boolean demanded) throws IOException {
        if (demanded != whole) {
            discoverMtu(demanded ? SocketOptions.PMTUDISC_DO : SocketOptions.PMTUDISC_DONT);
            whole = demanded;
        }
    }

    private void discoverMtu(int how) throws IOException {
        option.buffer().putInt(0, how);
        family.discoverMtu(descriptor.number(), option);
    }

    private void address(OutgoingMessages to, int message, InetSocketAddress remote, int trafficClass) {
        MessageHeaders headers = to.headers();
        addresses.write(headers.buffer(), headers.name(message), remote);
        headers.startSending(message, addresses.octets());
        if (trafficClass == 0) {
            return;
        }
        // the mapped form of IPv4 counts as IPv4 here
        if (remote.getAddress() instanceof Inet4Address) {
            headers.addControl(message, SocketOptions.IPPROTO_IP, SocketOptions.IP_TOS, trafficClass);
        } else {
            headers.addControl(message, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_TCLASS, trafficClass);
        }
    }

    private int flush(DatagramBatch batch) {
        int sent = 0;
        boolean refused = false;
        while (!messages.isDone()) {
            sent += messages.submit();
            if (messages.refusal() != 0) {
                refused = true;
                sent += afterRefusal(batch, messages.refusal());
            }
        }
        if (stagedRun && !refused) {
            refusals = 0;
        }
        stagedRun = false;
        messages.clear();
        stagedOctets = 0;
        return sent;
    }

    private int afterRefusal(DatagramBatch batch, int error) {
        int start = messages.refusedFirst();
        int datagrams = messages.refusedDatagrams();
        InetSocketAddress remote = batch.remote(start);
        if (error == Errno.EMSGSIZE || datagrams > 1 && mayBeSegmentation(error)) {
            learn(remote.getAddress());
        }
        if (datagrams == 1 || !mayBeSegmentation(error)) {
            LOG.debug("{} datagrams to {} were not sent: errno {}", datagrams, remote, error);
            return 0;
        }
        int sent = sendSingly(batch, start, datagrams);
        boolean tooLong = error == Errno.EMSGSIZE || batch.octets(start) > longestSegment(remote.getAddress());
        // what is refused one by one as well has another reason, such as the peer's route
        if (sent > 0 && !tooLong && ++refusals == MOST_REFUSALS) {
            LOG.debug("no more segmentation: errno {} for {} datagrams to {}", error, datagrams, remote);
            segmenting = false;
        }
        return sent;
    }

    private static boolean mayBeSegmentation(int error) {
        return switch (error) {
            case Errno.EINVAL, Errno.EMSGSIZE, Errno.EIO, Errno.ENOPROTOOPT, Errno.EOPNOTSUPP -> true;
            default -> false;
        };
    }

    private void learn(InetAddress remote) {
        int octets = probe.ask(remote);
        if (octets > 0) {
            pathMtus.learn(remote, octets);
        }
    }

    /** Sends the datagrams of a run that was refused, which still stand in the staging memory. */
    private int sendSingly(DatagramBatch batch, int start, int datagrams) {
        long at = messages.headers().payloadAddress(messages.refused());
        for (int i = 0; i < datagrams; i++) {
            int octets = batch.octets(start + i) - skippedOctets;
            address(singles, i, batch.remote(start), batch.trafficClass(start));
            singles.headers().payload(i, at, octets);
            singles.add(start + i, 1);
            at += octets;
        }
        int sent = 0;
        while (!singles.isDone()) {
            sent += singles.submit();
        }
        singles.clear();
        return sent;
    }
}
