package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows that the real peers of the other tests work among themselves. */
class InteropFixturesIT {
    private static final SwanctlConf.Ends LEFT =
            new SwanctlConf.Ends(PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4, "left.example", "right.example");
    private static final SwanctlConf.Ends RIGHT =
            new SwanctlConf.Ends(PeerNetwork.RIGHT_4, "%any", "right.example", "left.example");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"aes128gcm16-prfsha256-x25519, aes128gcm16", "aes256-sha256-modp2048, aes256-sha256"})
    @RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.TSHARK
    })
    void two_daemons_ping_each_other_and_tshark_reads_along(String ike, String esp) throws Exception {
        try (PeerNetwork network = PeerNetwork.direct();
                PacketCapture capture =
                        PacketCapture.start(network.left(), PeerNetwork.DEVICE, folder.resolve("wire.pcapng"));
                StrongSwanPeer right = right(network, ike, esp);
                StrongSwanPeer left = StrongSwanPeer.start(
                        network.left(),
                        folder.resolve("left"),
                        CharonSettings.userSpaceEsp().loggingKeys(),
                        site(LEFT, ike, esp, "10.1.0.0/24", "10.2.0.0/24"))) {
            network.left().address("lo", "10.1.0.1/24");
            network.right().address("lo", "10.2.0.1/24");
            left.initiate("site").orFail();
            assertThat(Ping.from(network.left(), "10.1.0.1", "10.2.0.1", 56).complete())
                    .isTrue();
            assertThat(right.listSas()).contains("ESTABLISHED", "INSTALLED, TUNNEL-in-UDP");
            StrongSwanKeyLog.of(left).write(folder.resolve("keys"));
            left.terminateIke("site").orFail();
            right.awaitLog("deleting IKE_SA site", FlexikePeer.PATIENCE);

            Tshark tshark = Tshark.reading(capture.stop()).profile(folder.resolve("keys"));
            // what was sent again does not count
            assertThat(tshark.packets("isakmp.exchangetype == 35", "isakmp.id.data.fqdn").stream()
                            .distinct())
                    .extracting(packet -> packet.all("isakmp.id.data.fqdn"))
                    .containsExactly(List.of("left.example", "right.example"), List.of("right.example"));
            assertThat(tshark.packets("icmp.type == 8", "ip.src", "esp.icv_good"))
                    .hasSize(3)
                    .allSatisfy(packet -> {
                        assertThat(packet.all("ip.src")).containsExactly(PeerNetwork.LEFT_4, "10.1.0.1");
                        assertThat(packet.all("esp.icv_good")).containsExactly("1");
                    });
        }
    }

    @Test
    @RequiresHost({Requirement.NAMESPACES, Requirement.FRR})
    void routing_daemons_that_cannot_all_begin_leave_none_behind() throws Exception {
        Files.createDirectories(folder.resolve("frr/bgpd.pid"));
        BgpRouter router = new BgpRouter(65001, "10.1.0.1", 65002, List.of(), List.of());
        try (NetworkNamespace host = NetworkNamespace.create("f")) {
            Frr daemons = Frr.in(host, folder.resolve("frr"));
            assertThatThrownBy(() -> daemons.bgp(router))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Can't create pid lock file");
            assertThat(folder.resolve("frr/zebra.pid")).isRegularFile();
            assertThat(HostCommand.require("ip", "netns", "pids", host.name())).isEmpty();
        }
    }

    @Test
    @RequiresHost({
        Requirement.NAMESPACES,
        Requirement.TUN,
        Requirement.PING,
        Requirement.STRONGSWAN,
        Requirement.NFTABLES
    })
    void a_daemon_behind_a_nat_reaches_the_other() {
        String ike = "aes128gcm16-prfsha256-x25519";
        SwanctlConf.Ends ends =
                new SwanctlConf.Ends(PeerNetwork.HIDDEN_LEFT_4, PeerNetwork.RIGHT_4, "left.example", "right.example");
        try (PeerNetwork network = PeerNetwork.behindNat();
                StrongSwanPeer right = right(network, ike, "aes128gcm16");
                StrongSwanPeer left = StrongSwanPeer.start(
                        network.left(),
                        folder.resolve("left"),
                        site(ends, ike, "aes128gcm16", "10.1.0.0/24", "10.2.0.0/24"))) {
            network.left().address("lo", "10.1.0.1/24");
            network.right().address("lo", "10.2.0.1/24");
            left.initiate("site").orFail();
            assertThat(right.listSas()).containsPattern("remote 'left.example' @ 10\\.99\\.1\\.1\\[(?!4500)\\d+]");
            assertThat(Ping.from(network.right(), "10.2.0.1", "10.1.0.1", 1300).complete())
                    .isTrue();
        }
    }

    @Test
    @RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.KERNEL_GUEST})
    void a_kernel_guest_has_esp_and_a_network() {
        try (NetworkNamespace host = NetworkNamespace.create("g")) {
            host.tap("tap0").address("tap0", "10.98.0.1/24");
            try (KernelGuest guest = KernelGuest.boot(host, folder.resolve("guest"), "tap0")) {
                guest.exec("ip addr add 10.98.0.2/24 dev vec0 && ip link set vec0 up");
                assertThat(guest.exec("ip xfrm state add src 10.98.0.2 dst 10.98.0.1 proto esp"
                                + " spi 0x1000 mode tunnel aead 'rfc4106(gcm(aes))' 0x"
                                + "00".repeat(20) + " 128 && ip xfrm state"))
                        .contains("proto esp spi 0x00001000", "rfc4106(gcm(aes))");
                assertThat(guest.run("exit 3").exitCode()).isEqualTo(3);
                assertThat(Ping.from(host, "10.98.0.1", "10.98.0.2", 56).complete())
                        .isTrue();
            }
        }
    }

    @Test
    @RequiresHost({
        Requirement.NAMESPACES,
        Requirement.TUN,
        Requirement.PING,
        Requirement.STRONGSWAN,
        Requirement.TSHARK,
        Requirement.KERNEL_GUEST
    })
    void daemons_in_two_kernel_guests_exchange_native_esp_over_ipv6() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("gg")) {
            host.bridge("br0", "tap0", "tap1");
            try (KernelGuest first = KernelGuest.boot(host, folder.resolve("first"), "tap0");
                    KernelGuest second = KernelGuest.boot(host, folder.resolve("second"), "tap1");
                    PacketCapture capture = PacketCapture.start(host, "br0", folder.resolve("wire.pcapng"));
                    GuestStrongSwan one = inGuest(first, "1", "2");
                    GuestStrongSwan two = inGuest(second, "2", "1")) {
                one.initiate("site").orFail();
                assertThat(two.listSas()).contains("INSTALLED, TUNNEL, ESP:AES_GCM_16-128");
                assertThat(first.exec("ping -c 2 -i 0.1 -s 4000 -I 10.1.0.1 10.2.0.1"))
                        .contains(" 2 received");
                StrongSwanKeyLog.of(one).write(folder.resolve("keys"));
                assertThat(Tshark.reading(capture.stop())
                                .profile(folder.resolve("keys"))
                                .packets("icmp.type == 8 && !udp", "ipv6.src", "esp.icv_good"))
                        .hasSize(2)
                        .allSatisfy(packet -> {
                            assertThat(packet.all("ipv6.src")).containsExactly("fd98::1");
                            assertThat(packet.all("esp.icv_good")).contains("1");
                        });
            }
        }
    }

    private static GuestStrongSwan inGuest(KernelGuest guest, String own, String peer) {
        guest.exec("ip addr add fd98::" + own + "/64 dev vec0 nodad && ip link set vec0 up && ip addr add 10." + own
                + ".0.1/24 dev lo && ip route add default dev vec0");
        SwanctlConf.Ends ends =
                new SwanctlConf.Ends("fd98::" + own, "fd98::" + peer, own + ".example", peer + ".example");
        return GuestStrongSwan.start(
                guest,
                CharonSettings.kernelEsp().loggingKeys(),
                site(
                        ends,
                        "aes128gcm16-prfsha256-x25519",
                        "aes128gcm16",
                        "10." + own + ".0.0/24",
                        "10." + peer + ".0.0/24"));
    }

    @Test
    @RequiresHost(Requirement.NAMESPACES)
    void a_thread_that_entered_a_namespace_has_its_addresses() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("e")) {
            host.address("lo", "10.97.0.1/32").address("lo", "fd97::1/128");
            for (String address : List.of("10.97.0.1", "fd97::1")) {
                try (DatagramSocket socket =
                        host.enter(() -> new DatagramSocket(new InetSocketAddress(address, 500)))) {
                    assertThat(socket.isBound()).isTrue();
                }
            }
        }
    }

    private StrongSwanPeer right(PeerNetwork network, String ike, String esp) {
        return StrongSwanPeer.start(
                network.right(), folder.resolve("right"), site(RIGHT, ike, esp, "10.2.0.0/24", "10.1.0.0/24"));
    }

    private static SwanctlConf site(SwanctlConf.Ends ends, String ike, String esp, String local, String remote) {
        return SwanctlConf.create()
                .site("site", ends, ike, esp)
                .selectors("site", local, remote)
                .preSharedKey("a key for the two of them");
    }
}
