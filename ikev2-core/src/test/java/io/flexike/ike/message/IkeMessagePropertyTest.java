package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadArbitraries;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class IkeMessagePropertyTest {
    @Property
    void decoding_what_was_encoded_is_the_identity(
            @ForAll("headers") IkeHeader header, @ForAll("chains") List<Payload> payloads) throws IkeProtocolException {
        byte[] octets = IkeMessage.encode(header, payloads);
        IkeMessage decoded = IkeMessage.decode(ByteBuffer.wrap(octets));
        assertThat(decoded.payloads()).isEqualTo(payloads);
        assertThat(decoded.header()).isEqualTo(header.completed(PayloadChain.firstType(payloads), octets.length));
        assertThat(IkeMessage.encode(decoded.header(), decoded.payloads())).isEqualTo(octets);
    }

    @Property(tries = 100)
    void a_message_cut_off_anywhere_is_a_fault_of_the_peer(
            @ForAll("headers") IkeHeader header, @ForAll("chains") List<Payload> payloads) {
        byte[] octets = IkeMessage.encode(header, payloads);
        for (int length = 0; length < octets.length; length++) {
            assertThat(decodesOrFaults(Arrays.copyOf(octets, length))).isFalse();
        }
    }

    @Property(tries = 3000)
    void changed_octets_give_a_message_or_a_fault_of_the_peer(
            @ForAll("headers") IkeHeader header,
            @ForAll("chains") List<Payload> payloads,
            @ForAll @Size(min = 1, max = 4) int[] positions,
            @ForAll byte value) {
        byte[] octets = IkeMessage.encode(header, payloads);
        for (int position : positions) {
            octets[Math.floorMod(position, octets.length)] = value;
        }
        decodesOrFaults(octets);
    }

    @Property(tries = 1000)
    void a_chain_with_octets_taken_out_or_put_in_gives_a_message_or_a_fault_of_the_peer(
            @ForAll("headers") IkeHeader header,
            @ForAll("chains") List<Payload> payloads,
            @ForAll int position,
            @ForAll boolean putIn,
            @ForAll byte value) {
        byte[] octets = IkeMessage.encode(header, payloads);
        int at = IkeHeader.OCTETS + Math.floorMod(position, Math.max(1, octets.length - IkeHeader.OCTETS));
        int behind = Math.min(octets.length, putIn ? at : at + 1);
        ByteBuffer changed = ByteBuffer.allocate(octets.length + 1);
        changed.put(octets, 0, Math.min(at, octets.length));
        if (putIn) {
            changed.put(value);
        }
        changed.put(octets, behind, octets.length - behind);
        changed.putInt(24, changed.position());
        decodesOrFaults(Arrays.copyOf(changed.array(), changed.position()));
    }

    @Property(tries = 3000)
    void random_octets_behind_a_header_give_a_message_or_a_fault_of_the_peer(
            @ForAll("headers") IkeHeader header, @ForAll("types") PayloadType first, @ForAll byte[] chain) {
        ByteBuffer out = ByteBuffer.allocate(IkeHeader.OCTETS + chain.length);
        header.completed(first, out.capacity()).encode(out);
        decodesOrFaults(out.put(chain).array());
    }

    @Property
    void random_octets_are_a_fault_of_the_peer(@ForAll byte[] octets) {
        decodesOrFaults(octets);
    }

    private static boolean decodesOrFaults(byte[] octets) {
        ByteBuffer in = ByteBuffer.wrap(octets);
        try {
            IkeMessage message = IkeMessage.decode(in);
            assertThat(message.toString()).startsWith("HDR");
            assertThat(message.payloads()).hasSizeLessThanOrEqualTo(PayloadChain.MAX_PAYLOADS);
            return true;
        } catch (IkeProtocolException e) {
            assertThat(e).hasMessageEndingWith(".");
            return false;
        }
    }

    @Provide
    Arbitrary<PayloadType> types() {
        return Arbitraries.integers().between(33, 54).map(PayloadType::new);
    }

    @Provide
    Arbitrary<IkeHeader> headers() {
        Arbitrary<Long> spis = Arbitraries.longs().filter(spi -> spi != 0);
        return Combinators.combine(
                        spis,
                        spis,
                        Arbitraries.integers().between(0, 255).map(ExchangeType::new),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.integers())
                .as(IkeHeader::of);
    }

    @Provide
    Arbitrary<List<Payload>> chains() {
        return Combinators.combine(
                        PayloadArbitraries.innerPayloads().list().ofMaxSize(6), PayloadArbitraries.payloads())
                .as((front, last) -> {
                    List<Payload> chain = new ArrayList<>(front);
                    chain.add(last);
                    return chain;
                });
    }
}
