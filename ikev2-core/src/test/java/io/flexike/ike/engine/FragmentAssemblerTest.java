package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.FragmentNumbers;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.message.PayloadChain;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.VendorIdPayload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FragmentAssemblerTest {
    private static final IkeHeader REQUEST = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, 1);
    private static final IkeHeader NEXT = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, 2);
    private static final List<Payload> PAYLOADS =
            List.of(new NoncePayload(new byte[100]), new NoncePayload(new byte[200]));

    private final FragmentPool pool = new FragmentPool(1_000_000);
    private final FragmentAssembler assembler = new FragmentAssembler(() -> pool);
    private Instant now = Instant.EPOCH;

    private Optional<Opened> offer(IkeHeader header, MessageFragment fragment) throws NotAuthenticException {
        assembler.check(header, new FragmentNumbers(fragment.number(), fragment.total()));
        return assembler.add(header, fragment, datagram(fragment), now);
    }

    /** Its last octets, the fingerprint, are the number of the fragment. */
    private static byte[] datagram(MessageFragment fragment) {
        byte[] octets = new byte[60 + fragment.octets()];
        octets[octets.length - 1] = (byte) fragment.number();
        return octets;
    }

    private static MessageFragment of(int number, int total, int octets) {
        return new MessageFragment(number == 1 ? PayloadType.NONCE : PayloadType.NONE, number, total, new byte[octets]);
    }

    private void isRefused(IkeHeader header, MessageFragment fragment) {
        assertThatThrownBy(() -> offer(header, fragment)).isInstanceOf(NotAuthenticException.class);
    }

    @Test
    void fragments_in_any_order_are_the_message_and_leave_nothing_behind() throws IkeProtocolException {
        List<MessageFragment> parts = new ArrayList<>(MessageFragment.split(PAYLOADS, 70, 1));
        Collections.reverse(parts);
        for (MessageFragment part : parts.subList(0, parts.size() - 1)) {
            assertThat(offer(REQUEST, part)).isEmpty();
        }
        Opened opened = offer(REQUEST, parts.get(parts.size() - 1)).orElseThrow();
        assertThat(opened.payloads()).isEqualTo(PAYLOADS);
        assertThat(opened.datagrams()).isEqualTo(parts.size());
        assertThat(opened.fingerprint()).isEqualTo(1);
        assertThat(opened.longestMessage()).isEqualTo(130);
        assertThat(pool.octets()).isZero();
        assertThat(assembler.deadline()).isEqualTo(Instant.MAX);
    }

    @Test
    void impossible_numbers_and_repetitions_are_refused_before_they_are_opened() throws NotAuthenticException {
        for (FragmentNumbers numbers : List.of(
                new FragmentNumbers(0, 2),
                new FragmentNumbers(3, 2),
                new FragmentNumbers(0, 0),
                new FragmentNumbers(1, FragmentAssembler.MAX_FRAGMENTS + 1),
                new FragmentNumbers(65_535, 65_535))) {
            assertThatThrownBy(() -> assembler.check(REQUEST, numbers)).isInstanceOf(NotAuthenticException.class);
        }
        offer(REQUEST, of(2, 3, 10));
        isRefused(REQUEST, of(2, 3, 10));
    }

    @Test
    void a_greater_total_begins_anew_and_a_smaller_one_is_dropped() throws IkeProtocolException {
        List<MessageFragment> large = MessageFragment.split(PAYLOADS, 200, 1);
        List<MessageFragment> small = MessageFragment.split(PAYLOADS, 100, 1);
        assertThat(large.size()).isLessThan(small.size());
        offer(REQUEST, large.get(0));
        for (MessageFragment part : small.subList(1, small.size())) {
            assertThat(offer(REQUEST, part)).isEmpty();
        }
        isRefused(REQUEST, large.get(1));
        assertThat(offer(REQUEST, small.get(0)).orElseThrow().payloads()).isEqualTo(PAYLOADS);
        assertThat(pool.octets()).isZero();
    }

    @Test
    void messages_are_kept_apart() throws NotAuthenticException {
        IkeHeader response = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, false, true, 1);
        IkeHeader otherExchange = IkeHeader.of(1, 2, ExchangeType.INFORMATIONAL, true, false, 1);
        assertThat(offer(REQUEST, of(1, 2, 10))).isEmpty();
        assertThat(offer(NEXT, of(2, 2, 10))).isEmpty();
        assertThat(offer(response, of(2, 2, 10))).isEmpty();
        assertThat(offer(otherExchange, of(2, 2, 10))).isEmpty();
        assertThat(offer(REQUEST, of(2, 2, 10))).isPresent();
    }

    @Test
    void the_longest_message_passes_in_packets_of_576_octets_but_not_more_than_that() throws IkeProtocolException {
        List<Payload> longest = List.of(new NoncePayload(new byte[256]), new VendorIdPayload(new byte[64_000]));
        Optional<Opened> opened = Optional.empty();
        for (MessageFragment part : MessageFragment.split(longest, 427, 1)) {
            opened = offer(REQUEST, part);
        }
        assertThat(opened.orElseThrow().payloads()).isEqualTo(longest);
        offer(NEXT, of(1, 3, 40_000));
        isRefused(NEXT, of(2, 3, 40_000));
        assertThat(offer(NEXT, of(2, 3, 20_000))).isEmpty();
        isRefused(REQUEST, of(1, 3, 10_000));
    }

    @Test
    void the_number_of_fragments_is_bounded_over_all_messages() throws NotAuthenticException {
        for (int number = 1; number < FragmentAssembler.MAX_FRAGMENTS; number++) {
            offer(REQUEST, of(number, FragmentAssembler.MAX_FRAGMENTS, 0));
        }
        offer(NEXT, of(1, 2, 0));
        isRefused(NEXT, of(2, 2, 0));
        isRefused(IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, false, 3), of(1, 2, 0));
    }

    @Test
    void an_incomplete_message_is_forgotten_when_its_time_is_over() throws NotAuthenticException {
        offer(REQUEST, of(1, 2, 10));
        now = now.plus(FragmentAssembler.PATIENCE).minusNanos(1);
        offer(NEXT, of(1, 2, 10));
        assembler.expire(now);
        assertThat(assembler.deadline()).isEqualTo(now.plusNanos(1));
        now = now.plusNanos(1);
        assembler.expire(now);
        assertThat(offer(REQUEST, of(2, 2, 10))).isEmpty();
        assertThat(offer(NEXT, of(2, 2, 10))).isPresent();
        now = now.plus(FragmentAssembler.PATIENCE);
        assembler.expire(now);
        assertThat(assembler.deadline()).isEqualTo(Instant.MAX);
        assertThat(pool.octets()).isZero();
    }

    @Test
    void when_the_pool_is_full_the_oldest_of_all_ike_sas_is_given_up() throws NotAuthenticException {
        FragmentPool small = new FragmentPool(1_000);
        FragmentAssembler oldest = new FragmentAssembler(() -> small);
        FragmentAssembler other = new FragmentAssembler(() -> small);
        oldest.add(REQUEST, of(1, 2, 400), new byte[500], now);
        other.add(REQUEST, of(1, 2, 400), new byte[500], now);
        assertThat(small.octets()).isLessThanOrEqualTo(1_000);
        assertThat(other.add(REQUEST, of(2, 2, 400), new byte[500], now)).isPresent();
        assertThat(small.octets()).isZero();
        // It has to come anew, and does.
        assertThat(oldest.add(REQUEST, of(2, 2, 400), new byte[500], now)).isEmpty();
        assertThat(oldest.add(REQUEST, of(1, 2, 400), new byte[500], now)).isPresent();
        assertThat(small.octets()).isZero();
    }

    @Test
    void tiny_fragments_count_for_what_they_cost() throws NotAuthenticException {
        offer(REQUEST, of(1, FragmentAssembler.MAX_FRAGMENTS, 0));
        assertThat(pool.octets()).isGreaterThan(2_000);
        assembler.clear();
        assertThat(pool.octets()).isZero();
    }

    @Test
    void what_a_message_may_hold_holds_for_one_in_fragments() throws IkeProtocolException {
        // Two chains one behind the other: each has as many payloads as one message may have.
        List<Payload> most = Collections.nCopies(PayloadChain.MAX_PAYLOADS, new NoncePayload(new byte[16]));
        MessageFragment whole = MessageFragment.split(most, 65_000, 1).get(0);
        byte[] chained = whole.content();
        chained[(PayloadChain.MAX_PAYLOADS - 1) * 20] = (byte) PayloadType.NONCE.value();
        offer(REQUEST, new MessageFragment(PayloadType.NONCE, 1, 2, chained));
        Opened opened = offer(REQUEST, new MessageFragment(PayloadType.NONE, 2, 2, whole.content()))
                .orElseThrow();
        assertThatThrownBy(opened::payloads)
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("64");
    }

    @Test
    void only_fragment_1_tells_the_first_payload() throws IkeProtocolException {
        List<MessageFragment> parts = MessageFragment.split(PAYLOADS, 200, 1);
        MessageFragment lying =
                new MessageFragment(PayloadType.DELETE, 2, 2, parts.get(1).content());
        offer(REQUEST, lying);
        assertThat(offer(REQUEST, parts.get(0)).orElseThrow().payloads()).isEqualTo(PAYLOADS);
    }
}
