package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalMismatch;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each end knows of an exchange that was refused: the one that refused, and the one that was. */
class RejectionScenarioTest {
    private static final AddressSelector ALICES = AddressSelector.subnet("10.1.0.0/16");
    private static final AddressSelector BOBS = AddressSelector.subnet("10.2.0.0/16");
    private static final Proposal GCM =
            Proposal.esp().encryption(EncryptionAlgorithm.AES_GCM_16, 128).build();
    private static final Proposal CBC = Proposal.esp()
            .encryption(EncryptionAlgorithm.AES_CBC, 256)
            .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
            .build();

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private Peers.End bob;

    private void connect(Peers.Draft ofAlice, PeerProfile... ofBob) {
        bob = peers.new End(Peers.settings(2, ofBob));
        connect(ofAlice);
    }

    private void connect(Peers.Draft ofAlice) {
        alice.step(Peers.initiate(ofAlice.build()));
        Peers.settle(alice, bob);
    }

    private static Proposal ike(KeyExchangeMethod method) {
        return Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(method)
                .build();
    }

    private static Rejection of(CloseReason reason) {
        Rejection rejection = reason.rejection().orElseThrow();
        assertThat(reason.explanation()).isEqualTo(rejection.sentence());
        return rejection;
    }

    private static Rejection closed(Peers.End end) {
        return of(end.only(IkeEvent.IkeSaClosed.class).reason());
    }

    private static Rejection childRefused(Peers.End end) {
        return of(end.only(IkeEvent.ChildSaRefused.class).reason());
    }

    private static Rejection exchangeRefused(Peers.End end) {
        return of(end.only(IkeEvent.ExchangeRefused.class).reason());
    }

    private static Rejection refusedAsEntry() {
        return new Rejection.ByPeer(NotifyType.AUTHENTICATION_FAILED, Asked.entry("to-bob", Peers.ALICE.toWire()));
    }

    @Test
    void which_proposal_and_which_transform() {
        Proposal offered = ike(KeyExchangeMethod.CURVE25519);
        Proposal wanted = ike(KeyExchangeMethod.MODP_2048);
        // HDR, SAi1, KEi, Ni  -->      <--  HDR, N(NO_PROPOSAL_CHOSEN)
        connect(Peers.alice().ike(offered), Peers.bob().ike(wanted).build());

        assertThat(closed(bob)).isInstanceOfSatisfying(Rejection.NoProposal.class, refusal -> {
            assertThat(refusal.protocol()).isEqualTo(SecurityProtocol.IKE);
            assertThat(refusal.finding().offered()).containsExactly(offered);
            assertThat(refusal.finding().acceptable()).containsExactly(wanted);
            assertThat(refusal.finding().mismatches())
                    .containsExactly(
                            new ProposalMismatch(1, offered, Optional.of(wanted), List.of(TransformType.KEY_EXCHANGE)));
        });
        while (alice.events(IkeEvent.IkeSaClosed.class).isEmpty()) {
            alice.waitForDeadline();
        }
        assertThat(closed(alice))
                .isEqualTo(
                        new Rejection.ByPeer(NotifyType.NO_PROPOSAL_CHOSEN, Asked.ikeSa("to-bob", List.of(offered))));
    }

    @Test
    void which_proposal_for_a_child_sa() {
        // <--  HDR, SK {IDr, AUTH, N(NO_PROPOSAL_CHOSEN)}
        connect(Peers.alice().esp(GCM), Peers.bob().esp(CBC).build());

        assertThat(childRefused(bob)).isInstanceOfSatisfying(Rejection.NoProposal.class, refusal -> {
            assertThat(refusal.protocol()).isEqualTo(SecurityProtocol.ESP);
            assertThat(refusal.finding().mismatches().get(0).types())
                    .containsExactly(TransformType.ENCRYPTION, TransformType.INTEGRITY);
        });
        assertThat(childRefused(alice)).isInstanceOfSatisfying(Rejection.ByPeer.class, refusal -> {
            assertThat(refusal.told()).isEqualTo(NotifyType.NO_PROPOSAL_CHOSEN);
            assertThat(refusal.asked().proposals().get(0).transforms()).containsAll(GCM.transforms());
            assertThat(refusal.asked().local()).containsExactly(ALICES);
            assertThat(refusal.asked().remote()).containsExactly(BOBS);
        });
    }

    @Test
    void which_key_exchange() {
        Proposal withBoth = Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .keyExchange(KeyExchangeMethod.MODP_2048)
                .build();
        Proposal withOne = Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .keyExchange(KeyExchangeMethod.MODP_2048)
                .build();
        connect(Peers.alice().esp(withBoth), Peers.bob().esp(withOne).build());
        long spi = alice.engine.snapshots().get(0).localSpi();
        // HDR, SK {SA, Ni, KEi(31), TSi, TSr}  -->   <--  HDR, SK {N(INVALID_KE_PAYLOAD)}
        alice.step(new IkeInput.CreateChildSa(spi, List.of(ALICES), List.of(BOBS)));
        Peers.settle(alice, bob);

        assertThat(exchangeRefused(bob))
                .isEqualTo(new Rejection.KeyExchange(KeyExchangeMethod.CURVE25519, KeyExchangeMethod.MODP_2048));
        assertThat(alice.events(IkeEvent.ChildSaRefused.class))
                .as("it tries again")
                .isEmpty();
    }

    @Test
    void which_selectors() {
        AddressSelector strange = AddressSelector.subnet("172.16.0.0/16");
        connect(Peers.alice(), Peers.bob().build());
        // HDR, SK {SA, Ni, TSi, TSr}  -->   <--  HDR, SK {N(TS_UNACCEPTABLE)}
        alice.step(new IkeInput.CreateChildSa(
                alice.engine.snapshots().get(0).localSpi(), List.of(strange), List.of(BOBS)));
        Peers.settle(alice, bob);

        assertThat(exchangeRefused(bob))
                .isEqualTo(new Rejection.TrafficSelectors(
                        List.of(BOBS), List.of(strange), List.of(BOBS), List.of(ALICES)));
        assertThat(childRefused(alice)).isInstanceOfSatisfying(Rejection.ByPeer.class, refusal -> {
            assertThat(refusal.told()).isEqualTo(NotifyType.TS_UNACCEPTABLE);
            assertThat(refusal.asked().local()).containsExactly(strange);
            assertThat(refusal.sentence()).contains("172.16.0.0");
        });
    }

    @Test
    void which_identity_and_which_profiles() {
        Identity dave = Identity.fqdn("dave.example");
        PeerProfile toDave = Peers.bob().peer("to-dave", dave).build();
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr}  -->   <--  HDR, SK {N(AUTHENTICATION_FAILED)}
        connect(Peers.alice(), toDave);

        assertThat(closed(bob))
                .isEqualTo(new Rejection.UnknownIdentity(
                        Peers.ALICE.toWire(), List.of(new Rejection.Candidate("to-dave", toDave.remoteIdentity()))));
        assertThat(closed(alice)).isEqualTo(refusedAsEntry());
    }

    @Test
    void which_identity_of_the_responder() {
        Identity carol = Identity.fqdn("carol.example");
        Peers.Draft toCarol = Peers.alice().peer("to-bob", carol);
        // <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}      HDR, SK {N(AUTHENTICATION_FAILED)}  -->
        connect(toCarol, Peers.bob().build());

        assertThat(closed(alice))
                .isEqualTo(new Rejection.OtherIdentity(
                        Peers.BOB.toWire(),
                        new Rejection.Candidate("to-bob", toCarol.build().remoteIdentity())));
        assertThat(closed(bob)).isEqualTo(new Rejection.ByPeer(NotifyType.AUTHENTICATION_FAILED, Asked.NOTHING));
    }

    @Test
    void which_profile_has_another_key() {
        connect(Peers.alice(), Peers.bob().key("another").build());

        assertThat(closed(bob))
                .isEqualTo(new Rejection.Authentication(
                        "to-alice",
                        Optional.of(Peers.ALICE.toWire()),
                        Optional.of(AuthMethod.SHARED_KEY),
                        Rejection.Authentication.Fault.MISMATCH));
        assertThat(closed(alice)).isEqualTo(refusedAsEntry());
        assertThat(closed(alice).sentence()).doesNotContain("another", "a shared secret");
    }

    @Test
    void which_profile_allows_one_ike_sa_only() {
        connect(
                Peers.alice(),
                Peers.bob()
                        .policy(IkeSaPolicy.DEFAULT.withUniqueness(IkeSaPolicy.Uniqueness.REFUSE))
                        .build());
        connect(Peers.alice());

        assertThat(closed(bob)).isEqualTo(new Rejection.NotUnique("to-alice", Peers.ALICE.toWire()));
    }

    @Test
    void what_the_application_said() {
        bob = peers.new End(Peers.settings(2, Peers.bob().build()));
        bob.authorizer = request -> Optional.of(new Authorization.Refused("suspended account"));
        connect(Peers.alice());
        assertThat(closed(bob))
                .isEqualTo(new Rejection.NotAuthorized("to-alice", Peers.ALICE.toWire(), "suspended account"));

        bob.authorizer = request -> Optional.of(new Authorization.NoAddress("the pool is empty"));
        connect(Peers.alice());
        assertThat(childRefused(bob))
                .isEqualTo(new Rejection.NoAddress("to-alice", Peers.ALICE.toWire(), "the pool is empty"));
        assertThat(childRefused(alice))
                .isInstanceOfSatisfying(
                        Rejection.ByPeer.class,
                        refusal -> assertThat(refusal.told()).isEqualTo(NotifyType.INTERNAL_ADDRESS_FAILURE));
    }

    @Test
    void that_nobody_was_refused() {
        connect(Peers.alice(), Peers.bob().build());
        alice.step(new IkeInput.DeleteIkeSa(alice.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);

        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().rejection()).isEmpty();
    }
}
