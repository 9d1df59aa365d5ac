package io.flexike.esp.tun;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/** Joins two devices by a tunnel of no length: what one reads, the other writes. Closes both at the end. */
final class DeviceJoint implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final TunDevice left;
    private final TunDevice right;

    private DeviceJoint(TunDevice left, TunDevice right) {
        this.left = left;
        this.right = right;
        copy(left, right);
        copy(right, left);
    }

    static DeviceJoint between(TunDevice left, TunDevice right) {
        DeviceJoint joint = new DeviceJoint(left, right);
        joint.threads.forEach(Thread::start);
        return joint;
    }

    private void copy(TunDevice from, TunDevice to) {
        for (int queue = 0; queue < from.queues(); queue++) {
            threads.add(copying(from, queue, to));
        }
    }

    private static Thread copying(TunDevice from, int queue, TunDevice to) {
        Thread thread = new Thread(() -> {
            PacketBatch batch = PacketBatch.forReading(from.preferredBatch(), from.headroomOctets(), from.mtu(), 0);
            try {
                while (true) {
                    from.read(queue, batch);
                    to.write(batch);
                }
            } catch (ClosedChannelException e) {
                // the end
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    boolean isAlive() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    @Override
    public void close() throws IOException {
        right.close();
        left.close();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
