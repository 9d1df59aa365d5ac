package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** More IKE SAs than one engine keeps ciphers of, which are made anew for those that were quiet. */
class ManyIkeSasScenarioTest {
    private static final int MANY = RecentCiphers.MOST + 20;

    private static final Proposal GCM = Proposal.ike()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .prf(PrfAlgorithm.HMAC_SHA2_256)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .build();

    private final Peers peers = new Peers();
    private final PeerProfile toBob =
            Peers.alice().ike(GCM).policy(keepingAll()).build();
    private final PeerProfile toAlice =
            Peers.bob().ike(GCM).policy(keepingAll()).build();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private final Peers.End bob = peers.new End(Peers.settings(2, toAlice));
    private final Set<Sealed> seen = new HashSet<>();

    /** The IV is the nonce but for the salt, which belongs to the key. */
    private record Sealed(long spiI, long spiR, boolean fromInitiator, long iv) {}

    private static IkeSaPolicy keepingAll() {
        return IkeSaPolicy.DEFAULT.withUniqueness(IkeSaPolicy.Uniqueness.KEEP);
    }

    private void bringUp() throws Exception {
        for (int i = 0; i < MANY; i++) {
            alice.step(Peers.initiate(toBob));
            settle();
        }
    }

    /** RFC 5282 4: with AES-GCM one nonce that comes twice under one key gives everything away. */
    @Test
    void no_nonce_comes_twice_though_ciphers_are_given_up_and_made_anew() throws Exception {
        bringUp();
        for (int round = 0; round < 3; round++) {
            for (IkeSaSnapshot sa : alice.engine.snapshots()) {
                alice.step(new IkeInput.CheckLiveness(sa.localSpi()));
                settle();
            }
        }
        assertThat(alice.engine.snapshots())
                .hasSize(MANY)
                .allMatch(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED);
        // IKE_AUTH and three probes of each, with their responses.
        assertThat(seen).hasSize(MANY * 8);
    }

    @Test
    void what_all_have_in_common_is_there_once() throws Exception {
        bringUp();
        List<IkeSaSnapshot> sas = bob.engine.snapshots();
        ChildSaSnapshot first = sas.get(0).children().get(0);
        assertThat(sas).allSatisfy(sa -> {
            assertThat(sa.suite().orElseThrow()).isSameAs(sas.get(0).suite().orElseThrow());
            ChildSaSnapshot child = sa.children().get(0);
            assertThat(child.suite()).isSameAs(first.suite());
            assertThat(child.local()).isSameAs(toAlice.localSelectors());
            assertThat(child.remote()).isSameAs(toAlice.remoteSelectors());
        });
        assertThat(alice.engine.snapshots()).allSatisfy(sa -> {
            ChildSaSnapshot child = sa.children().get(0);
            assertThat(child.local()).isSameAs(toBob.localSelectors());
            assertThat(child.remote()).isSameAs(toBob.remoteSelectors());
        });
    }

    private void settle() throws Exception {
        while (!alice.sent.isEmpty() || !bob.sent.isEmpty()) {
            Peers.End sender = alice.sent.isEmpty() ? bob : alice;
            look(sender.sent.element().octets());
            sender.deliverTo(sender == alice ? bob : alice);
        }
    }

    private void look(byte[] datagram) throws Exception {
        ByteBuffer octets = ByteBuffer.wrap(datagram);
        IkeHeader header = IkeHeader.decode(octets);
        if (!header.exchange().equals(ExchangeType.IKE_SA_INIT)) {
            octets.getInt();
            Sealed sealed =
                    new Sealed(header.initiatorSpi(), header.responderSpi(), header.fromInitiator(), octets.getLong());
            assertThat(seen.add(sealed)).as("first use of %s", sealed).isTrue();
        }
    }
}
