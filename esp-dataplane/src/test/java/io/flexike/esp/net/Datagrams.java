package io.flexike.esp.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Datagrams of tests, and how they travel. */
final class Datagrams {
    /** What a port received. */
    record Received(List<Byte> octets, InetSocketAddress remote, int trafficClass) {}

    private Datagrams() {}

    /** Octets that differ from place to place and from datagram to datagram. */
    static byte[] numbered(int number, int octets) {
        byte[] datagram = new byte[octets];
        for (int i = 0; i < octets; i++) {
            datagram[i] = (byte) (number * 31 + i * 7);
        }
        return datagram;
    }

    static int send(DatagramPort from, byte[] octets, InetSocketAddress to) throws IOException {
        return send(from, List.of(octets), to);
    }

    static int send(DatagramPort from, List<byte[]> datagrams, InetSocketAddress to) throws IOException {
        return send(from, datagrams, to, 0, false);
    }

    static int send(DatagramPort from, List<byte[]> datagrams, InetSocketAddress to, int trafficClass, boolean whole)
            throws IOException {
        DatagramBatch batch = DatagramBatch.forSending(datagrams.size());
        for (byte[] datagram : datagrams) {
            byte[] within = new byte[datagram.length + 20];
            System.arraycopy(datagram, 0, within, 13, datagram.length);
            batch.add(within, 13, datagram.length, to, trafficClass, whole);
        }
        return from.send(batch);
    }

    /** Receives so many, in as many calls as it takes. */
    static List<Received> receive(DatagramPort port, int count) throws IOException {
        return receive(port, count, DatagramBatch.forReceiving(port.preferredBatch(), 65535));
    }

    static List<Received> receive(DatagramPort port, int count, DatagramBatch batch) throws IOException {
        List<Received> all = new ArrayList<>();
        while (all.size() < count) {
            port.receive(batch);
            for (int i = 0; i < batch.count(); i++) {
                all.add(new Received(octets(batch, i), batch.remote(i), batch.trafficClass(i)));
            }
        }
        return all;
    }

    static List<Byte> octets(DatagramBatch batch, int index) {
        int offset = batch.offset(index);
        return octets(Arrays.copyOfRange(batch.buffer(index), offset, offset + batch.octets(index)));
    }

    static List<Byte> octets(byte[] array) {
        List<Byte> list = new ArrayList<>();
        for (byte octet : array) {
            list.add(octet);
        }
        return list;
    }

    static List<List<Byte>> octets(List<Received> received) {
        return received.stream().map(Received::octets).toList();
    }

    static List<List<Byte>> lists(List<byte[]> datagrams) {
        return datagrams.stream().map(Datagrams::octets).toList();
    }
}
