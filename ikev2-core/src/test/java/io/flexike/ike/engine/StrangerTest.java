package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.UnknownPayload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages from those with whom there is no IKE SA. */
class StrangerTest {
    private static final Path PATH = new Path(Peers.B500, Peers.A500, false);

    private final Peers peers = new Peers();
    private final Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));

    @Test
    void a_higher_major_version_is_answered_with_ours() throws Exception {
        byte[] request = initRequest(List.of());
        request[17] = 0x30;
        receive(request);
        // RFC 7296 3.10.1: the version that we can do is that of the answer's header.
        assertThat(answer().payloads()).containsExactly(NotifyPayload.of(NotifyType.INVALID_MAJOR_VERSION));
    }

    @Test
    void ikev1_is_dropped_silently() throws Exception {
        byte[] request = initRequest(List.of());
        request[17] = 0x10;
        receive(request);
        assertThat(bob.sent).isEmpty();
        assertThat(bob.only(IkeEvent.DatagramRefused.class).reason()).contains("version 1");
    }

    @Test
    void an_unknown_critical_payload_is_refused_with_its_type() throws Exception {
        receive(initRequest(List.of(new UnknownPayload(new PayloadType(200), true, new byte[3]))));
        assertThat(answer().payloads())
                .containsExactly(NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, new byte[] {(byte) 200}));
        assertThat(bob.engine.snapshots()).isEmpty();
    }

    @Test
    void an_unknown_payload_that_is_not_critical_is_skipped() throws Exception {
        receive(initRequest(List.of(new UnknownPayload(new PayloadType(200), false, new byte[3]))));
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void only_requests_start_an_ike_sa() throws Exception {
        byte[] request = initRequest(List.of());
        for (ExchangeType exchange :
                List.of(ExchangeType.IKE_AUTH, ExchangeType.CREATE_CHILD_SA, ExchangeType.INFORMATIONAL)) {
            byte[] changed = request.clone();
            changed[18] = (byte) exchange.value();
            receive(changed);
        }
        byte[] response = request.clone();
        response[19] |= 0x20;
        receive(response);
        byte[] later = request.clone();
        later[23] = 1;
        receive(later);
        assertThat(bob.sent).isEmpty();
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.events(IkeEvent.DatagramRefused.class)).hasSize(5);
    }

    @Test
    void a_repeated_request_gets_the_same_response_and_no_second_ike_sa() throws Exception {
        byte[] request = initRequest(List.of());
        receive(request.clone());
        byte[] first = bob.sent.remove().octets();
        receive(request.clone());
        assertThat(bob.sent.remove().octets()).isEqualTo(first);
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void half_open_ike_sas_are_bounded() throws Exception {
        EngineSettings usual = Peers.settings(3, Peers.bob().build());
        EngineSettings tight = usual.with(EngineLimits.DEFAULT
                        .withHalfOpenTimeout(Duration.ofSeconds(5))
                        .withCookieThreshold(1000)
                        .withMaxHalfOpen(10, 10))
                .withTracing(false, false);
        Peers.End busy = peers.new End(tight);
        for (int i = 0; i < 50; i++) {
            busy.step(new IkeInput.DatagramReceived(PATH, initRequest(List.of(), 100 + i)));
        }
        assertThat(busy.engine.snapshots()).hasSize(10);
        assertThat(busy.sent).hasSize(10);
        peers.now = peers.now.plusSeconds(6);
        busy.step(new IkeInput.DeadlineReached());
        busy.step(new IkeInput.DatagramReceived(PATH, initRequest(List.of(), 999)));
        assertThat(busy.engine.snapshots()).hasSize(1);
    }

    @Test
    void an_end_without_profiles_answers_nobody() throws Exception {
        Peers.End closed = peers.new End(Peers.settings(4));
        closed.step(new IkeInput.DatagramReceived(PATH, initRequest(List.of())));
        assertThat(closed.sent).isEmpty();
    }

    private void receive(byte[] datagram) {
        bob.step(new IkeInput.DatagramReceived(PATH, datagram));
    }

    private IkeMessage answer() throws Exception {
        return IkeMessage.decode(ByteBuffer.wrap(bob.sent.remove().octets()));
    }

    private byte[] initRequest(List<Payload> further) throws Exception {
        return initRequest(further, 1);
    }

    private byte[] initRequest(List<Payload> further, long seed) throws Exception {
        Peers.End alice = peers.new End(Peers.settings(seed));
        alice.step(Peers.initiate(Peers.alice().build()));
        IkeMessage request =
                IkeMessage.decode(ByteBuffer.wrap(alice.sent.remove().octets()));
        List<Payload> payloads = new ArrayList<>(request.payloads());
        payloads.addAll(further);
        IkeHeader header = request.header();
        return IkeMessage.encode(header, payloads);
    }

    @Test
    void requests_that_only_cost_work_bring_the_cookies_nearer() throws Exception {
        Peers.End wary =
                peers.new End(Peers.settings(5, Peers.bob().build()).with(EngineLimits.DEFAULT.withCookieThreshold(5)));
        for (int i = 0; i < 6; i++) {
            byte[] request = initRequest(List.of(), 200 + i);
            wary.step(new IkeInput.DatagramReceived(PATH, withPublicValueOfZeroes(request)));
        }
        assertThat(wary.engine.snapshots()).isEmpty();
        byte[] last = wary.sent.removeLast().octets();
        assertThat(IkeMessage.decode(ByteBuffer.wrap(last)).payloads())
                .first()
                .isInstanceOfSatisfying(
                        NotifyPayload.class,
                        notify -> assertThat(notify.notifyType()).isEqualTo(NotifyType.COOKIE));
    }

    @Test
    void answers_to_refused_requests_are_limited() throws Exception {
        for (int i = 0; i < 90; i++) {
            receive(withPublicValueOfZeroes(initRequest(List.of(), 300 + i)));
        }
        assertThat(bob.sent).hasSizeBetween(1, 25);
    }

    @Test
    void an_oversized_first_message_is_not_kept() throws Exception {
        receive(initRequest(List.of(new UnknownPayload(new PayloadType(200), false, new byte[5000]))));
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.sent).isEmpty();
    }

    private static byte[] withPublicValueOfZeroes(byte[] request) throws Exception {
        IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(request));
        List<Payload> payloads = message.payloads().stream()
                .map(payload -> payload instanceof KePayload key
                        ? new KePayload(key.method(), new byte[key.publicValue().length])
                        : payload)
                .toList();
        return IkeMessage.encode(message.header(), payloads);
    }
}
