package io.flexike.esp.gre;

import static io.flexike.esp.packet.Packets.address;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.PacketBatch;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tunnel over a device in memory, and the batches for both directions. Confined to one thread. */
final class GreBench {
    final InMemoryTun tun = InMemoryTun.open(TunSettings.named("gre1"));
    final GreTunnel tunnel;
    private final PacketBatch batch;

    GreBench(GreSettings settings) {
        tunnel = GreTunnel.over(tun, settings);
        batch = PacketBatch.forReading(tunnel.preferredBatch(), tunnel.headroomOctets(), tunnel.mtu(), 0);
    }

    static GreBench connected(GreSettings settings, String local, String remote) {
        GreBench bench = new GreBench(settings);
        bench.tunnel.connect(new GreEnds(address(local), address(remote)));
        return bench;
    }

    /** What one read brings when the host has sent these. */
    List<byte[]> sent(byte[]... packets) throws IOException {
        for (byte[] packet : packets) {
            if (!tun.hostEnd().send(packet)) {
                throw new AssertionError("the device is full");
            }
        }
        tunnel.read(batch);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            sent.add(Arrays.copyOfRange(batch.buffer(i), batch.offset(i), batch.offset(i) + batch.octets(i)));
        }
        return sent;
    }

    /** Takes packets as from the network; returns how many were taken. */
    int receive(byte[]... packets) throws IOException {
        PacketBatch incoming = PacketBatch.forWriting(packets.length);
        for (byte[] packet : packets) {
            // somewhere in a buffer, as the data plane has it
            byte[] buffer = new byte[packet.length + 7];
            System.arraycopy(packet, 0, buffer, 5, packet.length);
            incoming.add(buffer, 5, packet.length);
        }
        return tunnel.write(incoming);
    }

    /** What the host got and has not taken yet. */
    List<byte[]> atHost() throws InterruptedException {
        List<byte[]> got = new ArrayList<>();
        while (true) {
            byte[] packet = tun.hostEnd().receive(Duration.ZERO).orElse(null);
            if (packet == null) {
                return got;
            }
            got.add(packet);
        }
    }
}
