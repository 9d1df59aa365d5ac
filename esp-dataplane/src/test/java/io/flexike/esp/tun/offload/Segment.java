package io.flexike.esp.tun.offload;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * How a TCP or UDP packet is to look: built octet by octet, with checksums summed up in the plainest way, independent
 * of the code under test.
 */
final class Segment implements Cloneable {
    static final int TCP = 6;
    static final int UDP = 17;
    private static final int DESTINATION_OPTIONS = 60;

    private final boolean ipv4;
    private final boolean tcp;
    private byte[] ipExtra = {};
    private byte[] tcpOptions = {};
    private int trafficClass;
    private int hopLimit = 64;
    private boolean mayBeFragmented;
    private int identification = 100;
    private int sourcePort = 5000;
    private int flags;
    private int sequence;
    private int window = 500;
    private byte[] payload;

    private Segment(boolean ipv4, boolean tcp, byte[] payload) {
        this.ipv4 = ipv4;
        this.tcp = tcp;
        this.payload = payload;
    }

    /** With nothing but ACK. */
    static Segment tcp(boolean ipv4, int sequence, byte... payload) {
        return new Segment(ipv4, true, payload).withSequence(sequence).withFlags(0x10);
    }

    static Segment udp(boolean ipv4, byte... payload) {
        return new Segment(ipv4, false, payload);
    }

    private Segment with(Consumer<Segment> change) {
        try {
            Segment copy = (Segment) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    boolean ipv4() {
        return ipv4;
    }

    boolean tcp() {
        return tcp;
    }

    boolean mayBeFragmented() {
        return mayBeFragmented;
    }

    int identification() {
        return identification;
    }

    int flags() {
        return flags;
    }

    int sequence() {
        return sequence;
    }

    byte[] payload() {
        return payload;
    }

    int protocol() {
        return tcp ? TCP : UDP;
    }

    /** Length of the IP header with options or extension headers. */
    int ipOctets() {
        return (ipv4 ? 20 : 40) + ipExtra.length;
    }

    int headerOctets() {
        return ipOctets() + (tcp ? 20 + tcpOptions.length : 8);
    }

    /** The packet with all checksums. */
    byte[] packet() {
        byte[] packet = withoutTransportChecksum();
        int at = ipOctets() + (tcp ? 16 : 6);
        int checksum = ~sum(pseudoHeader(packet.length - ipOctets()), packet, ipOctets()) & 0xffff;
        put16(packet, at, !tcp && checksum == 0 ? 0xffff : checksum);
        return packet;
    }

    /** The packet with the sum of the pseudo-header where the checksum is to be, as the kernel hands it over. */
    byte[] partialPacket() {
        byte[] packet = withoutTransportChecksum();
        put16(packet, ipOctets() + (tcp ? 16 : 6), pseudoHeader(packet.length - ipOctets()));
        return packet;
    }

    private byte[] withoutTransportChecksum() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int transportOctets = (tcp ? 20 + tcpOptions.length : 8) + payload.length;
        if (ipv4) {
            byte[] header = new byte[20 + ipExtra.length];
            header[0] = (byte) (0x40 | header.length / 4);
            header[1] = (byte) trafficClass;
            put16(header, 2, header.length + transportOctets);
            put16(header, 4, identification);
            header[6] = (byte) (mayBeFragmented ? 0 : 0x40);
            header[8] = (byte) hopLimit;
            header[9] = (byte) protocol();
            System.arraycopy(addresses(), 0, header, 12, 8);
            System.arraycopy(ipExtra, 0, header, 20, ipExtra.length);
            put16(header, 10, ~sum(0, header, 0) & 0xffff);
            out.writeBytes(header);
        } else {
            byte[] header = new byte[40];
            put16(header, 0, 0x6000 | trafficClass << 4);
            put16(header, 4, ipExtra.length + transportOctets);
            header[6] = (byte) (ipExtra.length == 0 ? protocol() : DESTINATION_OPTIONS);
            header[7] = (byte) hopLimit;
            System.arraycopy(addresses(), 0, header, 8, 32);
            out.writeBytes(header);
            out.writeBytes(ipExtra);
        }
        byte[] transport = new byte[tcp ? 20 : 8];
        put16(transport, 0, sourcePort);
        put16(transport, 2, 443);
        if (tcp) {
            put16(transport, 4, sequence >>> 16);
            put16(transport, 6, sequence);
            put16(transport, 8, 0x1234);
            transport[12] = (byte) ((20 + tcpOptions.length) / 4 << 4);
            transport[13] = (byte) flags;
            put16(transport, 14, window);
        } else {
            put16(transport, 4, transportOctets);
        }
        out.writeBytes(transport);
        out.writeBytes(tcp ? tcpOptions : new byte[0]);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private byte[] addresses() {
        byte[] addresses = new byte[ipv4 ? 8 : 32];
        Arrays.fill(addresses, (byte) 10);
        addresses[addresses.length - 1] = 2;
        return addresses;
    }

    private int pseudoHeader(int transportOctets) {
        byte[] rest = new byte[4];
        put16(rest, 0, protocol());
        put16(rest, 2, transportOctets);
        return sum(sum(0, addresses(), 0), rest, 0);
    }

    /** Adds up words of 16 bits with end-around carry. */
    static int sum(int start, byte[] octets, int from) {
        int sum = start;
        for (int i = from; i < octets.length; i++) {
            sum += (octets[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    static void put16(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >>> 8);
        octets[at + 1] = (byte) value;
    }

    /** Extension headers with options that are only padding, so many times eight octets. */
    static byte[] destinationOptions(int protocol, int eights) {
        byte[] header = new byte[8 * eights];
        if (eights > 0) {
            header[0] = (byte) protocol;
            header[1] = (byte) (eights - 1);
            header[2] = 1;
            header[3] = (byte) (header.length - 4);
        }
        return header;
    }

    Segment withIpExtra(byte[] newExtra) {
        return with(copy -> copy.ipExtra = newExtra);
    }

    Segment withTcpOptions(byte[] newOptions) {
        return with(copy -> copy.tcpOptions = newOptions);
    }

    Segment withTrafficClass(int newClass) {
        return with(copy -> copy.trafficClass = newClass);
    }

    Segment withHopLimit(int newLimit) {
        return with(copy -> copy.hopLimit = newLimit);
    }

    Segment withSourcePort(int newPort) {
        return with(copy -> copy.sourcePort = newPort);
    }

    Segment withFlags(int newFlags) {
        return with(copy -> copy.flags = newFlags);
    }

    Segment withSequence(int newSequence) {
        return with(copy -> copy.sequence = newSequence);
    }

    Segment withWindow(int newWindow) {
        return with(copy -> copy.window = newWindow);
    }

    Segment withPayload(byte... newPayload) {
        return with(copy -> copy.payload = newPayload);
    }

    Segment withIdentification(boolean fragmentable, int newIdentification) {
        return with(copy -> {
            copy.mayBeFragmented = fragmentable;
            copy.identification = newIdentification & 0xffff;
        });
    }
}
