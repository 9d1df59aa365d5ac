package io.flexike.benchmarks.tunnel;

import io.flexike.crypto.SecretBytes;
import io.flexike.esp.DataPlane;
import io.flexike.esp.DataPlaneSnapshot;
import io.flexike.esp.EspKeys;
import io.flexike.esp.EspSaParameters;
import io.flexike.esp.OuterPath;
import io.flexike.esp.Selector;
import io.flexike.esp.net.UdpPort;
import io.flexike.esp.tun.TunDevices;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * One end of an ESP tunnel in UDP on port 4500 with keys that everybody knows: a data plane without IKE, to be measured
 * in a network namespace. Needs root. Runs until it is ended, and prints its counters then.
 */
public final class TunnelEnd {
    private static final int PORT = 4500;
    private static final int MTU = 1400;
    private static final int LEFT_SPI = 0x1001;
    private static final int RIGHT_SPI = 0x1002;

    private final boolean isLeft;
    private final TunnelCipher cipher;

    private TunnelEnd(boolean isLeft, TunnelCipher cipher) {
        this.isLeft = isLeft;
        this.cipher = cipher;
    }

    /**
     * Runs one end.
     *
     * @param arguments {@code left} or {@code right}; the cipher; the device's name; our and the peer's outer address.
     *     Who starts it gives the device its routes
     */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) throws IOException, InterruptedException {
        TunnelEnd end = new TunnelEnd(arguments[0].equals("left"), TunnelCipher.named(arguments[1]));
        TunSettings settings = TunSettings.named(arguments[2]).withMtu(MTU);
        DataPlane dataPlane = end.start(settings, outer(arguments[3]), outer(arguments[4]));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            print(dataPlane.snapshot());
            dataPlane.close();
            ended.countDown();
        }));
        System.out.println("ready");
        ended.await();
    }

    @SuppressWarnings("AddressSelection") // it is an address, not a name
    private static InetSocketAddress outer(String address) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), PORT);
    }

    private DataPlane start(TunSettings settings, InetSocketAddress local, InetSocketAddress remote)
            throws IOException {
        DataPlane dataPlane = DataPlane.builder()
                .crypto(cipher.crypto())
                .random(new SecureRandom())
                .clock(InstantSource.system())
                .port(UdpPort.bind(local))
                .tunnel(TunDevices.linux().open(settings))
                .start();
        dataPlane.install(EspSaParameters.builder()
                .tunnel(settings.name())
                .spis(isLeft ? LEFT_SPI : RIGHT_SPI, isLeft ? RIGHT_SPI : LEFT_SPI)
                .cipher(cipher.spec())
                .keys(keys())
                .local(Selector.any4(), Selector.any6())
                .remote(Selector.any4(), Selector.any6())
                .path(OuterPath.udp(local, remote))
                .build());
        return dataPlane;
    }

    private EspKeys keys() {
        int leftwards = 1;
        int rightwards = 2;
        int inbound = isLeft ? leftwards : rightwards;
        int outbound = isLeft ? rightwards : leftwards;
        return new EspKeys(
                key(inbound, cipher.spec().encryptionKeyOctets()),
                key(inbound, cipher.spec().integrityKeyOctets()),
                key(outbound, cipher.spec().encryptionKeyOctets()),
                key(outbound, cipher.spec().integrityKeyOctets()));
    }

    private static SecretBytes key(int direction, int octets) {
        byte[] key = new byte[octets];
        Arrays.fill(key, (byte) direction);
        return SecretBytes.copyOf(key);
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private static void print(DataPlaneSnapshot snapshot) {
        snapshot.sas().forEach(System.out::println);
        System.out.println(snapshot.drops());
    }
}
