package io.flexike.esp.tun;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** Joins two devices by a tunnel of no length: what one reads, the other writes. Closes both at the end. */
final class DeviceJoint implements AutoCloseable {
    private final Thread forth;
    private final Thread back;
    private final TunDevice left;
    private final TunDevice right;

    private DeviceJoint(TunDevice left, TunDevice right) {
        this.left = left;
        this.right = right;
        forth = copying(left, right);
        back = copying(right, left);
    }

    static DeviceJoint between(TunDevice left, TunDevice right) {
        DeviceJoint joint = new DeviceJoint(left, right);
        joint.forth.start();
        joint.back.start();
        return joint;
    }

    private static Thread copying(TunDevice from, TunDevice to) {
        Thread thread = new Thread(() -> {
            PacketBatch batch = PacketBatch.forReading(from.preferredBatch(), from.headroomOctets(), from.mtu(), 0);
            try {
                while (true) {
                    from.read(batch);
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
        return forth.isAlive() && back.isAlive();
    }

    @Override
    public void close() throws IOException {
        right.close();
        left.close();
        try {
            forth.join();
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
