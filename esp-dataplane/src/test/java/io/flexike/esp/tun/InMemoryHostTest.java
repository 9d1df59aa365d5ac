package io.flexike.esp.tun;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InMemoryHostTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration NEVER = Duration.ofMillis(100);

    private final AtomicLong clock = new AtomicLong();

    private InMemoryHost host(String name, String... addresses) {
        InMemoryHost host = InMemoryHost.named(name, () -> clock.addAndGet(1000));
        for (String address : addresses) {
            host.withAddress(address);
        }
        return host;
    }

    private static InMemoryTun device(InMemoryHost host, TunSettings settings) {
        InMemoryTun device = InMemoryTun.open(settings);
        host.attach(device);
        return device;
    }

    @Test
    void answers_for_all_its_addresses_and_measures_with_the_given_clock() throws Exception {
        InMemoryHost left = host("left");
        InMemoryHost right = host("right", "10.2.0.9", "fd02::9");
        InMemoryTun leftTun = device(
                left,
                TunSettings.named("a")
                        .withAddress("10.0.0.1/30")
                        .withAddress("fd00::1/64")
                        .withRoute("10.2.0.0/16")
                        .withRoute("fd02::/16"));
        InMemoryTun rightTun =
                device(right, TunSettings.named("b").withAddress("10.0.0.2/30").withAddress("fd00::2/64"));
        try (DeviceJoint joint = DeviceJoint.between(leftTun, rightTun)) {
            assertThat(left.ping(address("10.0.0.1"), address("10.0.0.2"), 56, SOON))
                    .isEqualTo(Optional.of(Duration.ofNanos(1000)));
            assertThat(left.ping(address("10.0.0.1"), address("10.2.0.9"), 0, SOON))
                    .isPresent();
            assertThat(left.ping(address("fd00::1"), address("fd00::2"), 56, SOON))
                    .isPresent();
            assertThat(left.ping(address("fd00::1"), address("fd02::9"), 1300, SOON))
                    .isPresent();
            assertThat(left.ping(address("10.0.0.1"), address("10.2.0.7"), 56, NEVER))
                    .as("nobody has that address")
                    .isEmpty();
            assertThat(joint.isAlive()).isTrue();
        }
        assertThat(right.drops()).isEqualTo(1);
    }

    @Test
    void among_routes_to_one_prefix_the_lowest_metric_counts() throws Exception {
        InMemoryHost host = host("hub", "10.0.0.1");
        InMemoryTun worse = device(host, TunSettings.named("worse"));
        InMemoryTun better = device(host, TunSettings.named("better"));
        TunPrefix prefix = TunPrefix.parse("10.2.0.0/16");
        worse.addRoute(prefix, 200);
        better.addRoute(prefix, 100);
        better.addRoute(prefix, 150);
        assertThat(better.hostEnd().routes()).containsExactly(prefix);

        assertThat(taken(host, better, worse)).isSameAs(better);
        better.removeRoute(prefix, 100);
        assertThat(better.hostEnd().metric(prefix)).hasValue(150);
        assertThat(taken(host, better, worse)).isSameAs(better);
        better.removeRoute(prefix, 150);
        assertThat(taken(host, better, worse)).isSameAs(worse);
        // a longer prefix is better than a lower metric
        better.addRoute(TunPrefix.parse("10.2.1.0/24"), 255);
        assertThat(taken(host, better, worse)).isSameAs(better);
    }

    /** The device that a packet to 10.2.1.1 leaves through. */
    private static InMemoryTun taken(InMemoryHost host, InMemoryTun... devices) throws Exception {
        host.ping(address("10.0.0.1"), address("10.2.1.1"), 0, Duration.ofMillis(1));
        PacketBatch batch = PacketBatch.forReading(1, 0, 1400, 0);
        InMemoryTun found = null;
        for (InMemoryTun device : devices) {
            device.wakeUp();
            device.read(batch);
            found = batch.count() == 1 ? device : found;
        }
        return found;
    }

    @Test
    void a_vrf_is_a_world_of_its_own() throws Exception {
        TunVrf red = new TunVrf("red", 10);
        TunVrf blue = new TunVrf("blue", 11);
        // everybody has the same addresses
        InMemoryHost hub = host("hub").withAddress("10.9.0.1", red).withAddress("10.9.0.2", blue);
        InMemoryHost redPeer = host("red peer", "10.1.0.1");
        InMemoryHost bluePeer = host("blue peer");
        TunSettings atHub = TunSettings.named("hub").withAddress("10.0.0.1/30").withRoute("10.1.0.0/16");
        TunSettings atPeer =
                TunSettings.named("peer").withAddress("10.0.0.2/30").withRoute("10.9.0.0/16");
        try (DeviceJoint first = DeviceJoint.between(device(hub, atHub.withVrf(red)), device(redPeer, atPeer));
                DeviceJoint second = DeviceJoint.between(device(hub, atHub.withVrf(blue)), device(bluePeer, atPeer))) {
            assertThat(hub.ping(address("10.9.0.1"), address("10.1.0.1"), 4000, SOON))
                    .isPresent();
            assertThat(hub.ping(address("10.9.0.2"), address("10.1.0.1"), 56, NEVER))
                    .as("nobody has that address in this VRF")
                    .isEmpty();
            assertThat(bluePeer.ping(address("10.0.0.2"), address("10.9.0.2"), 56, SOON))
                    .isPresent();
            assertThat(bluePeer.ping(address("10.0.0.2"), address("10.9.0.1"), 56, NEVER))
                    .as("that address is in the other VRF")
                    .isEmpty();
            assertThat(first.isAlive() && second.isAlive()).isTrue();
        }
        assertThat(hub.forwarded()).isZero();
    }

    @Test
    void cuts_and_joins_what_is_longer_than_the_mtu() throws Exception {
        InMemoryHost left = host("left");
        InMemoryHost right = host("right");
        InMemoryTun leftTun = device(
                left,
                TunSettings.named("a").withMtu(1280).withAddress("10.0.0.1/30").withAddress("fd00::1/64"));
        InMemoryTun rightTun = device(
                right,
                TunSettings.named("b").withMtu(1400).withAddress("10.0.0.2/30").withAddress("fd00::2/64"));
        try (DeviceJoint joint = DeviceJoint.between(leftTun, rightTun)) {
            for (int octets : new int[] {1200, 1252, 1253, 4000, 65000}) {
                assertThat(left.ping(address("10.0.0.1"), address("10.0.0.2"), octets, SOON))
                        .as("%d octets", octets)
                        .isPresent();
                assertThat(left.ping(address("fd00::1"), address("fd00::2"), octets, SOON))
                        .as("%d octets", octets)
                        .isPresent();
            }
            assertThat(joint.isAlive()).isTrue();
        }
    }

    @Test
    void forwards_between_devices_and_back_into_one_by_longest_prefix() throws Exception {
        InMemoryHost hub = host("hub");
        InMemoryTun near = device(hub, TunSettings.named("near").withRoute("10.1.0.0/16"));
        InMemoryTun far = device(hub, TunSettings.named("far").withRoute("10.0.0.0/8"));
        InMemoryHost spoke = host("spoke", "10.1.0.1");
        InMemoryTun spokeTun = device(spoke, TunSettings.named("s").withRoute("0.0.0.0/0"));
        InMemoryHost other = host("other", "10.2.0.1");
        InMemoryTun otherTun = device(other, TunSettings.named("o").withRoute("0.0.0.0/0"));
        try (DeviceJoint first = DeviceJoint.between(spokeTun, near);
                DeviceJoint second = DeviceJoint.between(otherTun, far)) {
            assertThat(spoke.ping(address("10.1.0.1"), address("10.2.0.1"), 4000, SOON))
                    .isPresent();
            assertThat(first.isAlive() && second.isAlive()).isTrue();
        }
        assertThat(hub.forwarded()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void a_packet_loses_one_hop_and_the_last_one_is_its_end() throws Exception {
        InMemoryHost router = host("router");
        InMemoryTun in = device(router, TunSettings.named("in"));
        InMemoryTun out =
                device(router, TunSettings.named("out").withRoute("0.0.0.0/0").withRoute("::/0"));
        for (String target : new String[] {"10.9.9.9", "fd09::9"}) {
            int hopsAt = target.contains(":") ? 7 : 8;
            String source = target.contains(":") ? "fd01::1" : "10.1.1.1";
            byte[] dying = packet(source, target, 17, new byte[8]);
            dying[hopsAt] = 1;
            byte[] living = packet(source, target, 17, new byte[8]);

            write(in, dying);
            write(in, living);

            PacketBatch forwarded = PacketBatch.forReading(8, 0, out.mtu(), 0);
            out.read(forwarded);
            assertThat(forwarded.count()).isEqualTo(1);
            assertThat(forwarded.buffer(0)[hopsAt]).isEqualTo((byte) 63);
        }
        assertThat(router.drops()).isEqualTo(2);
    }

    private static void write(InMemoryTun device, byte[] packet) throws IOException {
        PacketBatch batch = PacketBatch.forWriting(1);
        batch.add(packet, 0, packet.length);
        device.write(batch);
    }

    @Test
    void a_damaged_request_is_not_answered() throws Exception {
        InMemoryHost host = host("host", "10.2.0.1");
        InMemoryTun device = device(host, TunSettings.named("t").withRoute("0.0.0.0/0"));
        byte[] request = new IcmpEcho(true, 1, 1, new byte[20]).toPacket(address("10.1.0.1"), address("10.2.0.1"), 1);
        byte[] damaged = request.clone();
        damaged[40] ^= 1;

        write(device, damaged);
        write(device, request);

        PacketBatch answers = PacketBatch.forReading(8, 0, device.mtu(), 0);
        device.read(answers);
        assertThat(answers.count()).isEqualTo(1);
    }

    @Test
    void icmp_of_the_other_ip_version_is_ignored() throws Exception {
        InMemoryHost host = host("host", "10.2.0.1", "fd02::1");
        InMemoryTun device = device(host, TunSettings.named("t").withRoute("0.0.0.0/0"));
        byte[] request = new IcmpEcho(true, 1, 1, new byte[20]).toPacket(address("10.1.0.1"), address("10.2.0.1"), 1);

        write(device, packet("10.1.0.1", "10.2.0.1", 58, new byte[8]));
        write(device, packet("10.1.0.1", "10.2.0.1", 58, (byte) 128, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
        write(
                device,
                packet(
                        "fd01::1",
                        "fd02::1",
                        1,
                        (byte) 8,
                        (byte) 0,
                        (byte) 0xf7,
                        (byte) 0xff,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0));
        write(device, request);

        PacketBatch answers = PacketBatch.forReading(8, 0, device.mtu(), 0);
        device.read(answers);
        assertThat(answers.count()).isEqualTo(1);
        assertThat(answers.buffer(0)[answers.offset(0)] >> 4).isEqualTo(4);
    }

    @Test
    void a_closed_device_is_forgotten() throws Exception {
        InMemoryHost host = host("host");
        InMemoryTun first = device(host, TunSettings.named("t").withRoute("0.0.0.0/0"));
        first.close();
        InMemoryTun second = device(host, TunSettings.named("t").withRoute("0.0.0.0/0"));

        host.ping(address("10.0.0.1"), address("10.9.9.9"), 0, Duration.ofMillis(1));

        PacketBatch sent = PacketBatch.forReading(8, 0, second.mtu(), 0);
        second.read(sent);
        assertThat(sent.count()).isEqualTo(1);
    }

    @Test
    void impossible_pings_are_refused() {
        InMemoryHost host = host("host", "10.2.0.1");

        assertThatThrownBy(() -> host.ping(address("10.2.0.1"), address("fd00::1"), 0, SOON))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.ping(address("10.2.0.1"), address("10.2.0.2"), 70000, SOON))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
