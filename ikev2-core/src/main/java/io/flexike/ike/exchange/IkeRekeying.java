package io.flexike.ike.exchange;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeNegotiationTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.NonceTask;
import io.flexike.ike.task.QuickCrashDetectionTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import io.flexike.ike.task.WindowTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CREATE_CHILD_SA as initiator for the successor of the IKE SA itself (RFC 7296 1.3.2, 2.8, 2.18). */
public final class IkeRekeying implements OwnExchange {
    /** Our choice: a peer that always wants another group is left alone. */
    private static final int MAX_TRIES = 5;

    /** Our choice: with pauses of a few seconds, the several minutes of RFC 7296 2.25. */
    private static final int MOST_POSTPONEMENTS = 60;

    private final IkeSa sa;
    private final ProtocolOptions options;
    private final KeyExchangeMethod method;
    private final int tries;
    private final Handshake handshake = new Handshake();
    private @Nullable IkeSa successor;
    private @Nullable IkeNegotiationTask negotiation;

    private IkeRekeying(IkeSa sa, ProtocolOptions options, KeyExchangeMethod method, int tries) {
        this.sa = sa;
        this.options = options;
        this.method = method;
        this.tries = tries;
    }

    /** Rekeys the IKE SA, unless the peer has done so when its turn comes. */
    public static Intention rekeying(ProtocolOptions options) {
        return rekeying(options, KeyExchangeMethod.NONE, 1);
    }

    private static Intention rekeying(ProtocolOptions options, KeyExchangeMethod method, int tries) {
        return sa -> sa.heir().isPresent() || sa.rival().isPresent()
                ? Optional.empty()
                : Optional.of(new IkeRekeying(
                        sa,
                        options,
                        method.equals(KeyExchangeMethod.NONE)
                                ? sa.requiredSuite().keyExchange()
                                : method,
                        tries));
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.CREATE_CHILD_SA;
    }

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public List<Payload> request() throws IkeProtocolException {
        sa.rekeying(true);
        IkeSa next = sa.successor(/* weInitiate= */ true);
        successor = next;
        negotiation = IkeNegotiationTask.rekeying(
                next, sa, handshake, sa.requiredProfile().ikeProposals());
        negotiation.preferring(method);
        List<Payload> request = new ArrayList<>();
        negotiation.buildRequest(request);
        new WindowTask(next, options.windowSize()).buildRequest(request);
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        sa.rekeying(false);
        IkeSa next = successor;
        if (next == null || negotiation == null) {
            throw new AssertionError("a response before its request");
        }
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent()) {
            sa.effects().releaseIkeSpi(next.localSpi());
            return refused(error.get());
        }
        try {
            negotiation.processResponse(response);
        } catch (IkeProtocolException e) {
            sa.effects().releaseIkeSpi(next.localSpi());
            next.destroyKeys();
            throw e;
        }
        new WindowTask(next, options.windowSize()).processResponse(response);
        new QuickCrashDetectionTask(next).processResponse(response);
        next.live(sa.effects().now());
        // RFC 7296 2.8.2: the IKE SA with the lowest of the four nonces is deleted by the end that made it.
        byte[] lowest = NonceTask.lowest(handshake.nonceI(), handshake.nonceR());
        boolean redundant = sa.rival()
                .filter(rival -> NonceTask.isLower(lowest, rival.lowestNonce()))
                .isPresent();
        return new ExchangeResult.Rekeyed(next, redundant);
    }

    @Override
    public void abandoned() {
        if (successor != null) {
            sa.effects().releaseIkeSpi(successor.localSpi());
            successor.destroyKeys();
        }
    }

    private ExchangeResult refused(NotifyPayload error) {
        NotifyType type = error.notifyType();
        byte[] data = error.data();
        // RFC 7296 2.21.3: fatal to both ends; the peer has forgotten the IKE SA already.
        if (type.equals(NotifyType.INVALID_SYNTAX)) {
            return new ExchangeResult.Closed(Refusals.reason(error, Asked.NOTHING));
        }
        if (sa.rival().isPresent()) {
            // The peer's own rekeying holds.
            return new ExchangeResult.RekeyedByPeer(sa.rival().get().sa());
        }
        if (type.equals(NotifyType.INVALID_KE_PAYLOAD) && data.length == 2 && tries < MAX_TRIES) {
            KeyExchangeMethod wanted = new KeyExchangeMethod((data[0] & 0xff) << 8 | data[1] & 0xff);
            boolean offered = IkeNegotiationTask.methods(sa.requiredProfile().ikeProposals())
                    .contains(wanted);
            if (offered && !wanted.equals(method)) {
                return new ExchangeResult.Continues(List.of(rekeying(options, wanted, tries + 1)));
            }
        }
        if (type.equals(NotifyType.TEMPORARY_FAILURE) && tries < MOST_POSTPONEMENTS) {
            return new ExchangeResult.Postponed(rekeying(options, method, tries + 1));
        }
        sa.lifespan().softAgain(sa.effects().now());
        sa.effects()
                .event(new IkeEvent.IkeSaRekeyRefused(
                        sa.localSpi(),
                        Refusals.reason(
                                error,
                                Asked.ikeSa(
                                        sa.profileName(), sa.requiredProfile().ikeProposals()))));
        return new ExchangeResult.NeedsNewIkeSa();
    }
}
