package io.flexike.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.IkeProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class PayloadPropertyTest {
    private static final PayloadType NEXT = PayloadType.NOTIFY;

    @Example
    void every_payload_has_a_generator() {
        Set<Class<?>> permitted =
                Arrays.stream(Payload.class.getPermittedSubclasses()).collect(Collectors.toSet());
        assertThat(PayloadArbitraries.byKind().keySet()).isEqualTo(permitted);
    }

    @Example
    void each_generator_makes_its_kind() {
        PayloadArbitraries.byKind()
                .forEach((kind, payloads) -> assertThat(payloads.sample()).isInstanceOf(kind));
    }

    @Property(tries = 3000)
    void decoding_what_was_encoded_is_the_identity(@ForAll("payloads") Payload payload) throws IkeProtocolException {
        byte[] body = encode(payload);
        Payload decoded = decode(payload, body);
        assertThat(decoded).isEqualTo(payload).hasSameHashCodeAs(payload).hasToString(payload.toString());
        assertThat(encode(decoded)).isEqualTo(body);
    }

    @Property(tries = 500)
    void a_body_cut_off_anywhere_is_a_fault_of_the_peer_or_another_payload(@ForAll("payloads") Payload payload) {
        byte[] body = encode(payload);
        for (int length = 0; length < body.length; length++) {
            try {
                assertThat(decode(payload, Arrays.copyOf(body, length))).isNotEqualTo(payload);
            } catch (IkeProtocolException e) {
                assertThat(e).hasMessageEndingWith(".");
            }
        }
    }

    @Property(tries = 2000)
    void random_octets_are_a_payload_or_a_fault_of_the_peer(
            @ForAll("types") PayloadType type, @ForAll boolean critical, @ForAll byte[] octets) {
        decodeAnything(type, critical, octets);
    }

    @Property(tries = 3000)
    void a_changed_octet_gives_a_payload_or_a_fault_of_the_peer(
            @ForAll("payloads") Payload payload, @ForAll int position, @ForAll byte value) {
        byte[] body = encode(payload);
        if (body.length > 0) {
            body[Math.floorMod(position, body.length)] = value;
        }
        decodeAnything(payload.type(), false, body);
    }

    @Property(tries = 1000)
    void a_payload_does_not_share_its_arrays(@ForAll("payloads") Payload payload) throws IkeProtocolException {
        byte[] body = encode(payload);
        Payload decoded = decode(payload, body);
        Arrays.fill(body, (byte) 0x5a);
        assertThat(decoded).isEqualTo(payload);
    }

    @Provide
    Arbitrary<Payload> payloads() {
        return PayloadArbitraries.payloads();
    }

    @Provide
    Arbitrary<PayloadType> types() {
        return Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(33, 54).map(PayloadType::new)),
                Tuple.of(1, PayloadArbitraries.payloadTypes()));
    }

    private static void decodeAnything(PayloadType type, boolean critical, byte[] octets) {
        ByteBuffer in = ByteBuffer.wrap(octets);
        try {
            Payload decoded = Payload.decode(type, NEXT, critical, in);
            assertThat(in.hasRemaining()).isFalse();
            assertThat(decoded.type()).isEqualTo(type);
            // Reserved fields aside, nothing of what came in is lost.
            assertThat(decode(decoded, encode(decoded))).isEqualTo(decoded);
        } catch (IkeProtocolException e) {
            assertThat(e).hasMessageEndingWith(".");
        }
    }

    private static byte[] encode(Payload payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.bodyOctets());
        payload.encodeBody(out);
        assertThat(out.hasRemaining()).isFalse();
        return out.array();
    }

    private static Payload decode(Payload like, byte[] body) throws IkeProtocolException {
        PayloadType next = NEXT;
        if (like instanceof SkPayload sk) {
            next = sk.firstInner();
        } else if (like instanceof SkfPayload skf) {
            next = skf.firstInner();
        }
        return Payload.decode(like.type(), next, false, ByteBuffer.wrap(body));
    }
}
