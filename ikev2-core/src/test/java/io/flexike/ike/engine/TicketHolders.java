package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Alice, who keeps tickets, and Bob, who grants them (RFC 5723). */
abstract class TicketHolders {
    static final Duration HOUR = Duration.ofHours(1);
    static final Path PATH = new Path(Peers.A500, Peers.B500, false);
    private static final Path NAT_PATH = new Path(Peers.A4500, Peers.B4500, true);

    final Peers peers = new Peers();
    final TicketKeys keys = TicketKeys.generated(Peers.random(77));
    TicketIssuance issuance = TicketIssuance.byValue(keys, HOUR);
    Peers.End alice = asking(1);
    Peers.End bob = granting();

    @BeforeEach
    void someSecondsAreOver() {
        peers.now = Instant.EPOCH.plusSeconds(1000);
    }

    Peers.End asking(long seed) {
        return peers
        .new End(Peers.settings(seed).withTracing(true, true).with(SessionContinuity.DEFAULT.withWantingTickets(true)));
    }

    Peers.End granting(PeerProfile... profiles) {
        return granting(EngineLimits.DEFAULT, profiles);
    }

    Peers.End granting(EngineLimits limits, PeerProfile... profiles) {
        PeerProfile[] all =
                profiles.length == 0 ? new PeerProfile[] {Peers.bob().build()} : profiles;
        return peers.new End(Peers.settings(2, all).with(limits).with(SessionContinuity.DEFAULT.withTickets(issuance)));
    }

    ResumptionTicket connect() {
        alice.step(Peers.initiate(Peers.alice().build()));
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr, N(TICKET_REQUEST)}  -->
        //                  <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr, N(TICKET_LT_OPAQUE)}
        Peers.settle(alice, bob);
        return alice.only(IkeEvent.TicketReceived.class).ticket();
    }

    /** Alice starts anew and knows nothing but what she has kept. */
    void restart(long seed) {
        alice = asking(seed);
    }

    static IkeInput.Resume resume(ResumptionTicket ticket) {
        return resume(ticket, Peers.alice().build());
    }

    static IkeInput.Resume resume(ResumptionTicket ticket, PeerProfile profile) {
        return new IkeInput.Resume(5, profile, PATH, NAT_PATH, ticket);
    }

    static List<ExchangeType> sentRequests(Peers.End end) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && !message.header().response() && !message.retransmission())
                .map(message -> message.header().exchange())
                .toList();
    }

    void assertResumed() {
        assertThat(sentRequests(alice)).startsWith(ExchangeType.IKE_SESSION_RESUME);
        assertThat(sentRequests(alice)).doesNotContain(ExchangeType.IKE_SA_INIT);
        assertThat(alice.engine.snapshots()).hasSize(1);
        assertThat(alice.engine.snapshots().get(0).children()).hasSize(1);
        assertThat(bob.engine.snapshots()).hasSize(1);
        assertThat(bob.engine.snapshots().get(0).children()).hasSize(1);
        assertThat(bob.engine.snapshots().get(0).remoteIdentity())
                .contains(Peers.alice().build().localIdentity().toWire());
    }

    void assertMadeFromScratch() {
        assertThat(sentRequests(alice)).contains(ExchangeType.IKE_SA_INIT);
        assertThat(alice.engine.snapshots()).hasSize(1);
        assertThat(alice.engine.snapshots().get(0).children()).hasSize(1);
        alice.only(IkeEvent.ResumptionRefused.class);
    }

    /** Alice starts anew and presents a ticket. */
    void resume(long seed, ResumptionTicket ticket) {
        restart(seed);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
    }

    void assertResumedBy(long seed, ResumptionTicket ticket) {
        resume(seed, ticket);
        assertResumed();
    }

    /** Alice starts anew and presents a ticket, which is refused; what follows is on its way. */
    void assertRefused(long seed, ResumptionTicket ticket) {
        restart(seed);
        alice.step(resume(ticket));
        alice.deliverTo(bob);
        assertNack(bob.sent.peek());
    }

    static void assertNack(IkeOutput.Transmit transmit) {
        try {
            IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(transmit.octets()));
            assertThat(message.header().exchange()).isEqualTo(ExchangeType.IKE_SESSION_RESUME);
            assertThat(message.header().responderSpi()).isZero();
            assertThat(message.payloads()).containsExactly(NotifyPayload.of(NotifyType.TICKET_NACK));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
