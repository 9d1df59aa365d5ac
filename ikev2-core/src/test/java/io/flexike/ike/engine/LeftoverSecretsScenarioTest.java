package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerProfile;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends early leaves neither private values nor shared secrets behind. */
class LeftoverSecretsScenarioTest {
    private static final Proposal IKE = Proposal.ike()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .prf(PrfAlgorithm.HMAC_SHA2_256)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .additionalKeyExchange(1, KeyExchangeMethod.ECP_256)
            .additionalKeyExchange(2, KeyExchangeMethod.ECP_384)
            .build();
    private static final Proposal ESP = Proposal.esp()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .additionalKeyExchange(1, KeyExchangeMethod.ECP_256)
            .additionalKeyExchange(2, KeyExchangeMethod.ECP_384)
            .build();

    private final Peers peers = new Peers();
    private final RecordingCrypto ofAlice = new RecordingCrypto();
    private final RecordingCrypto ofBob = new RecordingCrypto();
    private final Peers.End alice = end(1, ofAlice);
    private final Peers.End bob = end(2, ofBob, Peers.bob().ike(IKE).esp(ESP).build());

    /** What alice begins with CREATE_CHILD_SA. */
    private enum Rekeyed {
        CHILD_SA,
        IKE_SA
    }

    private Peers.End end(long seed, RecordingCrypto crypto, PeerProfile... profiles) {
        return peers.new End(EngineSettings.of(crypto, Peers.random(seed), List.of(profiles))
                .withTracing(true, true));
    }

    private void begin() {
        alice.step(Peers.initiate(Peers.alice().ike(IKE).esp(ESP).build()));
    }

    private static void endsOfItself(Peers.End end) {
        while (end.events(IkeEvent.IkeSaClosed.class).isEmpty()) {
            end.waitForDeadline();
        }
    }

    @AfterEach
    void nothing_is_left() {
        endsOfItself(alice);
        assertThat(ofAlice.pending).isEmpty();
        assertThat(ofAlice.held).allMatch(SecretBytes::isDestroyed);
        assertThat(ofBob.held).allMatch(SecretBytes::isDestroyed);
    }

    @Test
    void a_peer_that_does_not_answer_leaves_nothing_of_ike_sa_init() {
        begin();
        assertThat(ofAlice.pending).hasSize(1);
    }

    @Test
    void another_group_takes_the_place_of_the_first_one() {
        Proposal twoGroups = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.ECP_384)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .build();
        Peers.End picky = end(3, ofBob, Peers.bob().ike(withoutAdditional()).build());
        alice.step(Peers.initiate(Peers.alice().ike(twoGroups).build()));
        // HDR, SAi1, KEi, Ni  -->   <--  HDR, N(INVALID_KE_PAYLOAD)   HDR, SAi1, KEi, Ni  -->
        alice.deliverTo(picky);
        picky.deliverTo(alice);
        assertThat(ofAlice.pending).hasSize(1);
    }

    private static Proposal withoutAdditional() {
        return Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_peer_that_falls_silent_leaves_nothing_of_ike_intermediate(int exchanges) {
        begin();
        for (int exchange = 0; exchange < exchanges; exchange++) {
            alice.deliverTo(bob);
            bob.deliverTo(alice);
        }
        assertThat(ofAlice.pending).hasSize(1);
    }

    @Test
    void a_bad_response_leaves_nothing_of_ike_intermediate() {
        begin();
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        alice.deliverTo(bob);
        List<Payload> bad = List.of(new KePayload(KeyExchangeMethod.ECP_256, new byte[64]));
        alice.receive(ProtectedForgery.of(alice, bob.sent.remove()).payloads(bad));
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Rekeyed.class)
    void a_peer_that_falls_silent_leaves_nothing_of_create_child_sa(Rekeyed what) {
        rekey(what);
        assertThat(ofAlice.pending).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Rekeyed.class)
    void a_peer_that_falls_silent_leaves_nothing_of_ike_followup_ke(Rekeyed what) {
        rekey(what);
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        assertThat(ofAlice.pending).hasSize(1);
        assertThat(ofAlice.held).anyMatch(secret -> !secret.isDestroyed());
        endsOfItself(alice);
        bob.step(new IkeInput.DeleteIkeSa(bob.engine.snapshots().get(0).localSpi()));
        endsOfItself(bob);
    }

    private void rekey(Rekeyed what) {
        begin();
        Peers.settle(alice, bob);
        long ikeSpi = alice.engine.snapshots().get(0).localSpi();
        alice.step(
                what == Rekeyed.IKE_SA
                        ? new IkeInput.RekeyIkeSa(ikeSpi)
                        : new IkeInput.RekeyChildSa(
                                ikeSpi, alice.installed.get(0).inboundSpi()));
    }
}
