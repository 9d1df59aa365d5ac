package io.flexike.ike.exchange;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.task.AuthLifetimeTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.QuickCrashDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.RedirectNotify;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INFORMATIONAL as initiator: liveness, Delete of the IKE SA, and the farewell after a failed authentication. */
public final class InformationalInitiation implements OwnExchange {
    private final List<Payload> payloads;
    private final ExchangeResult result;

    private InformationalInitiation(List<Payload> payloads, ExchangeResult result) {
        this.payloads = payloads;
        this.result = result;
    }

    /** RFC 7296 2.4: an empty request shows whether the peer is alive. */
    public static InformationalInitiation liveness() {
        return new InformationalInitiation(List.of(), ExchangeResult.CONTINUES);
    }

    /** RFC 7296 1.4.1: deletes the IKE SA, which carries all its Child SAs with it. */
    public static InformationalInitiation deleteIkeSa(CloseReason reason) {
        return new InformationalInitiation(List.of(DeletePayload.ikeSa()), new ExchangeResult.Closed(reason));
    }

    /** RFC 4478 2: wants the original initiator to authenticate anew at once. */
    public static Intention reauthentication() {
        return sa -> Optional.of(new InformationalInitiation(
                List.of(AuthLifetimeTask.demand(sa, Duration.ZERO)), ExchangeResult.CONTINUES));
    }

    /** Another IKE SA with the same peer is to be deleted, if the peer answers in this one. */
    public static InformationalInitiation confirming(long redundantIkeSpi) {
        return new InformationalInitiation(List.of(), new ExchangeResult.Confirmed(redundantIkeSpi));
    }

    /** RFC 5685 5: sends the initiator to another gateway; it deletes the IKE SA when it is there. */
    public static InformationalInitiation redirect(RedirectTarget target) {
        return new InformationalInitiation(
                List.of(RedirectNotify.redirect(target, new byte[0])), ExchangeResult.CONTINUES);
    }

    /** RFC 7296 2.21.2: tells the responder that its authentication was not good enough. */
    public static InformationalInitiation authenticationFailed(CloseReason reason) {
        return new InformationalInitiation(
                List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)), new ExchangeResult.Closed(reason));
    }

    /** RFC 7296 1.5: an ESP packet of the peer came with an SPI that is not known here. */
    public static InformationalInitiation unknownSpi(int spi) {
        byte[] data = ByteBuffer.allocate(Integer.BYTES).putInt(spi).array();
        return new InformationalInitiation(
                List.of(NotifyPayload.of(NotifyType.INVALID_SPI, data)), ExchangeResult.CONTINUES);
    }

    /** RFC 6290 4.3: the initiator of a rekeying gives its token for the new IKE SA; of no payloads if we make none. */
    public static InformationalInitiation crashToken(IkeSa sa) {
        List<Payload> payloads = new ArrayList<>(1);
        new QuickCrashDetectionTask(sa).buildRequest(payloads);
        return new InformationalInitiation(payloads, ExchangeResult.CONTINUES);
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public List<Payload> request() {
        return payloads;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) {
        return result instanceof ExchangeResult.Closed
                ? result
                : judge(response).orElse(result);
    }

    /** RFC 7296 2.21.3: INVALID_SYNTAX in an authenticated IKE SA is fatal to both ends. */
    static Optional<ExchangeResult> judge(ReceivedPayloads response) {
        boolean fatal = response.notify(NotifyType.INVALID_SYNTAX).isPresent()
                || response.notify(NotifyType.AUTHENTICATION_FAILED).isPresent();
        return fatal
                ? Optional.of(new ExchangeResult.Closed(new CloseReason(
                        CloseReason.Kind.PEER_REFUSED, "the peer called our INFORMATIONAL request malformed")))
                : Optional.empty();
    }
}
