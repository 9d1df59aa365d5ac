package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.FragmentNumbers;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.TcpEncapsulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentationScenarioTest {
    /** IPv4 and UDP headers and the non-ESP marker. */
    private static final int AROUND = 32;

    private static final ConfigurationAttribute LONG =
            new ConfigurationAttribute(new ConfigurationAttributeType(20_000), new byte[2_000]);

    private final Peers peers = new Peers();
    private final PeerProfile toBob = Peers.alice().request(LONG).build();
    private Peers.End alice = end(1, 576);
    private Peers.End bob = end(2, 576, Peers.bob().build());

    private Peers.End end(long seed, int fragmentOctets, PeerProfile... profiles) {
        ProtocolOptions options = ProtocolOptions.DEFAULT.withFragmentOctets(fragmentOctets);
        return peers.new End(Peers.settings(seed, profiles).with(options));
    }

    private void init() {
        alice.step(Peers.initiate(toBob));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
    }

    private static List<FragmentNumbers> numbers(Peers.End end) {
        return end.sent.stream()
                .map(datagram -> FragmentNumbers.of(datagram.octets()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean isUp(Peers.End end) {
        return end.engine.snapshots().stream().anyMatch(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED);
    }

    private void grantMuch() {
        PeerProfile profile = Peers.bob().build();
        bob.authorizer = request -> Optional.of(
                new Authorization.Granted(List.of(LONG), profile.localSelectors(), profile.remoteSelectors()));
    }

    @ParameterizedTest
    @CsvSource({"0,576", "576,0"})
    void without_the_word_of_both_ends_nothing_is_fragmented(int ofAlice, int ofBob) throws Exception {
        alice = end(1, ofAlice);
        bob = end(2, ofBob, Peers.bob().build());
        alice.step(Peers.initiate(toBob));
        assertThat(announces(alice)).isEqualTo(ofAlice > 0);
        alice.deliverTo(bob);
        assertThat(announces(bob)).isFalse();
        bob.deliverTo(alice);
        assertThat(alice.sent).hasSize(1);
        assertThat(alice.sent.getFirst().octets()).hasSizeGreaterThan(2_000);
        Peers.settle(alice, bob);
        assertThat(isUp(alice) && isUp(bob)).isTrue();
    }

    private static boolean announces(Peers.End end) throws Exception {
        return IkeMessage.decode(ByteBuffer.wrap(end.sent.getFirst().octets()))
                .notification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED)
                .isPresent();
    }

    @Test
    void both_ends_send_what_is_long_in_fragments_of_the_size_that_was_set() {
        grantMuch();
        init();
        // HDR, SKF(1/5) {IDi, ...}, ..., HDR, SKF(5/5)  -->
        assertThat(numbers(alice)).hasSizeGreaterThan(4);
        assertThat(alice.sent).allMatch(datagram -> datagram.octets().length + AROUND <= 576);
        assertThat(alice.sent.getFirst().octets().length + AROUND).isEqualTo(576);
        List<IkeOutput.Transmit> request = new ArrayList<>(alice.sent);
        while (!alice.sent.isEmpty()) {
            alice.deliverTo(bob);
        }
        // <--  HDR, SKF(1/5) {IDr, ...}, ...
        assertThat(numbers(bob)).hasSizeGreaterThan(4);
        assertThat(bob.sent).allMatch(datagram -> datagram.octets().length + AROUND <= 576);
        Peers.settle(alice, bob);
        assertThat(isUp(alice) && isUp(bob)).isTrue();
        assertThat(alice.events(IkeEvent.MessageTraced.class))
                .anyMatch(traced -> traced.sent()
                        && traced.datagrams() == request.size()
                        && traced.header().exchange().equals(ExchangeType.IKE_AUTH));
        assertThat(bob.events(IkeEvent.MessageTraced.class))
                .anyMatch(traced -> !traced.sent() && traced.datagrams() == request.size());
    }

    @Test
    void over_tcp_fragments_are_agreed_upon_and_not_sent() {
        Path tcp = Path.tcp(Peers.A4500, Peers.B4500);
        alice = peers.new End(Peers.settings(1)
                .with(ProtocolOptions.DEFAULT.withFragmentOctets(576).withTcp(TcpEncapsulation.ALWAYS)));
        grantMuch();
        alice.step(new IkeInput.Initiate(1, toBob, tcp, tcp, Optional.of(tcp)));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        assertThat(alice.sent).hasSize(1);
        alice.deliverTo(bob);
        assertThat(bob.sent).hasSize(1);
        assertThat(bob.sent.getFirst().octets()).hasSizeGreaterThan(2_000);
        bob.deliverTo(alice);
        assertThat(isUp(alice) && isUp(bob)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void fragments_may_arrive_in_any_order_and_twice(long seed) {
        grantMuch();
        init();
        for (int i = 0; i < 2; i++) {
            Peers.End from = i == 0 ? alice : bob;
            List<IkeOutput.Transmit> fragments = new ArrayList<>(from.sent);
            assertThat(fragments).hasSizeGreaterThan(4);
            fragments.addAll(List.copyOf(fragments));
            from.sent.clear();
            Collections.shuffle(fragments, new java.util.Random(seed));
            fragments.forEach((from == alice ? bob : alice)::receive);
        }
        assertThat(isUp(alice) && isUp(bob)).isTrue();
        assertThat(alice.only(IkeEvent.IkeSaEstablished.class)).isNotNull();
    }

    @Test
    void a_lost_fragment_comes_with_the_retransmission_of_all() {
        init();
        IkeOutput.Transmit lost = alice.sent.remove();
        List<IkeOutput.Transmit> others = new ArrayList<>(alice.sent);
        while (!alice.sent.isEmpty()) {
            alice.deliverTo(bob);
        }
        assertThat(bob.sent).isEmpty();
        alice.waitForDeadline();
        assertThat(alice.sent.getFirst().octets()).isEqualTo(lost.octets());
        assertThat(alice.sent.stream().skip(1).map(IkeOutput.Transmit::octets))
                .containsExactlyElementsOf(
                        others.stream().map(IkeOutput.Transmit::octets).toList());
        alice.deliverTo(bob);
        assertThat(bob.sent).hasSize(1);
    }

    @Test
    void a_response_is_repeated_only_for_the_first_fragment_of_its_request() {
        grantMuch();
        init();
        List<IkeOutput.Transmit> request = new ArrayList<>(alice.sent);
        // The first one arrives last.
        Collections.rotate(request, -1);
        request.forEach(bob::receive);
        List<byte[]> response =
                bob.sent.stream().map(IkeOutput.Transmit::octets).toList();
        bob.sent.clear();
        for (IkeOutput.Transmit other : request.subList(0, request.size() - 1)) {
            bob.receive(other);
            assertThat(bob.sent).isEmpty();
        }
        bob.receive(request.get(request.size() - 1));
        assertThat(bob.sent.stream().map(IkeOutput.Transmit::octets)).containsExactlyElementsOf(response);
    }

    @Test
    void after_three_transmissions_without_response_a_request_goes_on_in_the_smallest_fragments() {
        alice = end(1, 1500);
        bob = end(2, 1500, Peers.bob().build());
        grantMuch();
        init();
        int large = alice.sent.size();
        assertThat(large).isEqualTo(2);
        Instant first = peers.now;
        alice.waitForDeadline();
        alice.waitForDeadline();
        assertThat(alice.sent).hasSize(3 * large);
        // A fragment of the first size arrives, so that the assembly has begun.
        alice.deliverTo(bob);
        alice.sent.clear();
        alice.waitForDeadline();
        assertThat(Duration.between(first, peers.now)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(numbers(alice)).hasSizeGreaterThan(4).allMatch(each -> each.total() == alice.sent.size());
        assertThat(alice.sent).allMatch(datagram -> datagram.octets().length + AROUND <= 576);
        List<IkeOutput.Transmit> small = new ArrayList<>(alice.sent);
        // RFC 7383 2.5.2: the timers start over.
        Instant probe = peers.now;
        alice.sent.clear();
        alice.waitForDeadline();
        assertThat(Duration.between(probe, peers.now)).isEqualTo(Duration.ofMillis(500));
        assertThat(alice.sent.stream().map(IkeOutput.Transmit::octets))
                .containsExactlyElementsOf(
                        small.stream().map(IkeOutput.Transmit::octets).toList());
        while (!alice.sent.isEmpty()) {
            alice.deliverTo(bob);
        }
        // RFC 7383 2.5.1: the response keeps to what has passed.
        assertThat(bob.sent).hasSizeGreaterThan(4).allMatch(datagram -> datagram.octets().length + AROUND <= 576);
        Peers.settle(alice, bob);
        assertThat(isUp(alice) && isUp(bob)).isTrue();
    }

    @Test
    void the_response_to_a_whole_request_is_repeated_for_the_first_of_its_fragments() {
        alice = end(1, 3_000);
        bob = end(2, 3_000, Peers.bob().build());
        init();
        assertThat(alice.sent).hasSize(1);
        alice.deliverTo(bob);
        // HDR, SK {IDr, AUTH, ...} gets lost.
        byte[] response = bob.sent.remove().octets();
        alice.waitForDeadline();
        alice.waitForDeadline();
        alice.sent.clear();
        alice.waitForDeadline();
        assertThat(numbers(alice)).hasSizeGreaterThan(3);
        alice.deliverTo(bob);
        assertThat(bob.sent).hasSize(1);
        assertThat(bob.sent.getFirst().octets()).isEqualTo(response);
        while (!alice.sent.isEmpty()) {
            alice.deliverTo(bob);
        }
        assertThat(bob.sent).hasSize(1);
        bob.deliverTo(alice);
        assertThat(isUp(alice)).isTrue();
    }

    @Test
    void a_forged_first_fragment_asks_in_vain_for_the_response() {
        init();
        List<IkeOutput.Transmit> request = new ArrayList<>(alice.sent);
        request.forEach(bob::receive);
        bob.sent.clear();
        byte[] forged = request.get(0).octets().clone();
        forged[forged.length - 1] ^= 1;
        bob.receive(new IkeOutput.Transmit(request.get(0).path(), forged));
        assertThat(bob.sent).isEmpty();
    }

    @Test
    void forged_fragments_take_no_place() {
        init();
        for (IkeOutput.Transmit fragment : List.copyOf(alice.sent)) {
            byte[] forged = fragment.octets().clone();
            forged[forged.length / 2] ^= 1;
            bob.receive(new IkeOutput.Transmit(fragment.path(), forged));
            byte[] otherTotal = fragment.octets().clone();
            otherTotal[35]++;
            bob.receive(new IkeOutput.Transmit(fragment.path(), otherTotal));
        }
        Peers.settle(alice, bob);
        assertThat(isUp(alice) && isUp(bob)).isTrue();
    }

    @Test
    void an_incomplete_request_is_forgotten_with_its_half_open_ike_sa() {
        init();
        alice.deliverTo(bob);
        alice.sent.clear();
        bob.waitForDeadline();
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.HALF_OPEN_TIMEOUT);
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.deadline).isEqualTo(Instant.MAX);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void create_child_sa_with_many_proposals_goes_in_fragments_also_in_a_rekeyed_ike_sa(boolean byInitiator) {
        Proposal[] many = Collections.nCopies(40, DefaultProposals.esp().get(1)).toArray(Proposal[]::new);
        bob = end(2, 576, Peers.bob().esp(many).build());
        alice.step(Peers.initiate(Peers.alice().esp(many).build()));
        Peers.settle(alice, bob);
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        for (int i = 0; i < 2; i++) {
            IkeSaSnapshot sa = one.engine.snapshots().get(0);
            one.step(new IkeInput.RekeyChildSa(
                    sa.localSpi(), sa.children().get(0).inboundSpi()));
            assertThat(numbers(one)).hasSizeGreaterThan(2);
            Peers.settle(one, other);
            assertThat(one.events(IkeEvent.ChildSaRekeyed.class)).hasSize(i + 1);
            one.step(new IkeInput.RekeyIkeSa(sa.localSpi()));
            Peers.settle(one, other);
            assertThat(other.events(IkeEvent.IkeSaRekeyed.class)).hasSize(i + 1);
        }
    }
}
