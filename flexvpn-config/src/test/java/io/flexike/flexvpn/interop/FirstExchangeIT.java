package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalBuilder;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.SaPayload;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An IKE_SA_INIT request that is to be sent again: with a cookie, with another group, or both. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.TSHARK})
class FirstExchangeIT {
    /** The group that a request begins with, by its number. */
    private static final String FIRST_GROUP = "31";
    /** The group of a responder that takes no other. */
    private static final String OTHER_GROUP = "19";

    /** A public value of that group which everybody takes: x and y of its generator. */
    private static final byte[] BASE_POINT = HexFormat.of()
            .parseHex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                    + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    @TempDir
    Path folder;

    private PeerNetwork network;

    @BeforeEach
    void start() {
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void strongswan_has_us_send_our_request_again(boolean cookie, boolean otherGroup) throws Exception {
        String groups = otherGroup ? "ecp256" : "x25519-ecp256";
        try (StrongSwanPeer peer = peer(groups, "%any", cookie)) {
            if (cookie) {
                openHalfAnIkeSa(peer);
            }
            PacketCapture wire = capture();
            FlexVpnConfig.Builder config = Sites.initiator(
                    profile(KeyExchangeMethod.CURVE25519, KeyExchangeMethod.ECP_256),
                    Suite.GCM_128.ipsec(),
                    PeerNetwork.LEFT_4,
                    PeerNetwork.RIGHT_4);
            try (FlexikePeer own = FlexikePeer.start(network.left(), config.build())) {
                assertConnected(own, otherGroup);
            }
            assertRounds(wire.stop(), PeerNetwork.LEFT_4, cookie, otherGroup);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void we_have_strongswan_send_its_request_again(boolean cookie, boolean otherGroup) throws Exception {
        IkeProfile profile = otherGroup
                ? profile(KeyExchangeMethod.ECP_256)
                : profile(KeyExchangeMethod.CURVE25519, KeyExchangeMethod.ECP_256);
        FlexVpnConfig.Builder config = Sites.responder(profile, Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4);
        if (cookie) {
            config.cookieChallengeAbove(0);
        }
        try (StrongSwanPeer peer = peer("x25519-ecp256", PeerNetwork.LEFT_4);
                PacketCapture wire = capture()) {
            try (FlexikePeer own = FlexikePeer.start(network.left(), config.build())) {
                peer.initiate(Sites.SITE).orFail();
                assertConnected(own, otherGroup);
            }
            assertRounds(wire.stop(), PeerNetwork.RIGHT_4, cookie, otherGroup);
        }
    }

    private StrongSwanPeer peer(String groups, String remote) {
        return peer(groups, remote, false);
    }

    /**
     * @param cookies whether it asks for them when one IKE SA is half-open, as ours is for a moment in its first round
     */
    private StrongSwanPeer peer(String groups, String remote, boolean cookies) {
        return StrongSwanPeer.start(
                network.right(),
                folder.resolve("peer"),
                CharonSettings.userSpaceEsp()
                        .charon(charon -> charon.set("dos_protection", cookies ? "yes" : "no")
                                .set("cookie_threshold", "1")
                                .set("cookie_threshold_ip", "1")),
                Sites.peer("aes128gcm16-prfsha256-" + groups, "aes128gcm16", PeerNetwork.RIGHT_4, remote, Sites.KEY));
    }

    private static IkeProfile profile(KeyExchangeMethod... groups) {
        ProposalBuilder proposal =
                Proposal.ike().encryption(EncryptionAlgorithm.AES_GCM_16, 128).prf(PrfAlgorithm.HMAC_SHA2_256);
        Arrays.stream(groups).forEach(proposal::keyExchange);
        return Sites.profile(Sites.KEY).proposals(proposal.build()).build();
    }

    private PacketCapture capture() {
        return PacketCapture.start(network.left(), PeerNetwork.DEVICE, folder.resolve("wire.pcapng"));
    }

    /** A stranger who does not go on after IKE_SA_INIT: from now on the peer wants cookies of everybody. */
    private void openHalfAnIkeSa(StrongSwanPeer peer) throws Exception {
        byte[] request = IkeMessage.encode(
                IkeHeader.of(1, 0, ExchangeType.IKE_SA_INIT, true, false, 0),
                List.of(
                        SaPayload.ofIkeInit(profile(KeyExchangeMethod.ECP_256).proposals()),
                        new KePayload(KeyExchangeMethod.ECP_256, BASE_POINT),
                        new NoncePayload(new byte[32])));
        try (DatagramSocket stranger =
                network.left().enter(() -> new DatagramSocket(new InetSocketAddress(PeerNetwork.LEFT_4, 0)))) {
            stranger.send(new DatagramPacket(request, request.length, new InetSocketAddress(PeerNetwork.RIGHT_4, 500)));
            peer.awaitLog("generating IKE_SA_INIT response 0 \\[ SA KE No ", FlexikePeer.PATIENCE);
        }
    }

    private void assertConnected(FlexikePeer own, boolean otherGroup) {
        SessionSnapshot session = own.awaitSession();
        assertThat(session.suite().orElseThrow().keyExchange())
                .isEqualTo(otherGroup ? KeyExchangeMethod.ECP_256 : KeyExchangeMethod.CURVE25519);
        Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
        Traversal.assertPings(network.right(), Sites.PEER_INNER_4, Sites.OWN_INNER_4, 56);
    }

    /**
     *
     *
     * <pre>
     * HDR(A,0), SAi1, KEi, Ni              -->
     *                                      <--  HDR(A,0), N(COOKIE)
     * HDR(A,0), N(COOKIE), SAi1, KEi, Ni   -->
     *                                      <--  HDR(A,0), N(INVALID_KE_PAYLOAD)
     * HDR(A,0), N(COOKIE), SAi1, KEi', Ni  -->
     *                                      <--  HDR(A,B), SAr1, KEr, Nr
     * </pre>
     */
    private static void assertRounds(Path capture, String initiator, boolean cookie, boolean otherGroup) {
        List<String> rounds = new ArrayList<>(List.of("request with group " + FIRST_GROUP));
        String again = cookie ? "request with the cookie and group " : "request with group ";
        if (cookie) {
            rounds.add("response with a cookie");
            rounds.add(again + FIRST_GROUP);
        }
        if (otherGroup) {
            rounds.add("response with another group");
            rounds.add(again + OTHER_GROUP);
        }
        rounds.add("response with group " + (otherGroup ? OTHER_GROUP : FIRST_GROUP));
        List<Tshark.Packet> messages = Tshark.reading(capture)
                .packets(
                        "isakmp.exchangetype == 34",
                        "ip.src",
                        "isakmp.nextpayload",
                        "isakmp.notify.msgtype",
                        "isakmp.key_exchange.dh_group",
                        "isakmp.nonce",
                        "isakmp.ispi");
        // what was sent again because nothing had come back does not count
        assertThat(messages.stream().map(message -> told(message, initiator)).distinct())
                .containsExactlyElementsOf(rounds);
        // RFC 7296 2.6: all other payloads unchanged
        assertThat(new HashSet<>(messages.stream()
                        .filter(message -> message.all("ip.src").contains(initiator))
                        .map(message -> message.all("isakmp.nonce"))
                        .toList()))
                .hasSize(1);
    }

    private static String told(Tshark.Packet message, String initiator) {
        boolean request = message.all("ip.src").contains(initiator);
        List<String> notifies = message.all("isakmp.notify.msgtype");
        List<String> groups = message.all("isakmp.key_exchange.dh_group");
        if (!request && groups.isEmpty()) {
            return notifies.equals(List.of("16390"))
                    ? "response with a cookie"
                    : notifies.equals(List.of("17")) ? "response with another group" : message.toString();
        }
        // RFC 7296 2.6: the cookie is the first payload
        boolean cookie = notifies.contains("16390")
                && message.all("isakmp.nextpayload").get(0).equals("41")
                && notifies.get(0).equals("16390");
        return (request ? "request with " : "response with ") + (cookie ? "the cookie and " : "") + "group "
                + String.join(" and ", groups);
    }
}
