package io.flexike.flexvpn.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PostquantumKeys;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyringTest {
    private static final InetAddress SOMEWHERE = IpPrefix.parseAddress("203.0.113.9");

    private final Keyring keyring = Keyring.named("partners")
            .peer("rest", peer -> peer.anyPeer().preSharedKey("rest"))
            .peer("net", peer -> peer.address("203.0.113.0/24").preSharedKey("net"))
            .peer("host", peer -> peer.address("203.0.113.9").preSharedKey("host"))
            .peer("domain", peer -> peer.fqdnSuffix("example").preSharedKey("domain"))
            .peer("subdomain", peer -> peer.fqdnSuffix("east.example").preSharedKey("subdomain"))
            .peer("hub", peer -> peer.hostname("Hub.example").preSharedKey("hub"))
            .peer(
                    "one",
                    peer -> peer.identity(Identity.fqdn("one.east.example"))
                            .localPreSharedKey("one-local".toCharArray())
                            .remotePreSharedKey("one-remote".toCharArray()))
            .build();

    @Test
    void the_most_specific_block_wins_whatever_the_order() {
        assertThat(remote("one.east.example", SOMEWHERE)).contains(SecretBytes.ofUtf8("one-remote"));
        assertThat(remote("two.east.example", SOMEWHERE)).contains(SecretBytes.ofUtf8("subdomain"));
        assertThat(remote("two.example", SOMEWHERE)).contains(SecretBytes.ofUtf8("domain"));
        assertThat(remote("else.test", SOMEWHERE)).contains(SecretBytes.ofUtf8("host"));
        assertThat(remote("else.test", IpPrefix.parseAddress("203.0.113.10"))).contains(SecretBytes.ofUtf8("net"));
        assertThat(remote("else.test", IpPrefix.parseAddress("2001:db8::1"))).contains(SecretBytes.ofUtf8("rest"));
    }

    @Test
    void post_quantum_keys_are_those_of_the_most_specific_block_that_has_some() {
        SecretBytes key = SecretBytes.ofUtf8("q");
        Keyring ring = Keyring.named("partners")
                .peer("rest", peer -> peer.anyPeer().ppk("rest", key))
                .peer(
                        "domain",
                        peer -> peer.fqdnSuffix("example").ppk("domain", key).ppk("more", key))
                .peer("one", peer -> peer.identity(Identity.fqdn("one.example")).preSharedKey("one"))
                .peer(
                        "two",
                        peer -> peer.identity(Identity.fqdn("two.example"))
                                .ppk("two", key)
                                .requirePpk())
                .build();
        PostquantumKeys ppks = ring.ppks(Optional.empty());
        assertThat(ids(ppks.of(Optional.of(Identity.fqdn("one.example").toWire()), SOMEWHERE)))
                .containsExactly(PpkId.fixed("domain"), PpkId.fixed("more"));
        PeerPpks ofTwo = ppks.of(Optional.of(Identity.fqdn("two.example").toWire()), SOMEWHERE);
        assertThat(ids(ofTwo)).containsExactly(PpkId.fixed("two"));
        assertThat(ofTwo.areRequired()).isTrue();
        assertThat(ids(ppks.of(Optional.empty(), SOMEWHERE))).containsExactly(PpkId.fixed("rest"));
        assertThat(ppks.isEmpty()).isFalse();
    }

    @Test
    void post_quantum_keys_of_all_peers_are_found_by_their_identity() {
        SecretBytes ours = SecretBytes.ofUtf8("ours");
        SecretBytes theirs = SecretBytes.ofUtf8("theirs");
        PostquantumKeys ppks = Keyring.named("partners")
                .peer("one", peer -> peer.fqdnSuffix("one.example").ppk("shared", ours))
                .peer(
                        "two",
                        peer -> peer.fqdnSuffix("two.example")
                                .ppk("shared", "ours".toCharArray())
                                .ppk("own", theirs))
                .peer("three", peer -> peer.fqdnSuffix("three.example").ppk("shared", theirs))
                .build()
                .ppks(Optional.empty());
        PpkId shared = PpkId.fixed("shared");
        assertThat(ppks.withId(shared)).containsExactly(new Ppk(shared, ours), new Ppk(shared, theirs));
        assertThat(ppks.withId(PpkId.fixed("own"))).containsExactly(new Ppk(PpkId.fixed("own"), theirs));
        assertThat(ppks.withId(PpkId.fixed("nobody's"))).isEmpty();
    }

    @Test
    void a_keyring_without_post_quantum_keys_has_none_for_anyone() {
        assertThat(keyring.ppks(Optional.empty()).isEmpty()).isTrue();
    }

    /** The engine asks both for strangers. */
    @Test
    void post_quantum_keys_are_gathered_once_and_not_for_every_question() {
        Keyring.Builder many = Keyring.named("many");
        SecretBytes key = SecretBytes.ofUtf8("q");
        for (int i = 0; i < 10_000; i++) {
            String id = "peer-" + i;
            many.peer(id, peer -> peer.identity(Identity.keyId(id)).ppk(id, key));
        }
        PostquantumKeys ppks = many.build().ppks(Optional.empty());
        assertThat(ppks.withId(PpkId.fixed("peer-7")))
                .as("made once")
                .hasSize(1)
                .isSameAs(ppks.withId(PpkId.fixed("peer-7")));
    }

    private static List<PpkId> ids(PeerPpks ppks) {
        return ppks.keys().stream().map(Ppk::id).toList();
    }

    @Test
    void the_two_directions_may_have_different_keys() {
        Optional<SecretBytes> own = keyring.localKeys(Optional.empty())
                .keyFor(Optional.of(Identity.fqdn("ONE.east.example").toWire()), SOMEWHERE);

        assertThat(own).contains(SecretBytes.ofUtf8("one-local"));
    }

    @Test
    void a_dialled_host_name_goes_before_the_address_and_behind_the_identity() {
        assertThat(keyring.localKeys(Optional.of("hub.EXAMPLE")).keyFor(Optional.empty(), SOMEWHERE))
                .contains(SecretBytes.ofUtf8("hub"));
        assertThat(keyring.localKeys(Optional.of("hub.example"))
                        .keyFor(Optional.of(Identity.fqdn("one.east.example").toWire()), SOMEWHERE))
                .contains(SecretBytes.ofUtf8("one-local"));
        assertThat(keyring.localKeys(Optional.of("other.example")).keyFor(Optional.empty(), SOMEWHERE))
                .contains(SecretBytes.ofUtf8("host"));
    }

    @Test
    void a_block_without_a_key_of_the_direction_is_passed_over() {
        Keyring oneWay = Keyring.named("one-way")
                .peer("net", peer -> peer.address("203.0.113.0/24").preSharedKey("both"))
                .peer("host", peer -> peer.address("203.0.113.9").remotePreSharedKey("remote".toCharArray()))
                .build();

        assertThat(oneWay.localKeys(Optional.empty()).keyFor(Optional.empty(), SOMEWHERE))
                .contains(SecretBytes.ofUtf8("both"));
        assertThat(oneWay.remoteKeys(Optional.empty()).keyFor(Optional.empty(), SOMEWHERE))
                .contains(SecretBytes.ofUtf8("remote"));
    }

    @Test
    void a_peer_that_no_block_describes_has_no_key() {
        Keyring narrow = Keyring.named("narrow")
                .peer(
                        "one",
                        peer -> peer.identity(Identity.email("ana@example")).preSharedKey("x"))
                .build();

        assertThat(narrow.remoteKeys(Optional.empty())
                        .keyFor(Optional.of(Identity.email("bob@example").toWire()), SOMEWHERE))
                .isEmpty();
        assertThat(narrow.remoteKeys(Optional.empty()).keyFor(Optional.empty(), SOMEWHERE))
                .isEmpty();
    }

    @Test
    void the_characters_of_a_key_are_wiped_and_its_octets_are_utf_8() {
        char[] key = "schlüssel".toCharArray();
        Keyring umlaut = Keyring.named("k")
                .peer("p", peer -> peer.anyPeer().preSharedKey(key))
                .build();

        assertThat(key).containsOnly('\0');
        assertThat(umlaut.localKeys(Optional.empty()).keyFor(Optional.empty(), SOMEWHERE))
                .contains(SecretBytes.ofUtf8("schlüssel"));
    }

    @Test
    void nothing_prints_a_key() {
        assertThat(keyring.toString() + keyring.peers()).doesNotContain("one-local");
    }

    private Optional<SecretBytes> remote(String fqdn, InetAddress address) {
        return keyring.remoteKeys(Optional.empty())
                .keyFor(Optional.of(Identity.fqdn(fqdn).toWire()), address);
    }
}
