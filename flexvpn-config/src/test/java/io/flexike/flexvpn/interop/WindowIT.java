package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many requests may be on their way (RFC 7296 2.3): we take several, strongSwan takes one. */
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.TSHARK})
class WindowIT {
    private static final String SET_WINDOW_SIZE = "16385";
    private static final int FURTHER = 3;

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

    /** The window that is offered when none is configured, and two others; that of 1 goes without saying. */
    @ParameterizedTest
    @CsvSource({"true, , 5", "false, , 5", "true, 1, 1", "false, 9, 9"})
    void we_say_our_window_in_ike_auth(boolean connectedByUs, Integer configured, int said) throws Exception {
        try (StrongSwanPeer peer = peer(connectedByUs ? "%any" : PeerNetwork.LEFT_4);
                PacketCapture wire =
                        PacketCapture.start(network.left(), PeerNetwork.DEVICE, folder.resolve("wire.pcapng"))) {
            try (FlexikePeer own = FlexikePeer.start(
                    network.left(),
                    config(connectedByUs, configured == null ? OptionalInt.empty() : OptionalInt.of(configured)))) {
                if (!connectedByUs) {
                    peer.initiate(Sites.SITE).orFail();
                }
                own.awaitSession();
                Traversal.assertPings(network.left(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 56);
            }
            List<Tshark.Packet> auth = Tshark.reading(wire.stop())
                    .profile(folder.resolve("keys"))
                    .packets(
                            "isakmp.exchangetype == 35 && isakmp.auth.method",
                            "ip.src",
                            "isakmp.notify.msgtype",
                            "isakmp.notify.data");
            // what was sent again does not count
            assertThat(auth.stream().distinct()).hasSize(2).allSatisfy(message -> {
                boolean says = message.all("ip.src").contains(PeerNetwork.LEFT_4) && said > 1;
                assertThat(message.all("isakmp.notify.msgtype").contains(SET_WINDOW_SIZE))
                        .isEqualTo(says);
                assertThat(message.all("isakmp.notify.data").contains(String.format("%08x", said)))
                        .isEqualTo(says);
            });
        }
    }

    @Test
    void requests_that_are_wanted_at_once_go_to_strongswan_one_after_the_other() throws Exception {
        try (StrongSwanPeer peer = peer("%any");
                EngineSite own = EngineSite.start(network.left(), PeerNetwork.LEFT_4)) {
            own.initiate(PeerNetwork.RIGHT_4, IkeSaPolicy.DEFAULT);
            long ikeSpi = own.await(IkeEvent.IkeSaEstablished.class).ikeSpi();
            int first = own.await(IkeEvent.ChildSaEstablished.class).child().inboundSpi();
            for (int i = 1; i <= FURTHER; i++) {
                own.command(new IkeInput.CreateChildSa(
                        ikeSpi,
                        List.of(AddressSelector.subnet("10.1.0.0/24")),
                        List.of(AddressSelector.subnet("10.2." + i + ".0/24"))));
            }
            own.command(new IkeInput.RekeyChildSa(ikeSpi, first));
            own.command(new IkeInput.RekeyIkeSa(ikeSpi));
            IkeEvent.IkeSaRekeyed rekeyed = own.await(IkeEvent.IkeSaRekeyed.class);
            own.command(new IkeInput.CheckLiveness(rekeyed.ikeSpi()));
            Awaitility.await()
                    .atMost(FlexikePeer.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(peer.listSas().split("INSTALLED", -1)).hasSize(1 + FURTHER + 1));

            assertOneAtATime(own.all(IkeEvent.MessageTraced.class).stream()
                    .filter(message -> message.ikeSpi() == ikeSpi && !message.retransmission())
                    .toList());
            assertThat(peer.log()).doesNotContain("expected");
            for (int i = 0; i <= FURTHER; i++) {
                Traversal.assertPings(network.left(), Sites.OWN_INNER_4, "10.2." + i + ".1", 56);
            }
        }
    }

    /** Three new Child SAs, a rekeyed one and a rekeyed IKE SA: each response comes before the next request. */
    private static void assertOneAtATime(List<IkeEvent.MessageTraced> messages) {
        List<String> created = messages.stream()
                .filter(message -> message.header().exchange().equals(ExchangeType.CREATE_CHILD_SA))
                .map(WindowIT::told)
                .toList();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < FURTHER + 2; i++) {
            expected.add("request");
            expected.add("response");
        }
        assertThat(created).isEqualTo(expected);
        List<IkeEvent.MessageTraced> ours = messages.stream()
                .filter(message -> message.sent() != message.header().response())
                .toList();
        for (int i = 0; i + 1 < ours.size(); i += 2) {
            assertThat(told(ours.get(i))).isEqualTo("request");
            assertThat(told(ours.get(i + 1))).isEqualTo("response");
            assertThat(ours.get(i + 1).header().messageId())
                    .isEqualTo(ours.get(i).header().messageId());
        }
    }

    private static String told(IkeEvent.MessageTraced message) {
        return message.header().response() ? "response" : "request";
    }

    private FlexVpnConfig config(boolean connects, OptionalInt window) {
        IkeProfile profile = Sites.profile(Suite.GCM_128, Sites.KEY);
        FlexVpnConfig.Builder config = connects
                ? Sites.initiator(profile, Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)
                : Sites.responder(profile, Suite.GCM_128.ipsec(), PeerNetwork.LEFT_4);
        window.ifPresent(config::window);
        return config.keyLog(folder.resolve("keys")).build();
    }

    private StrongSwanPeer peer(String remoteAddress) {
        for (int i = 1; i <= FURTHER; i++) {
            network.right().address("lo", "10.2." + i + ".1/24");
        }
        return StrongSwanPeer.start(
                network.right(),
                folder.resolve("peer"),
                Sites.peer(Suite.GCM_128, PeerNetwork.RIGHT_4, remoteAddress)
                        .selectors(Sites.SITE, "10.2.0.0/16,fd0b::/64", "10.1.0.0/24,fd0a::/64"));
    }
}
