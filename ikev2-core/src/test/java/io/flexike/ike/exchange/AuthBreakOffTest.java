package io.flexike.ike.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthBreakOffTest {
    @Test
    void a_peer_that_breaks_off_may_have_been_refused_by_eap_or_not_accept_our_proof() throws IkeProtocolException {
        CloseReason reason = reason();
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(reason.explanation()).contains("EAP has refused it", "it does not accept how we have authenticated");
    }

    /** HDR(A,B), SK {N(AUTHENTICATION_FAILED)} --> */
    private static CloseReason reason() throws IkeProtocolException {
        List<Payload> failed = List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED));
        ReceivedPayloads request =
                ReceivedPayloads.of(failed, ExchangeType.INFORMATIONAL, /* response= */ false, /* isProtected= */ true);
        return ((ExchangeResult.Closed) new AuthBreakOff().request(request, new ArrayList<>())).reason();
    }
}
