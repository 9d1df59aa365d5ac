package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is found without decoding must be what decoding finds. */
class FirstGlancePropertyTest {
    private final byte[] request = request();

    @Property
    void nonce_and_cookie_are_those_of_the_decoded_message(
            @ForAll @Size(min = 1, max = 64) byte[] cookie, @ForAll @IntRange(max = 5) int position) throws Exception {
        IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(request));
        List<Payload> payloads = new ArrayList<>(message.payloads());
        payloads.add(Math.min(position, payloads.size()), NotifyPayload.of(NotifyType.COOKIE, cookie));
        FirstGlance glance = at(IkeMessage.encode(message.header(), payloads)).orElseThrow();
        assertThat(octets(glance.cookie())).isEqualTo(cookie);
        assertThat(octets(glance.nonce()))
                .isEqualTo(message.first(NoncePayload.class).orElseThrow().nonce());
    }

    @Property
    void a_changed_octet_never_makes_it_see_more_than_there_is(
            @ForAll @IntRange(min = 28, max = 300) int position, @ForAll byte value) {
        byte[] changed = request.clone();
        changed[position % changed.length] = value;
        at(changed).ifPresent(glance -> assertThat(glance.nonce().remaining()).isBetween(16, 256));
    }

    @Property
    void random_octets_are_no_request(@ForAll @Size(max = 300) byte[] octets) {
        byte[] message = Arrays.copyOf(request, 28 + octets.length);
        System.arraycopy(octets, 0, message, 28, octets.length);
        at(message).ifPresent(glance -> assertThat(glance.nonce().remaining()).isBetween(16, 256));
    }

    @Example
    void a_request_that_is_cut_off_anywhere_is_none() {
        for (int length = 28; length < request.length; length++) {
            assertThat(at(Arrays.copyOf(request, length)))
                    .as("%d octets", length)
                    .isEmpty();
        }
        assertThat(at(Arrays.copyOf(request, request.length + 1))).isEmpty();
    }

    private static Optional<FirstGlance> at(byte[] datagram) {
        try {
            return FirstGlance.at(IkeHeader.peek(ByteBuffer.wrap(datagram)), datagram);
        } catch (IkeProtocolException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] octets(ByteBuffer view) {
        byte[] octets = new byte[view.remaining()];
        view.get(view.position(), octets);
        return octets;
    }

    private static byte[] request() {
        Peers.End alice = new Peers().new End(Peers.settings(1));
        alice.step(Peers.initiate(Peers.alice().build()));
        return alice.sent.remove().octets();
    }
}
