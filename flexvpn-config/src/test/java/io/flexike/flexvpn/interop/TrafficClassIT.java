package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.esp.OuterHeaderPolicy;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IpsecProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DSCP and ECN of the inner and the outer headers (RFC 2983, RFC 6040), with the kernel of a guest. Echo replies have
 * the traffic class of the request as it came out of the tunnel.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.NFTABLES,
    Requirement.STRONGSWAN,
    Requirement.TSHARK,
    Requirement.KERNEL_GUEST
})
class TrafficClassIT {
    private static final int CE = 3;
    private static final int ECN = 3;
    private static final int ECT_0 = 2;
    private static final int FIXED_DSCP = 10;
    /** Not ECN-capable, both forms of capable, congested; the same of them with a DSCP, expedited forwarding. */
    private static final List<Integer> CLASSES = List.of(0, 1, 2, 3, 0xb8, 0xb9, 0xba, 0xbb);

    private static final List<Integer> CAPABLE =
            CLASSES.stream().filter(it -> (it & ECN) != 0).toList();

    @AutoClose
    private GuestSite site;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = GuestSite.start(folder);
    }

    /** What two captures have seen of IPv4 or IPv6, in the order of both. */
    private record Seen(Tshark outside, Tshark inside) {
        List<Integer> outer(String source) {
            return classes(outside, "esp", source);
        }

        List<Integer> inner(String source) {
            return classes(inside, source.contains(":") ? "icmpv6.type in {128, 129}" : "icmp", source);
        }

        private static List<Integer> classes(Tshark capture, String filter, String source) {
            boolean ipv6 = source.contains(":");
            String field = ipv6 ? "ipv6.tclass" : "ip.dsfield";
            return capture.packets(filter + " && " + (ipv6 ? "ipv6" : "ip") + ".src == " + source, field).stream()
                    .map(packet -> Integer.decode(packet.all(field).get(0)))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"GCM_128, 10.99.1.1, 10.99.1.2, 10.1.0.1, 10.2.0.1", "CBC_256, fd99:1::1, fd99:1::2, fd0a::1, fd0b::1"})
    void outer_headers_have_what_inner_headers_have(
            Suite suite, String ownAddress, String peerAddress, String ownInner, String peerInner) throws Exception {
        Seen seen = between(suite, ownAddress, peerAddress, OuterHeaderPolicy.standard(), own -> {
            pingFromHere(ownInner, peerInner, CLASSES);
            pingFromGuest(peerInner, ownInner, CLASSES);
        });

        // requests and replies
        List<Integer> twice = twice(CLASSES);
        assertThat(seen.inner(ownInner)).isEqualTo(twice);
        assertThat(seen.inner(peerInner)).isEqualTo(twice);
        assertThat(seen.outer(ownAddress)).isEqualTo(twice);
        // Linux encapsulates by RFC 3168 9.1.1, which does not show routers that congestion was met before
        assertThat(seen.outer(peerAddress))
                .isEqualTo(twice.stream()
                        .map(it -> (it & ECN) == CE ? it & ~ECN | ECT_0 : it)
                        .toList());
    }

    /** Each packet of ESP is told of congestion on the cable. */
    @ParameterizedTest
    @CsvSource({"CBC_256, 10.99.1.1, 10.99.1.2, fd0a::1, fd0b::1", "GCM_128, fd99:1::1, fd99:1::2, 10.1.0.1, 10.2.0.1"})
    void congestion_on_the_way_reaches_the_inner_header(
            Suite suite, String ownAddress, String peerAddress, String ownInner, String peerInner) throws Exception {
        Seen seen = between(suite, ownAddress, peerAddress, OuterHeaderPolicy.standard(), own -> {
            congest("ip", "ip protocol esp ip ecn set ce", "postrouting");
            congest("ip6", "meta l4proto esp ip6 ecn set ce", "postrouting");
            pingFromHere(ownInner, peerInner, CAPABLE);
            relieve();
            congest("ip", "ip protocol esp ip ecn set ce", "prerouting");
            congest("ip6", "meta l4proto esp ip6 ecn set ce", "prerouting");
            pingFromGuest(peerInner, ownInner, CAPABLE);
            // RFC 6040 4.2: what cannot tell its receiver is dropped
            site.guest().run(pings(peerInner, ownInner, List.of(0, 0xb8), "0.2"));
            await().atMost(FlexikePeer.PATIENCE)
                    .until(() -> own.gateway().snapshot().drops().get("NOT_ECN_CAPABLE"), Long.valueOf(2)::equals);
        });

        List<Integer> congested = CAPABLE.stream().map(it -> it | CE).toList();
        assertThat(seen.inner(ownInner))
                .isEqualTo(Stream.concat(CAPABLE.stream(), congested.stream()).toList());
        assertThat(seen.inner(peerInner)).isEqualTo(twice(congested));
    }

    @ParameterizedTest
    @CsvSource({"GCM_128, 10.99.1.1, 10.99.1.2", "CBC_256, fd99:1::1, fd99:1::2"})
    void a_fixed_dscp_stands_outside_only(Suite suite, String ownAddress, String peerAddress) throws Exception {
        OuterHeaderPolicy fixed = OuterHeaderPolicy.standard().withDscp(FIXED_DSCP);
        Seen seen = between(
                suite,
                ownAddress,
                peerAddress,
                fixed,
                own -> pingFromHere(Sites.OWN_INNER_4, Sites.PEER_INNER_4, CLASSES));

        assertThat(seen.outer(ownAddress))
                .isEqualTo(
                        CLASSES.stream().map(it -> FIXED_DSCP << 2 | it & ECN).toList());
        assertThat(seen.inner(Sites.PEER_INNER_4)).isEqualTo(CLASSES);
    }

    private static List<Integer> twice(List<Integer> classes) {
        return Stream.concat(classes.stream(), classes.stream()).toList();
    }

    private Seen between(
            Suite suite, String ownAddress, String peerAddress, OuterHeaderPolicy header, Consumer<FlexikePeer> traffic)
            throws Exception {
        site.peer().load(Sites.peer(suite, peerAddress, "%any"));
        IpsecProfile ipsec = IpsecProfile.named("marked")
                .proposals(suite.esp())
                .outerHeader(header)
                .build();
        FlexVpnConfig config = Sites.initiator(Sites.profile(suite, Sites.KEY), ipsec, ownAddress, peerAddress)
                .build();
        Seen seen;
        try (FlexikePeer own = FlexikePeer.start(site.host(), config)) {
            own.gateway().awaitUp(Sites.TUNNEL, FlexikePeer.PATIENCE);
            try (PacketCapture outside =
                            PacketCapture.start(site.host(), GuestSite.TAP, folder.resolve("outside.pcapng"));
                    PacketCapture inside =
                            PacketCapture.start(site.host(), Sites.DEVICE, folder.resolve("inside.pcapng"))) {
                traffic.accept(own);
                seen = new Seen(Tshark.reading(outside.stop()), Tshark.reading(inside.stop()));
            } finally {
                relieve();
            }
        }
        site.peer().awaitNoSas(FlexikePeer.PATIENCE);
        return seen;
    }

    private void pingFromHere(String source, String target, List<Integer> classes) {
        for (int trafficClass : classes) {
            site.host().exec(ping(source, target, trafficClass, "10").split(" "));
        }
    }

    private void pingFromGuest(String source, String target, List<Integer> classes) {
        site.guest().exec("set -e\n" + pings(source, target, classes, "10"));
    }

    private static String pings(String source, String target, List<Integer> classes, String patience) {
        return classes.stream().map(it -> ping(source, target, it, patience)).collect(Collectors.joining("\n"));
    }

    private static String ping(String source, String target, int trafficClass, String patience) {
        return "ping -n -c 1 -W " + patience + " -Q " + trafficClass + " -I " + source + " " + target;
    }

    private void congest(String family, String rule, String hook) {
        site.host().exec("nft", "add table " + family + " congestion");
        site.host()
                .exec(
                        "nft",
                        "add chain " + family + " congestion marks { type filter hook " + hook + " priority -300 ; }");
        site.host().exec("nft", "add rule " + family + " congestion marks " + rule);
    }

    private void relieve() {
        for (String family : List.of("ip", "ip6")) {
            site.host().run("nft", "delete table " + family + " congestion");
        }
    }
}
