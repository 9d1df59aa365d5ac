package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Rejection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for Child SAs that a resource has to itself, and refusals of them (RFC 9611 4, 5.2). */
class ResourceRequestScenarioTest {
    private static final int MOST_TRIES = 10;
    private static final Proposal IN_SERIES = Proposal.esp()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .additionalKeyExchange(1, KeyExchangeMethod.ECP_256)
            .build();

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1).withTracing(true, true));

    /** They are up, and Alice's first request for a resource of hers waits to be delivered. */
    private Peers.End connect(EngineLimits limits, int ofAlice, int ofBob, Proposal... esp) {
        Peers.Draft toAlice = Peers.bob().policy(ChildSaPolicy.DEFAULT.withResources(ofBob));
        Peers.Draft toBob = Peers.alice().policy(ChildSaPolicy.DEFAULT.withResources(ofAlice));
        if (esp.length > 0) {
            toAlice.esp(esp);
            toBob.esp(esp);
        }
        Peers.End bob = peers.new End(Peers.settings(2, toAlice.build()).with(limits));
        alice.step(Peers.initiate(toBob.build()));
        while (alice.installed.isEmpty()) {
            alice.deliverTo(bob);
            bob.deliverTo(alice);
        }
        return bob;
    }

    private static List<ChildSaSnapshot> children(Peers.End end) {
        return end.engine.snapshots().get(0).children();
    }

    private static List<OptionalInt> resources(Peers.End end) {
        return children(end).stream().map(ChildSaSnapshot::resource).toList();
    }

    private static int messageId(IkeOutput.Transmit datagram) {
        try {
            return IkeHeader.peek(ByteBuffer.wrap(datagram.octets())).messageId();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Optional<NotifyType> error(IkeOutput.Transmit response) {
        return ProtectedForgery.of(alice, response).payloads().stream()
                .filter(NotifyPayload.class::isInstance)
                .map(payload -> ((NotifyPayload) payload).notifyType())
                .filter(NotifyType::isError)
                .findFirst();
    }

    @Test
    void those_whose_key_exchanges_are_not_done_count_as_well() {
        // HDR, SK {SA, Ni, KEi(0), N(SA_RESOURCE_INFO), TSi, TSr}  -->
        //                          <--  HDR, SK {SA, Nr, KEr(0), N(SA_RESOURCE_INFO), TSi, TSr,
        // N(ADDITIONAL_KEY_EXCHANGE)}
        // the same once more, without IKE_FOLLOWUP_KE between; and once more
        Peers.End bob = connect(EngineLimits.DEFAULT, 4, 1, IN_SERIES);
        ProtectedForgery request = ProtectedForgery.of(alice);
        int id = messageId(request.original());
        bob.receive(request.original());
        IkeOutput.Transmit first = bob.sent.remove();
        assertThat(error(first)).isEmpty();
        bob.receive(request.messageId(id + 1));
        assertThat(error(bob.sent.remove())).isEmpty();
        bob.receive(request.messageId(id + 2));
        //                          <--  HDR, SK {N(TS_MAX_QUEUE)}
        assertThat(error(bob.sent.remove())).contains(NotifyType.TS_MAX_QUEUE);
        assertThat(resources(bob)).containsExactly(OptionalInt.empty());

        // HDR, SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)}  -->       <--  HDR, SK {KEr(1)}
        alice.receive(first);
        bob.receive(ProtectedForgery.of(alice).messageId(id + 3));
        bob.sent.clear();
        assertThat(resources(bob)).containsExactly(OptionalInt.empty(), OptionalInt.of(0));

        // the second is forgotten, which makes room for one more
        peers.now = peers.now.plusSeconds(30);
        bob.step(new IkeInput.DeadlineReached());
        bob.sent.clear();
        bob.receive(request.messageId(id + 4));
        assertThat(error(bob.sent.remove())).isEmpty();
        bob.receive(request.messageId(id + 5));
        assertThat(error(bob.sent.remove())).contains(NotifyType.TS_MAX_QUEUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void both_ends_may_ask_at_once(int resources) {
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->  <--  HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}
        Peers.End bob = connect(EngineLimits.DEFAULT, resources, resources);
        peers.now = peers.now.plusSeconds(10);
        bob.step(new IkeInput.DeadlineReached());
        assertThat(bob.sent).hasSize(1);
        Peers.settle(alice, bob);

        for (Peers.End end : List.of(alice, bob)) {
            assertThat(end.events(IkeEvent.ChildSaRefused.class)).isEmpty();
            assertThat(resources(end))
                    .contains(OptionalInt.empty())
                    .containsAll(IntStream.range(0, resources)
                            .mapToObj(OptionalInt::of)
                            .toList())
                    .hasSizeLessThanOrEqualTo(1 + resources + 1);
        }
    }

    @Test
    void a_peer_without_room_is_not_asked_again_and_the_application_is_told() {
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->      <--  HDR, SK {N(NO_ADDITIONAL_SAS)}
        Peers.End bob = connect(EngineLimits.DEFAULT.withMaxChildSas(2), 3, 3);
        Peers.settle(alice, bob);

        assertThat(resources(alice)).containsExactly(OptionalInt.empty(), OptionalInt.of(0));
        assertRefused(NotifyType.NO_ADDITIONAL_SAS);
    }

    private void assertRefused(NotifyType type) {
        IkeEvent.ChildSaRefused refused = alice.only(IkeEvent.ChildSaRefused.class);
        assertThat(refused.ikeSpi()).isEqualTo(alice.engine.snapshots().get(0).localSpi());
        assertThat(refused.flow()).hasValueSatisfying(flow -> {
            assertThat(flow.local()).isEqualTo(children(alice).get(0).local());
            assertThat(flow.remote()).isEqualTo(children(alice).get(0).remote());
        });
        assertThat(refused.reason().rejection())
                .hasValueSatisfying(rejection -> assertThat(rejection)
                        .isInstanceOfSatisfying(
                                Rejection.ByPeer.class,
                                byPeer -> assertThat(byPeer.told()).isEqualTo(type)));
    }

    /** Alice's request is answered with nothing but that error. */
    private void refuse(IkeOutput.Transmit anyResponse, NotifyType type) {
        List<Payload> error = List.of(NotifyPayload.of(type));
        int id = messageId(alice.sent.remove());
        IkeOutput.Transmit response = ProtectedForgery.of(alice, anyResponse).payloads(error);
        response = ProtectedForgery.of(alice, response).exchange(ExchangeType.CREATE_CHILD_SA);
        alice.receive(ProtectedForgery.of(alice, response).messageId(id));
    }

    private IkeOutput.Transmit responseOf(Peers.End bob) {
        bob.receive(alice.sent.element());
        return bob.sent.remove();
    }

    static Stream<NotifyType> lasting() {
        return Stream.of(NotifyType.NO_ADDITIONAL_SAS, NotifyType.NO_PROPOSAL_CHOSEN, NotifyType.TS_UNACCEPTABLE);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void a_refusal_is_told_and_final(NotifyType type) {
        Peers.End bob = connect(EngineLimits.DEFAULT, 3, 3);

        refuse(responseOf(bob), type);

        assertRefused(type);
        assertThat(alice.sent).isEmpty();
        // not even after the peer has asked for what it misses itself
        peers.now = peers.now.plusSeconds(10);
        bob.step(new IkeInput.DeadlineReached());
        Peers.settle(alice, bob);
        assertThat(children(alice)).hasSizeGreaterThan(1);
        peers.now = peers.now.plusSeconds(10);
        alice.step(new IkeInput.DeadlineReached());
        assertThat(alice.events(IkeEvent.MessageTraced.class).stream()
                        .filter(message -> message.sent()
                                && !message.header().response()
                                && message.header().exchange().equals(ExchangeType.CREATE_CHILD_SA)))
                .hasSize(1);
    }

    @Test
    void that_the_peer_has_enough_is_final_but_no_fault() {
        IkeOutput.Transmit response = responseOf(connect(EngineLimits.DEFAULT, 3, 3));

        refuse(response, NotifyType.TS_MAX_QUEUE);

        assertThat(alice.events(IkeEvent.ChildSaRefused.class)).isEmpty();
        assertThat(alice.sent).isEmpty();
    }

    @Test
    void a_peer_that_cannot_now_is_asked_later_and_not_for_ever() {
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->      <--  HDR, SK {N(TEMPORARY_FAILURE)}
        IkeOutput.Transmit response = responseOf(connect(EngineLimits.DEFAULT, 3, 3));
        for (int tries = 1; tries < MOST_TRIES; tries++) {
            refuse(response, NotifyType.TEMPORARY_FAILURE);
            assertThat(alice.sent).isEmpty();
            assertThat(alice.events(IkeEvent.ChildSaRefused.class)).isEmpty();
            alice.waitForDeadline();
            assertThat(alice.sent).hasSize(1);
        }
        refuse(response, NotifyType.TEMPORARY_FAILURE);

        assertRefused(NotifyType.TEMPORARY_FAILURE);
        assertThat(alice.sent).isEmpty();
    }
}
