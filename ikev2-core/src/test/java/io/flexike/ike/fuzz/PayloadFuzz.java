package io.flexike.ike.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.message.PayloadChain;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.util.List;

/** The decoder of messages and payloads. Runs only by the command in README, "Fuzzing". */
class PayloadFuzz {
    @FuzzTest(maxDuration = "10m")
    void every_message_is_read_or_refused(byte[] datagram) {
        try {
            IkeMessage.decode(ByteBuffer.wrap(datagram));
        } catch (IkeProtocolException refused) {
            assertThat(refused.notifyType()).isNotNull();
        }
    }

    /** What was read is written so that it reads the same. */
    @FuzzTest(maxDuration = "10m")
    void every_chain_of_payloads_survives_a_round_trip(byte[] input) throws IkeProtocolException {
        if (input.length == 0) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(input);
        List<Payload> payloads;
        try {
            payloads = PayloadChain.decode(new PayloadType(in.get() & 0xff), in);
        } catch (IkeProtocolException refused) {
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(PayloadChain.octets(payloads));
        PayloadChain.encode(payloads, out);
        out.flip();
        assertThat(PayloadChain.decode(PayloadChain.firstType(payloads), out)).isEqualTo(payloads);
    }
}
