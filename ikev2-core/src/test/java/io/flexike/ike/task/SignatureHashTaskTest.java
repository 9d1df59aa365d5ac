package io.flexike.ike.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureHashTaskTest {
    private final Handshake handshake = new Handshake();
    private final SignatureHashTask task = new SignatureHashTask(handshake, List.of(SignatureHash.SHA2_256));

    private static ReceivedPayloads announcing(byte[] data) {
        NotifyPayload notify = NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, data);
        return ReceivedPayloads.of(List.of(notify), ExchangeType.IKE_SA_INIT, false, false);
    }

    @Test
    void of_a_long_list_that_repeats_itself_what_can_be_used_is_kept_once() throws Exception {
        ByteBuffer data = ByteBuffer.allocate(2 * 1_900);
        while (data.hasRemaining()) {
            data.putShort((short) (data.position() / 2 % 300));
        }
        task.processRequest(announcing(data.array()));
        assertThat(handshake.signatureHashes().orElseThrow().peers())
                .containsExactly(
                        SignatureHash.SHA2_256, SignatureHash.SHA2_384, SignatureHash.SHA2_512, SignatureHash.IDENTITY);
    }

    @Test
    void a_list_without_anything_that_can_be_used_is_an_announcement_all_the_same() throws Exception {
        task.processRequest(announcing(new byte[] {0, 1, 4, 0}));
        assertThat(handshake.signatureHashes().orElseThrow().peers()).isEmpty();
    }

    @Test
    void half_a_number_is_a_fault() {
        assertThatExceptionOfType(InvalidSyntaxException.class)
                .isThrownBy(() -> task.processResponse(announcing(new byte[3])));
    }
}
