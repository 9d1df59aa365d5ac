package io.flexike.flexvpn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.PublicKeys;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TrustedPeersTest {
    private static PublicKey key(int rsaBits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(rsaBits == 0 ? "Ed25519" : "RSA");
        if (rsaBits > 0) {
            generator.initialize(rsaBits);
        }
        return generator.generateKeyPair().getPublic();
    }

    @Test
    void an_identity_has_its_keys_and_no_other_ones() throws Exception {
        PublicKey old = key(0);
        PublicKey young = key(0);
        PublicKey others = key(0);
        TrustedPeers peers = TrustedPeers.named("partners")
                .peer(Identity.fqdn("hq.example"), old)
                .peer(Identity.fqdn("other.example"), others)
                .peer(Identity.fqdn("hq.example"), young)
                .build();

        assertThat(peers.publicKeys().keysFor(Identity.fqdn("hq.example").toWire()))
                .containsExactly(VerificationKey.of(old), VerificationKey.of(young));
        assertThat(peers.publicKeys().keysFor(Identity.fqdn("OTHER.example").toWire()))
                .as("DNS names are the same in upper case")
                .containsExactly(VerificationKey.of(others));
        assertThat(peers.publicKeys()
                        .keysFor(Identity.email("hq.example@hq.example").toWire()))
                .isEmpty();
        assertThat(peers.publicKeys().keysFor(Identity.fqdn("third.example").toWire()))
                .isEmpty();
        assertThat(peers.identities()).containsExactly(Identity.fqdn("hq.example"), Identity.fqdn("other.example"));
    }

    @Test
    void the_case_of_a_domain_does_not_count_but_that_of_a_mailbox_does() throws Exception {
        PublicKey key = key(0);
        TrustedPeers peers = TrustedPeers.named("partners")
                .peer(Identity.email("Ana@HQ.example"), key)
                .build();
        assertThat(peers.publicKeys().keysFor(Identity.email("Ana@hq.EXAMPLE").toWire()))
                .containsExactly(VerificationKey.of(key));
        assertThat(peers.publicKeys().keysFor(Identity.email("ana@HQ.example").toWire()))
                .isEmpty();
    }

    /** Whoever gets as far as IKE_AUTH may claim any identity. A walk through all would take minutes here. */
    @Test
    @Timeout(20)
    void an_identity_without_a_key_costs_no_walk_through_all_peers() throws Exception {
        TrustedPeers.Builder builder = TrustedPeers.named("many");
        VerificationKey key = VerificationKey.of(key(0));
        for (int i = 0; i < 20_000; i++) {
            builder.peer(Identity.fqdn("peer-" + i + ".example"), key);
        }
        PublicKeys keys = builder.build().publicKeys();
        for (int i = 0; i < 20_000; i++) {
            assertThat(keys.keysFor(Identity.fqdn("stranger-" + i + ".example").toWire())
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void a_key_that_is_too_weak_is_refused_where_it_is_named() throws Exception {
        PublicKey weak = key(1024);
        TrustedPeers.Builder peers = TrustedPeers.named("partners");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peers.peer(Identity.fqdn("hq.example"), weak))
                .withMessageContaining("1024 bits");
    }
}
