package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which profile a responder takes: by the local address, by the peer's identity, and by what holds now. */
class ResponderProfilesScenarioTest {
    private static final InetAddress HERE = Peers.B500.getAddress();
    private static final InetAddress ELSEWHERE = new InetSocketAddress("203.0.113.1", 0).getAddress();
    private static final Proposal MODP = Proposal.ike()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .prf(PrfAlgorithm.HMAC_SHA2_256)
            .keyExchange(KeyExchangeMethod.MODP_2048)
            .build();

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));

    private static PeerProfile bob(String name) {
        return Peers.bob().peer(name, Peers.ALICE).build();
    }

    private Peers.End responder(PeerProfile... profiles) {
        return peers.new End(Peers.settings(2, profiles));
    }

    private void connect(Peers.End bob) {
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
    }

    private static List<String> profilesOf(Peers.End end) {
        return end.engine.snapshots().stream().map(sa -> sa.profileName()).toList();
    }

    @Test
    void a_profile_of_another_local_address_is_passed_over() {
        Peers.End bob =
                responder(bob("elsewhere").at(Set.of(ELSEWHERE)), bob("here").at(Set.of(ELSEWHERE, HERE)));
        connect(bob);
        assertThat(profilesOf(bob)).containsExactly("here");
    }

    @Test
    void the_first_profile_in_order_wins_with_and_without_local_addresses() {
        Peers.End bob = responder(bob("anywhere"), bob("here").at(Set.of(HERE)));
        connect(bob);
        assertThat(profilesOf(bob)).containsExactly("anywhere");
    }

    @Test
    void nobody_is_let_in_where_no_profile_holds() {
        Peers.End bob = responder(bob("elsewhere").at(Set.of(ELSEWHERE)));
        alice.step(Peers.initiate(Peers.alice().build()));
        alice.deliverTo(bob);
        assertThat(bob.sent).isEmpty();
        assertThat(bob.only(IkeEvent.DatagramRefused.class).reason()).contains("no profile");
    }

    @Test
    void proposals_of_another_local_address_do_not_count() {
        PeerProfile modp = Peers.bob().peer("here", Peers.ALICE).ike(MODP).build();
        Peers.End bob = responder(bob("elsewhere").at(Set.of(ELSEWHERE)), modp.at(Set.of(HERE)));
        connect(bob);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.NO_PROPOSAL_CHOSEN);
    }

    /** IKE_AUTH comes to another address of ours, for which another profile would have to hold. */
    @Test
    void the_local_address_of_ike_auth_counts_as_well() {
        Peers.End bob = responder(bob("here").at(Set.of(HERE)));
        alice.step(Peers.initiate(Peers.alice().build()));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        IkeOutput.Transmit auth = alice.sent.remove();
        Path path = auth.path();
        bob.receive(new IkeOutput.Transmit(
                new Path(
                        path.local(),
                        new InetSocketAddress(ELSEWHERE, path.remote().getPort()),
                        path.natTraversal()),
                auth.octets()));
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }

    @Test
    void several_profiles_may_have_one_name_and_the_one_that_matches_is_used() {
        PeerProfile ofBob = Peers.bob().peer("spokes", Peers.BOB).build();
        Peers.End bob = responder(ofBob, bob("spokes"), bob("spokes").at(Set.of(HERE)));
        connect(bob);
        assertThat(profilesOf(bob)).containsExactly("spokes");
        assertThat(alice.installed).hasSize(1);
    }

    @Test
    void the_key_is_looked_up_by_identity_and_outer_address() {
        List<String> asked = new ArrayList<>();
        AuthenticationMethod keys = new AuthenticationMethod.PreSharedKey((remote, address) -> {
            asked.add(remote.orElseThrow() + " at " + address.getHostAddress());
            return Optional.of(SecretBytes.ofUtf8("a shared secret"));
        });
        Peers.End bob = responder(Peers.bob().local(keys).remote(keys).build());
        connect(bob);
        assertThat(asked).isNotEmpty().allMatch(each -> each.equals(Peers.ALICE.toWire() + " at 192.0.2.1"));
        assertThat(alice.installed).hasSize(1);
    }

    @Test
    void new_handshakes_take_the_profiles_of_now() {
        Peers.End bob = responder();
        bob.authorizer = Peers.grant(bob("old"));
        bob.step(new IkeInput.UseProfiles(List.of(bob("new"))));
        connect(bob);
        assertThat(profilesOf(bob)).containsExactly("new");
    }

    @Test
    void a_live_ike_sa_keeps_its_profile_when_it_is_rekeyed() {
        Peers.End bob = responder(bob("old"));
        connect(bob);
        long before = bob.engine.snapshots().get(0).localSpi();
        bob.step(new IkeInput.UseProfiles(List.of()));
        alice.step(new IkeInput.RekeyIkeSa(alice.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        alice.step(new IkeInput.RekeyChildSa(
                alice.engine.snapshots().get(0).localSpi(),
                alice.installed.get(0).inboundSpi()));
        Peers.settle(alice, bob);
        assertThat(bob.engine.snapshots().get(0).localSpi()).isNotEqualTo(before);
        assertThat(profilesOf(bob)).containsExactly("old");
        assertThat(bob.installed).hasSize(2);
    }

    /** IKE_SA_INIT with the one list, IKE_AUTH with the other. */
    private void connectDuringChange(Peers.End bob, PeerProfile... later) {
        alice.step(Peers.initiate(Peers.alice().build()));
        alice.deliverTo(bob);
        bob.step(new IkeInput.UseProfiles(List.of(later)));
        Peers.settle(alice, bob);
    }

    private void assertRefused(Peers.End bob) {
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.installed).isEmpty();
    }

    @Test
    void a_handshake_does_not_end_with_a_profile_that_was_withdrawn_meanwhile() {
        Peers.End bob = responder(bob("old"));
        connectDuringChange(bob);
        assertRefused(bob);
    }

    @Test
    void a_handshake_does_not_end_with_a_key_that_was_changed_meanwhile() {
        Peers.End bob = responder(bob("spokes"));
        connectDuringChange(
                bob,
                Peers.bob().peer("spokes", Peers.ALICE).key("another secret").build());
        assertRefused(bob);
    }

    @Test
    void a_handshake_ends_with_a_profile_that_is_still_there() {
        Peers.End bob = responder(bob("withdrawn"), bob("kept"));
        bob.authorizer = Peers.grant(bob("kept"));
        connectDuringChange(bob, bob("new"), bob("kept"));
        assertThat(profilesOf(bob)).containsExactly("kept");
        assertThat(alice.installed).hasSize(1);
    }

    @Test
    void a_late_authorization_does_not_let_in_with_a_profile_that_was_withdrawn_meanwhile() {
        Peers.End bob = responder(bob("old"));
        bob.authorizer = request -> Optional.empty();
        connect(bob);
        bob.step(new IkeInput.UseProfiles(List.of()));
        bob.step(new IkeInput.Authorize(bob.lastQuestion, new Authorization.Granted(List.of(), List.of())));
        Peers.settle(alice, bob);
        assertRefused(bob);
    }

    @Test
    void nobody_is_let_in_when_no_profile_is_left() {
        Peers.End bob = responder(bob("old"));
        bob.step(new IkeInput.UseProfiles(List.of()));
        alice.step(Peers.initiate(Peers.alice().build()));
        alice.deliverTo(bob);
        assertThat(bob.sent).isEmpty();
        assertThat(bob.engine.snapshots()).isEmpty();
    }
}
