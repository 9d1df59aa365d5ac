package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeScenarioTest {
    private final Peers peers = new Peers();

    @Test
    void four_messages_bring_up_an_ike_sa_and_its_child_sa() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        alice.step(Peers.initiate(Peers.alice().build()));
        // HDR, SAi1, KEi, Ni  -->
        alice.deliverTo(bob);
        // <--  HDR, SAr1, KEr, Nr
        bob.deliverTo(alice);
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr}  -->
        alice.deliverTo(bob);
        // <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}
        bob.deliverTo(alice);

        assertThat(alice.sent).isEmpty();
        ChildSaParameters ofAlice = alice.installed.get(0);
        ChildSaParameters ofBob = bob.installed.get(0);
        assertMirrored(ofAlice, ofBob);
        assertThat(ofAlice.udpEncapsulation()).isFalse();
        assertThat(alice.only(IkeEvent.IkeSaEstablished.class).sa().phase()).isEqualTo(IkeSaSnapshot.Phase.ESTABLISHED);
        assertThat(bob.engine.snapshots()).hasSize(1);
        assertThat(bob.deadline).isEqualTo(java.time.Instant.MAX);
    }

    @Test
    void another_group_is_asked_for_and_used() {
        Proposal both = ike(KeyExchangeMethod.CURVE25519, KeyExchangeMethod.ECP_256);
        Proposal one = ike(KeyExchangeMethod.ECP_256);
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().ike(one).build()));
        alice.step(Peers.initiate(Peers.alice().ike(both).build()));
        // HDR, SAi1, KEi(31), Ni  -->
        alice.deliverTo(bob);
        assertThat(bob.engine.snapshots()).isEmpty();
        // <--  HDR, N(INVALID_KE_PAYLOAD, 19)
        bob.deliverTo(alice);
        // HDR, SAi1, KEi(19), Ni  -->   and so on
        Peers.settle(alice, bob);
        assertMirrored(alice.installed.get(0), bob.installed.get(0));
        assertThat(alice.engine.snapshots().get(0).suite().orElseThrow().keyExchange())
                .isEqualTo(KeyExchangeMethod.ECP_256);
    }

    @Test
    void a_cookie_and_another_group_can_both_be_asked_for() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(
                        2, Peers.bob().ike(ike(KeyExchangeMethod.ECP_256)).build())
                .with(EngineLimits.DEFAULT.withCookieThreshold(0)));
        alice.step(Peers.initiate(Peers.alice()
                .ike(ike(KeyExchangeMethod.CURVE25519, KeyExchangeMethod.ECP_256))
                .build()));
        // HDR, SAi1, KEi(31), Ni  -->      <--  HDR, N(COOKIE)
        // HDR, N(COOKIE), SAi1, KEi(31), Ni  -->      <--  HDR, N(INVALID_KE_PAYLOAD, 19)
        // HDR, N(COOKIE), SAi1, KEi(19), Ni  -->      <--  HDR, SAr1, KEr, Nr
        Peers.settle(alice, bob);
        assertMirrored(alice.installed.get(0), bob.installed.get(0));
    }

    @Test
    void a_nat_moves_everything_to_port_4500() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        InetSocketAddress mapped = new InetSocketAddress("198.51.100.9", 40_000);
        alice.step(Peers.initiate(Peers.alice().build()));
        IkeOutput.Transmit request = alice.sent.remove();
        bob.step(new IkeInput.DatagramReceived(new Path(Peers.B500, mapped, false), request.octets()));
        IkeOutput.Transmit response = bob.sent.remove();
        assertThat(response.path().remote()).isEqualTo(mapped);
        alice.step(new IkeInput.DatagramReceived(new Path(Peers.A500, Peers.B500, false), response.octets()));
        IkeOutput.Transmit auth = alice.sent.remove();
        assertThat(auth.path()).isEqualTo(new Path(Peers.A4500, Peers.B4500, true));
        InetSocketAddress mappedToo = new InetSocketAddress("198.51.100.9", 40_001);
        Path arrived = new Path(Peers.B4500, mappedToo, true);
        bob.step(new IkeInput.DatagramReceived(arrived, auth.octets()));
        assertThat(bob.installed.get(0).udpEncapsulation()).isTrue();
        assertThat(bob.installed.get(0).path()).isEqualTo(arrived);
        IkeSaSnapshot sa = bob.engine.snapshots().get(0);
        assertThat(sa.peerBehindNat()).isTrue();
        assertThat(sa.behindNat()).isFalse();
    }

    @Test
    void a_wrong_key_ends_in_authentication_failed_on_both_ends() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob =
                peers.new End(Peers.settings(2, Peers.bob().key("another").build()));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().explanation()).contains("pre-shared keys");
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(alice.installed).isEmpty();
        assertThat(bob.installed).isEmpty();
    }

    @Test
    void an_initiator_that_does_not_trust_the_responder_says_so() {
        // Bob believes Alice, but has another key for his own AUTH: only Alice can notice.
        Peers.End alice = peers.new End(Peers.settings(1));
        io.flexike.ike.session.PeerProfile good = Peers.bob().build();
        io.flexike.ike.session.PeerProfile split = new io.flexike.ike.session.PeerProfile(
                good.name(),
                good.localIdentity(),
                good.remoteIdentity(),
                good.expectedRemote(),
                new io.flexike.ike.session.AuthenticationMethod.PreSharedKey(
                        io.flexike.ike.session.PreSharedKeys.same(SecretBytes.ofUtf8("other"))),
                good.remoteAuthentication(),
                good.ikeProposals(),
                good.espProposals(),
                good.localSelectors(),
                good.remoteSelectors(),
                List.of(),
                io.flexike.ike.session.IkeSaPolicy.DEFAULT,
                io.flexike.ike.session.ChildSaPolicy.DEFAULT);
        Peers.End bob = peers.new End(Peers.settings(2, split));
        alice.step(Peers.initiate(Peers.alice().build()));
        // ... <--  HDR, SK {IDr, AUTH(wrong), SAr2, TSi, TSr}
        // HDR, SK {N(AUTHENTICATION_FAILED)}  -->      <--  HDR, SK {}
        Peers.settle(alice, bob);
        assertThat(alice.engine.snapshots()).isEmpty();
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.removed).hasSize(1);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }

    @Test
    void no_common_proposal_is_told_with_both_sides_values_and_patience() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(
                2, Peers.bob().ike(ike(KeyExchangeMethod.MODP_2048)).build()));
        alice.step(Peers.initiate(
                Peers.alice().ike(ike(KeyExchangeMethod.CURVE25519)).build()));
        // HDR, SAi1, KEi, Ni  -->      <--  HDR, N(NO_PROPOSAL_CHOSEN)
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        CloseReason ofBob = bob.only(IkeEvent.IkeSaClosed.class).reason();
        assertThat(ofBob.kind()).isEqualTo(CloseReason.Kind.NO_PROPOSAL_CHOSEN);
        assertThat(ofBob.explanation()).contains(KeyExchangeMethod.CURVE25519.toString());
        // The error is not authenticated: Alice goes on trying for a while.
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        while (alice.events(IkeEvent.IkeSaClosed.class).isEmpty()) {
            alice.waitForDeadline();
        }
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.NO_PROPOSAL_CHOSEN);
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().explanation())
                .contains("NO_PROPOSAL_CHOSEN", "we offered", KeyExchangeMethod.CURVE25519.toString());
        assertThat(Duration.between(java.time.Instant.EPOCH, peers.now)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void an_esp_proposal_without_overlap_leaves_the_ike_sa_alive() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(
                2,
                Peers.bob()
                        .esp(Proposal.esp()
                                .encryption(EncryptionAlgorithm.AES_CBC, 256)
                                .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                                .build())
                        .build()));
        alice.step(Peers.initiate(Peers.alice()
                .esp(Proposal.esp()
                        .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                        .build())
                .build()));
        // <--  HDR, SK {IDr, AUTH, N(NO_PROPOSAL_CHOSEN)}
        Peers.settle(alice, bob);
        assertThat(alice.engine.snapshots()).hasSize(1);
        assertThat(bob.engine.snapshots()).hasSize(1);
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).reason().kind())
                .isEqualTo(CloseReason.Kind.NO_PROPOSAL_CHOSEN);
        assertThat(bob.only(IkeEvent.ChildSaRefused.class).reason().explanation())
                .contains("AES");
    }

    @Test
    void an_algorithm_that_nobody_has_is_neither_offered_nor_chosen() {
        KeyExchangeMethod unsupported = new KeyExchangeMethod(1023);
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(
                2,
                Peers.bob().ike(ike(unsupported, KeyExchangeMethod.CURVE25519)).build()));
        alice.step(Peers.initiate(Peers.alice().ike(ike(unsupported)).build()));
        assertThat(alice.sent).isEmpty();
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().explanation())
                .contains("no configured proposal is supported");
        alice.step(Peers.initiate(Peers.alice()
                .ike(ike(unsupported, KeyExchangeMethod.CURVE25519))
                .build()));
        Peers.settle(alice, bob);
        assertMirrored(alice.installed.get(0), bob.installed.get(0));
    }

    @Test
    void a_peer_may_use_only_what_its_own_profile_allows() {
        Proposal weak = ike(KeyExchangeMethod.MODP_2048);
        io.flexike.ike.session.PeerProfile forOthers = new io.flexike.ike.session.PeerProfile(
                "others",
                Peers.BOB,
                io.flexike.ike.identity.IdentityMatcher.exactly(io.flexike.ike.identity.Identity.fqdn("carol.example")),
                Optional.empty(),
                Peers.bob().build().localAuthentication(),
                Peers.bob().build().remoteAuthentication(),
                List.of(weak),
                Peers.bob().build().espProposals(),
                List.of(AddressSelector.any4()),
                List.of(AddressSelector.any4()),
                List.of(),
                io.flexike.ike.session.IkeSaPolicy.DEFAULT,
                io.flexike.ike.session.ChildSaPolicy.DEFAULT);
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(
                2, Peers.bob().ike(ike(KeyExchangeMethod.CURVE25519)).build(), forOthers));
        alice.step(Peers.initiate(Peers.alice().ike(weak).build()));
        Peers.settle(alice, bob);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().explanation()).contains("no profile for the identity");
        assertThat(bob.installed).isEmpty();
    }

    @Test
    void selectors_are_narrowed_to_what_both_want() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        alice.step(Peers.initiate(Peers.alice()
                .selectors(AddressSelector.any4(), AddressSelector.any4())
                .build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed.get(0).local()).containsExactly(AddressSelector.subnet("10.1.0.0/16"));
        assertThat(alice.installed.get(0).remote()).containsExactly(AddressSelector.subnet("10.2.0.0/16"));
        assertMirrored(alice.installed.get(0), bob.installed.get(0));
    }

    @Test
    void an_initiator_gets_the_address_it_asked_for() {
        ConfigurationAttribute wish =
                new ConfigurationAttribute(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS, new byte[0]);
        ConfigurationAttribute given =
                new ConfigurationAttribute(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS, new byte[] {10, 9, 0, 7});
        ConfigurationAttribute unknown =
                new ConfigurationAttribute(new ConfigurationAttributeType(28_999), new byte[3]);
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        bob.authorizer = request -> {
            assertThat(request.configuration()).contains(List.of(wish, unknown));
            return Optional.of(new Authorization.Granted(
                    List.of(given, unknown),
                    List.of(AddressSelector.any4()),
                    List.of(AddressSelector.subnet("10.9.0.7/32"))));
        };
        alice.step(Peers.initiate(Peers.alice()
                .request(wish, unknown)
                .selectors(AddressSelector.any4(), AddressSelector.any4())
                .build()));
        Peers.settle(alice, bob);
        assertThat(alice.only(IkeEvent.IkeSaEstablished.class).configuration()).containsExactly(given, unknown);
        assertThat(alice.installed.get(0).local()).containsExactly(AddressSelector.subnet("10.9.0.7/32"));
    }

    @Test
    void an_exhausted_pool_leaves_the_ike_sa_without_a_child() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        bob.authorizer = request -> Optional.of(new Authorization.NoAddress("the pool is empty"));
        alice.step(Peers.initiate(Peers.alice().build()));
        // <--  HDR, SK {IDr, AUTH, N(INTERNAL_ADDRESS_FAILURE)}
        Peers.settle(alice, bob);
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).reason().kind())
                .isEqualTo(CloseReason.Kind.CONFIGURATION_FAILED);
        assertThat(bob.only(IkeEvent.ChildSaRefused.class).reason().explanation())
                .isEqualTo("the pool is empty");
    }

    @Test
    void a_late_answer_of_the_application_is_waited_for_and_repetitions_change_nothing() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        bob.authorizer = request -> Optional.empty();
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        alice.waitForDeadline();
        Peers.settle(alice, bob);
        assertThat(bob.events(IkeEvent.IkeSaEstablished.class)).isEmpty();
        assertThat(bob.events(IkeEvent.DatagramRefused.class)).isEmpty();
        bob.step(new IkeInput.Authorize(
                bob.lastQuestion,
                new Authorization.Granted(
                        List.of(),
                        Peers.bob().build().localSelectors(),
                        Peers.bob().build().remoteSelectors())));
        Peers.settle(alice, bob);
        assertMirrored(alice.installed.get(0), bob.installed.get(0));
        assertThat(bob.installed).hasSize(1);
    }

    @Test
    void a_refused_peer_learns_authentication_failed_only() {
        Peers.End alice = peers.new End(Peers.settings(1));
        Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        bob.authorizer = request -> Optional.of(new Authorization.Refused("suspended account"));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        List<IkeEvent.MessageTraced> seen = alice.events(IkeEvent.MessageTraced.class);
        assertThat(seen.get(seen.size() - 1).payloads())
                .containsExactly(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED));
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().explanation()).contains("suspended account");
    }

    private static void assertMirrored(ChildSaParameters one, ChildSaParameters other) {
        assertThat(one.inboundSpi()).isEqualTo(other.outboundSpi());
        assertThat(one.outboundSpi()).isEqualTo(other.inboundSpi());
        assertThat(one.suite()).isEqualTo(other.suite());
        assertThat(one.local()).isEqualTo(other.remote());
        assertThat(one.remote()).isEqualTo(other.local());
        assertThat(one.keys().inboundEncryption()).isEqualTo(other.keys().outboundEncryption());
        assertThat(one.keys().inboundIntegrity()).isEqualTo(other.keys().outboundIntegrity());
        assertThat(one.keys().outboundEncryption()).isEqualTo(other.keys().inboundEncryption());
        assertThat(one.keys().outboundIntegrity()).isEqualTo(other.keys().inboundIntegrity());
        assertThat(one.keys().inboundEncryption()).isNotEqualTo(one.keys().outboundEncryption());
    }

    private static Proposal ike(KeyExchangeMethod... methods) {
        io.flexike.crypto.suite.ProposalBuilder builder =
                Proposal.ike().encryption(EncryptionAlgorithm.AES_GCM_16, 256).prf(PrfAlgorithm.HMAC_SHA2_256);
        for (KeyExchangeMethod method : methods) {
            builder.keyExchange(method);
        }
        return builder.build();
    }
}
