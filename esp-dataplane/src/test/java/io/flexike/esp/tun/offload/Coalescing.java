package io.flexike.esp.tun.offload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a coalescer made of a batch, and what a device's other end would read of it again. */
record Coalescing(List<Integer> packetsEach, List<byte[]> packets) {
    /** Adds all packets, writes all superframes and splits them again. */
    static Coalescing of(Coalescer coalescer, List<byte[]> batch) {
        coalescer.clear();
        for (int i = 0; i < batch.size(); i++) {
            byte[] packet = batch.get(i);
            // not at the beginning and not at the end of its array
            byte[] buffer = new byte[packet.length + 10];
            int offset = i % 8;
            System.arraycopy(packet, 0, buffer, offset, packet.length);
            coalescer.add(buffer, offset, packet.length);
        }
        ByteBuffer memory = ByteBuffer.allocateDirect(10 + 65535).order(ByteOrder.nativeOrder());
        List<Integer> each = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        for (int superframe = 0; superframe < coalescer.superframes(); superframe++) {
            each.add(coalescer.packets(superframe));
            if (coalescer.isSingle(superframe)) {
                packets.add(batch.get(coalescer.first(superframe)));
            } else {
                int octets = coalescer.write(superframe, memory);
                packets.addAll(Superframe.split(memory, octets, 65535));
            }
        }
        return new Coalescing(each, packets);
    }

    static Coalescing of(byte[]... batch) {
        return of(new Coalescer(true), Arrays.asList(batch));
    }
}
