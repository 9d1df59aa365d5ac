package io.flexike.benchmarks.endurance;

import io.flexike.benchmarks.scale.Resources;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.SaLifetime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One of two gateways with a static tunnel, whose Child SA is rekeyed every two seconds and whose IKE SA every half a
 * minute. Needs root, and to be in a network namespace. Runs until it is ended.
 */
public final class EnduranceEnd {
    private static final String TUNNEL = "Tunnel0";
    private static final String KEY = "everybody knows it";
    private static final SecretBytes CRASH_SECRET = SecretBytes.copyOf(new byte[32]);
    private static final Duration LIVENESS = Duration.ofSeconds(2);
    private static final double JITTER = 0.1;

    private final Map<String, Long> counts = new TreeMap<>();
    private long ikeSpi;

    private EnduranceEnd() {}

    /**
     * Runs one end. Prints a line for each event that matters, and a line of figures from time to time: {@code sample},
     * milliseconds since 1970, octets of the heap after a collection, octets of the process in memory, and what was
     * counted as {@code name=number}.
     *
     * @param arguments {@code left} or {@code right}; our outer address; the peer's, or {@code -} to wait for it;
     *     seconds from one line to the next
     */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) throws IOException, InterruptedException {
        EnduranceEnd end = new EnduranceEnd();
        boolean isLeft = arguments[0].equals("left");
        long pauseMillis = Long.parseLong(arguments[3]) * 1000;
        try (FlexVpnGateway gateway = FlexVpnGateway.start(config(isLeft, arguments[1], arguments[2]))) {
            gateway.events(end::notice);
            System.out.println("ready " + System.currentTimeMillis());
            while (true) {
                end.sample(gateway);
                Thread.sleep(pauseMillis);
            }
        }
    }

    private static FlexVpnConfig config(boolean isLeft, String local, String remote) {
        String name = isLeft ? "left" : "right";
        String peer = isLeft ? "right" : "left";
        return FlexVpnConfig.create()
                .crashSecrets(CRASH_SECRET)
                .staticTunnel(TUNNEL, tunnel -> {
                    tunnel.profile(ikeProfile(name, peer)).ipsec(ipsecProfile()).source(local);
                    addresses(tunnel, isLeft ? 1 : 2, isLeft ? 2 : 1);
                    if (remote.equals("-")) {
                        tunnel.responderOnly();
                    } else {
                        tunnel.destination(remote);
                    }
                })
                .build();
    }

    private static void addresses(StaticTunnel.Builder tunnel, int ours, int theirs) {
        tunnel.address("10." + ours + ".0.1/24")
                .localSubnets("10." + ours + ".0.0/24")
                .remoteSubnets("10." + theirs + ".0.0/24");
    }

    private static IkeProfile ikeProfile(String name, String peer) {
        Keyring keys = Keyring.named("ends")
                .peer("other end", end -> end.anyPeer().preSharedKey(KEY))
                .build();
        return IkeProfile.named("to-" + peer)
                .identity(Identity.fqdn(name + ".example"))
                .matchRemote(Identity.fqdn(peer + ".example"))
                .local(Authentication.preSharedKey(keys))
                .remote(Authentication.preSharedKey(keys))
                .proposals(Proposal.ike()
                        .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                        .prf(PrfAlgorithm.HMAC_SHA2_256)
                        .keyExchange(KeyExchangeMethod.CURVE25519)
                        .build())
                .lifetime(SaLifetime.ENDLESS
                        .time(Duration.ofSeconds(30), Duration.ofMinutes(5))
                        .jitter(JITTER))
                .dpd(LIVENESS)
                .build();
    }

    /** With a key exchange of its own, so that each rekeying takes as long as it may. */
    private static IpsecProfile ipsecProfile() {
        return IpsecProfile.named("short-lived")
                .proposals(Proposal.esp()
                        .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                        .keyExchange(KeyExchangeMethod.CURVE25519)
                        .build())
                .lifetime(SaLifetime.ENDLESS
                        .time(Duration.ofSeconds(2), Duration.ofSeconds(60))
                        .jitter(JITTER))
                .build();
    }

    private synchronized void notice(GatewayEvent event) {
        String name = event.getClass().getSimpleName();
        if (event instanceof GatewayEvent.SessionUp up) {
            ikeSpi = up.session().localSpi();
            print(name, "");
        } else if (event instanceof GatewayEvent.SessionRekeyed rekeyed) {
            name = rekeyed.session().localSpi() == ikeSpi ? "ChildSaRekeyed" : "IkeSaRekeyed";
            ikeSpi = rekeyed.session().localSpi();
        } else if (event instanceof GatewayEvent.SessionDown down) {
            print(name, down.reason().toString());
        } else {
            print(name, event.toString());
        }
        counts.merge(name, 1L, Long::sum);
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private static void print(String event, String more) {
        System.out.println(event + " " + System.currentTimeMillis() + " " + more);
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private void sample(FlexVpnGateway gateway) throws IOException {
        Map<String, Long> figures = new TreeMap<>();
        gateway.snapshot().drops().forEach((reason, packets) -> figures.put("drop:" + reason, packets));
        synchronized (this) {
            figures.putAll(counts);
        }
        System.out.println("sample\t" + System.currentTimeMillis() + "\t" + Resources.heapOctets() + "\t"
                + Resources.residentOctets() + "\t"
                + figures.entrySet().stream()
                        .map(figure -> figure.getKey().replaceAll("\\s", "_") + "=" + figure.getValue())
                        .collect(Collectors.joining(" ")));
    }
}
