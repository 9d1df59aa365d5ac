package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.FragmentNumbers;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.message.PayloadChain;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadArbitraries;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FragmentAssemblerPropertyTest {
    private static final IkeHeader HEADER = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, 1);

    private final FragmentPool pool = new FragmentPool(10_000_000);

    @Property(tries = 300)
    void a_message_cut_anywhere_shuffled_and_doubled_is_the_message(
            @ForAll("inner") List<Payload> inner, @ForAll long seed) throws IkeProtocolException {
        Random random = new Random(seed);
        List<MessageFragment> parts = cutAnywhere(inner, random);
        List<MessageFragment> sent = new ArrayList<>(parts);
        sent.addAll(parts.subList(0, random.nextInt(parts.size() + 1)));
        Collections.shuffle(sent, random);
        FragmentAssembler assembler = new FragmentAssembler(() -> pool);
        Optional<Opened> opened = Optional.empty();
        for (MessageFragment part : sent) {
            opened = opened.isPresent() ? opened : offer(assembler, part);
        }
        assertThat(opened.orElseThrow().payloads()).isEqualTo(inner);
        assertThat(pool.octets()).isZero();
    }

    @Property(tries = 300)
    void parts_are_as_many_and_as_short_as_they_have_to_be(
            @ForAll("inner") List<Payload> inner,
            @ForAll @IntRange(min = 1, max = 3_000) int most,
            @ForAll @IntRange(min = 1, max = 20) int fewest)
            throws IkeProtocolException {
        List<MessageFragment> parts = MessageFragment.split(inner, most, fewest);
        assertThat(parts).hasSizeGreaterThanOrEqualTo(fewest).allMatch(part -> part.octets() <= most);
        assertThat(MessageFragment.join(parts)).isEqualTo(inner);
    }

    @Property(tries = 300)
    void without_one_of_its_fragments_no_message_is_complete(@ForAll("inner") List<Payload> inner, @ForAll long seed) {
        Random random = new Random(seed);
        List<MessageFragment> sent = new ArrayList<>(cutAnywhere(inner, random));
        sent.remove(random.nextInt(sent.size()));
        sent.addAll(List.copyOf(sent));
        Collections.shuffle(sent, random);
        FragmentAssembler assembler = new FragmentAssembler(() -> pool);
        for (MessageFragment part : sent) {
            assertThat(offer(assembler, part)).isEmpty();
        }
        assembler.clear();
        assertThat(pool.octets()).isZero();
    }

    /** Whatever numbers come, the bounds hold and the pool knows what is there. */
    @Property(tries = 300)
    void hostile_totals_stay_within_the_bounds(@ForAll long seed) {
        Random random = new Random(seed);
        FragmentAssembler assembler = new FragmentAssembler(() -> pool);
        for (int i = 0; i < 500; i++) {
            int total = 1 + random.nextInt(random.nextBoolean() ? 5 : 400);
            int number = 1 + random.nextInt(total);
            IkeHeader header = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, random.nextInt(5));
            byte[] content = new byte[random.nextInt(2_000)];
            try {
                assembler.check(header, new FragmentNumbers(number, total));
                assembler.add(
                        header,
                        new MessageFragment(PayloadType.NONE, number, total, content),
                        content,
                        Instant.EPOCH.plusSeconds(i));
            } catch (NotAuthenticException e) {
                assertThat(e).hasMessageContaining("fragment");
            }
            int bookkeeping = FragmentAssembler.MAX_FRAGMENTS * (64 + 5 * 8);
            assertThat(pool.octets()).isBetween(0, FragmentAssembler.MAX_OCTETS + bookkeeping);
        }
        assembler.clear();
        assertThat(pool.octets()).isZero();
    }

    private static Optional<Opened> offer(FragmentAssembler assembler, MessageFragment part) {
        try {
            assembler.check(HEADER, new FragmentNumbers(part.number(), part.total()));
            return assembler.add(HEADER, part, part.content(), Instant.EPOCH);
        } catch (NotAuthenticException e) {
            return Optional.empty();
        }
    }

    /** Parts of any size, empty ones among them. */
    private static List<MessageFragment> cutAnywhere(List<Payload> inner, Random random) {
        ByteBuffer content = ByteBuffer.allocate(PayloadChain.octets(inner));
        PayloadChain.encode(inner, content);
        int total = 1 + random.nextInt(20);
        int[] cuts = random.ints(total + 1, 0, content.capacity() + 1).sorted().toArray();
        cuts[0] = 0;
        cuts[total] = content.capacity();
        List<MessageFragment> parts = new ArrayList<>();
        for (int number = 1; number <= total; number++) {
            parts.add(new MessageFragment(
                    number == 1 ? PayloadChain.firstType(inner) : PayloadType.NONE,
                    number,
                    total,
                    Arrays.copyOfRange(content.array(), cuts[number - 1], cuts[number])));
        }
        return parts;
    }

    @Provide
    Arbitrary<List<Payload>> inner() {
        return PayloadArbitraries.innerPayloads().list().ofMaxSize(12);
    }
}
