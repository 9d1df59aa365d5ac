package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadArbitraries;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProtectedMessagePropertyTest {
    private static final IkeHeader HEADER = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, false, true, 1);

    @Property(tries = 300)
    void opening_what_was_sealed_is_the_identity(
            @ForAll Ciphers ciphers, @ForAll("inner") List<Payload> inner, @ForAll @IntRange(min = 1) int packetNumber)
            throws IkeProtocolException {
        byte[] message = ProtectedMessage.seal(HEADER, inner, ciphers.sealing(), packetNumber);
        assertThat(ProtectedMessage.open(message, ciphers.opening())).isEqualTo(inner);
    }

    @Property(tries = 300)
    void fragments_put_together_are_the_content(
            @ForAll Ciphers ciphers,
            @ForAll("inner") List<Payload> inner,
            @ForAll @IntRange(min = 1, max = 90) int size)
            throws IkeProtocolException {
        ByteBuffer whole = ByteBuffer.allocate(PayloadChain.octets(inner));
        PayloadChain.encode(inner, whole);
        SealingCipher sealing = ciphers.sealing();
        OpeningCipher opening = ciphers.opening();
        int total = Math.max(1, (whole.capacity() + size - 1) / size);
        ByteBuffer assembled = ByteBuffer.allocate(whole.capacity());
        List<PayloadType> announced = new ArrayList<>();
        for (int number = 1; number <= total; number++) {
            byte[] part =
                    Arrays.copyOfRange(whole.array(), (number - 1) * size, Math.min(whole.capacity(), number * size));
            PayloadType first = number == 1 ? PayloadChain.firstType(inner) : PayloadType.NONE;
            byte[] message = ProtectedMessage.sealFragment(
                    HEADER, new MessageFragment(first, number, total, part), sealing, number);
            MessageFragment opened = ProtectedMessage.openFragment(message, opening);
            assertThat(opened.number()).isEqualTo(number);
            assertThat(opened.total()).isEqualTo(total);
            announced.add(opened.firstInner());
            assembled.put(opened.content());
        }
        assertThat(PayloadChain.decodeInner(announced.get(0), assembled.flip())).isEqualTo(inner);
    }

    @Property(tries = 300)
    void changed_messages_are_not_authentic(
            @ForAll Ciphers ciphers,
            @ForAll("inner") List<Payload> inner,
            @ForAll @Size(min = 1, max = 3) int[] positions,
            @ForAll byte value) {
        byte[] message = ProtectedMessage.seal(HEADER, inner, ciphers.sealing(), 1);
        byte[] changed = message.clone();
        for (int position : positions) {
            changed[Math.floorMod(position, changed.length)] = value;
        }
        if (!Arrays.equals(message, changed)) {
            assertThatThrownBy(() -> ProtectedMessage.open(changed, ciphers.opening()))
                    .isInstanceOf(NotAuthenticException.class);
            assertThatThrownBy(() -> ProtectedMessage.openFragment(changed, ciphers.opening()))
                    .isInstanceOf(NotAuthenticException.class);
        }
    }

    @Property(tries = 1000)
    void random_octets_behind_a_header_are_not_authentic(
            @ForAll Ciphers ciphers, @ForAll("encrypted") PayloadType type, @ForAll byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(IkeHeader.OCTETS + 4 + body.length);
        HEADER.completed(type, out.capacity()).encode(out);
        new GenericHeader(PayloadType.NOTIFY, false, body.length).encode(out);
        out.put(body);
        assertThatThrownBy(() -> ProtectedMessage.open(out.array(), ciphers.opening()))
                .isInstanceOf(NotAuthenticException.class);
        assertThatThrownBy(() -> ProtectedMessage.openFragment(out.array(), ciphers.opening()))
                .isInstanceOf(NotAuthenticException.class);
        assertThatThrownBy(() -> ProtectedMessage.open(body, ciphers.opening()))
                .isInstanceOf(NotAuthenticException.class);
    }

    @Property(tries = 1000)
    void random_content_of_an_authentic_message_is_payloads_or_a_fault_of_the_peer(
            @ForAll("types") PayloadType first, @ForAll byte[] content) throws IkeProtocolException {
        byte[] message = ProtectedMessage.sealFragment(
                HEADER, new MessageFragment(first, 1, 1, content), Ciphers.AES_GCM_256.sealing(), 1);
        MessageFragment opened = ProtectedMessage.openFragment(message, Ciphers.AES_GCM_256.opening());
        try {
            PayloadChain.decodeInner(first, ByteBuffer.wrap(opened.content()));
        } catch (IkeProtocolException e) {
            assertThat(e).isNotInstanceOf(NotAuthenticException.class).hasMessageEndingWith(".");
        }
    }

    @Provide
    Arbitrary<List<Payload>> inner() {
        return PayloadArbitraries.innerPayloads().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<PayloadType> encrypted() {
        return Arbitraries.of(PayloadType.SK, PayloadType.SKF);
    }

    @Provide
    Arbitrary<PayloadType> types() {
        return Arbitraries.integers().between(33, 54).map(PayloadType::new);
    }
}
