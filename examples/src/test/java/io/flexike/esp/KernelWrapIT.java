package io.flexike.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.RawEspPort;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.interop.KernelGuest;
import io.flexike.flexvpn.interop.NetworkNamespace;
import io.flexike.flexvpn.interop.PeerNetwork;
import io.flexike.flexvpn.interop.Requirement;
import io.flexike.flexvpn.interop.RequiresHost;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Extended sequence numbers past 2^32 in both directions at once, with the kernel of a guest and keys that nobody has
 * negotiated. In this package because only tests may set the counter of an SA.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.KERNEL_GUEST})
class KernelWrapIT {
    private static final long BOUNDARY = 1L << 32;
    private static final int PINGS = 200;
    private static final int BEFORE = 100;
    private static final String TAP = "tap0";
    private static final String OWN = "10.1.0.1";
    private static final String PEER = "10.2.0.1";
    private static final int OWN_SPI = 0x0f1e0001;
    private static final int PEER_SPI = 0x0f1e0002;

    private static final OuterPath PATH = new OuterPath(
            new InetSocketAddress(PeerNetwork.LEFT_4, 4500),
            new InetSocketAddress(PeerNetwork.RIGHT_4, 4500),
            Encapsulation.NATIVE);

    private enum Algorithm {
        GCM,
        CBC;

        CipherSpec spec() {
            return switch (this) {
                case GCM -> new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 256, IntegrityAlgorithm.NONE, true);
                case CBC ->
                    new CipherSpec(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, true);
            };
        }

        /** What {@code ip xfrm state} calls it. */
        String words(byte[] encryption, byte[] integrity) {
            return switch (this) {
                case GCM -> "aead 'rfc4106(gcm(aes))' " + hex(encryption) + " 128";
                case CBC ->
                    "enc 'cbc(aes)' " + hex(encryption) + " auth-trunc 'hmac(sha256)' " + hex(integrity) + " 128";
            };
        }

        private static String hex(byte[] key) {
            return "0x" + HexFormat.of().formatHex(key);
        }
    }

    private NetworkNamespace host;
    private KernelGuest guest;

    @BeforeAll
    void start(@TempDir Path folder) {
        host = NetworkNamespace.create("w").tap(TAP).address(TAP, PeerNetwork.LEFT_4 + "/24");
        guest = KernelGuest.boot(host, folder.resolve("guest"), TAP);
        guest.exec("ip addr add " + PeerNetwork.RIGHT_4 + "/24 dev vec0 && ip link set vec0 up && ip addr add " + PEER
                + "/24 dev lo && ip route add default dev vec0 src " + PEER);
    }

    @AfterAll
    void stop() {
        if (guest != null) {
            guest.close();
        }
        if (host != null) {
            host.close();
        }
    }

    private static byte[] key(int octets) {
        byte[] key = new byte[octets];
        new SecureRandom().nextBytes(key);
        return key;
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void packets_pass_both_ways_across_the_boundary(Algorithm algorithm) throws Exception {
        CipherSpec spec = algorithm.spec();
        byte[] toUs = key(spec.encryptionKeyOctets());
        byte[] toUsIntegrity = key(spec.integrityKeyOctets());
        byte[] toPeer = key(spec.encryptionKeyOctets());
        byte[] toPeerIntegrity = key(spec.integrityKeyOctets());
        String in = "src " + PeerNetwork.LEFT_4 + " dst " + PeerNetwork.RIGHT_4;
        String out = "src " + PeerNetwork.RIGHT_4 + " dst " + PeerNetwork.LEFT_4;
        guest.exec("ip xfrm policy flush; ip xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir out tmpl " + out
                + " proto esp reqid 1 mode tunnel && ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir in tmpl "
                + in + " proto esp reqid 1 mode tunnel");
        try (DataPlane plane = host.enter(KernelWrapIT::plane)) {
            plane.install(EspSaParameters.builder()
                    .tunnel("wrap")
                    .spis(OWN_SPI, PEER_SPI)
                    .cipher(spec)
                    .keys(new EspKeys(
                            SecretBytes.copyOf(toUs),
                            SecretBytes.copyOf(toUsIntegrity),
                            SecretBytes.copyOf(toPeer),
                            SecretBytes.copyOf(toPeerIntegrity)))
                    .path(PATH)
                    .local(Selector.subnet("10.1.0.0/24"))
                    .remote(Selector.subnet("10.2.0.0/24"))
                    .build());
            // as far as a receiver follows at once, since a number is taken for one that is less than 2^31 away
            for (long behind : new long[] {BOUNDARY / 2 - PINGS, BOUNDARY - BEFORE}) {
                plane.startBehind(OWN_SPI, behind);
                assertThat(guest.exec("ip xfrm state flush && "
                                + state(in, PEER_SPI, algorithm.words(toPeer, toPeerIntegrity), "replay-seq " + behind)
                                + " && "
                                + state(out, OWN_SPI, algorithm.words(toUs, toUsIntegrity), "replay-oseq " + behind)
                                + " && ping -n -f -q -c " + PINGS + " -W 10 -I " + PEER + " " + OWN))
                        .contains(" " + PINGS + " received");
            }

            assertThat(plane.snapshot().drops().keySet()).isSubsetOf(DropReason.NO_SA);
            assertThat(guest.exec("ip xfrm state"))
                    .containsPattern("seq-hi 0x1, seq 0x0*" + Integer.toHexString(PINGS - BEFORE) + ", oseq-hi 0x0")
                    .containsPattern("oseq-hi 0x1, oseq 0x0*" + Integer.toHexString(PINGS - BEFORE) + "\\n");
        }
    }

    private static String state(String ends, int spi, String algorithm, String counter) {
        return "ip xfrm state add " + ends + " proto esp spi " + spi + " reqid 1 mode tunnel " + algorithm
                + " flag esn af-unspec replay-window 64 " + counter;
    }

    private static DataPlane plane() throws Exception {
        return DataPlane.builder()
                .crypto(CryptoProvider.standard())
                .random(new SecureRandom())
                .clock(InstantSource.system())
                .tunnel(TunDevices.linux()
                        .open(TunSettings.named("wrap").withAddress(OWN + "/24").withRoute("10.2.0.0/24")))
                .port(RawEspPort.open(PATH.local().getAddress()))
                .start();
    }
}
