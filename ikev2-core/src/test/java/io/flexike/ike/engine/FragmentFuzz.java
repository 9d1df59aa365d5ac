package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.FragmentNumbers;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Fragments in any order, with any numbers. Runs only by the command in README, "Fuzzing". */
class FragmentFuzz {
    private static final int MOST_OCTETS = 1 << 20;
    private static final int OCTETS_OF_ONE = 9;

    /** Each nine octets are a fragment. */
    @FuzzTest(maxDuration = "10m")
    void fragments_are_joined_or_refused_and_take_bounded_room(byte[] input) {
        FragmentPool pool = new FragmentPool(MOST_OCTETS);
        FragmentAssembler assembler = new FragmentAssembler(() -> pool);
        Instant now = Instant.EPOCH;
        ByteBuffer in = ByteBuffer.wrap(input);
        while (in.remaining() >= OCTETS_OF_ONE) {
            IkeHeader header = IkeHeader.of(1, 2, ExchangeType.IKE_AUTH, true, (in.get() & 1) != 0, in.get() & 3);
            FragmentNumbers numbers = new FragmentNumbers(in.getShort() & 0xffff, in.getShort() & 0xffff);
            byte[] content = new byte[in.getShort() & 0xfff];
            now = now.plusSeconds(in.get() & 0xf);
            assembler.expire(now);
            try {
                assembler.check(header, numbers);
                assembler.add(
                        header,
                        new MessageFragment(new PayloadType(41), numbers.number(), numbers.total(), content),
                        new byte[content.length + 60],
                        now);
            } catch (NotAuthenticException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
            assertThat(pool.octets()).isBetween(0, MOST_OCTETS);
        }
        assembler.clear();
        assertThat(pool.octets()).isZero();
    }
}
