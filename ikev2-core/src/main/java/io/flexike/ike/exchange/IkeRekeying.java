package io.flexike.ike.exchange;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.ExchangeCollisions;
import io.flexike.ike.task.Handshake;
import io.flexike.ike.task.IkeNegotiationTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.KeyExchangeSeries;
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
public final class IkeRekeying implements OwnExchange, OwnSeries {
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
    public static Intention rekeying(IkeSa sa, ProtocolOptions options) {
        return rekeying(sa, options, KeyExchangeMethod.NONE, 1);
    }

    private static Intention rekeying(IkeSa sa, ProtocolOptions options, KeyExchangeMethod method, int tries) {
        return turn ->
                turn != sa || sa.heir().isPresent() || sa.collisions().rival().isPresent()
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

    /** RFC 9370 2.2.4: what the peer has begun counts as one exchange until its last key exchange is done. */
    @Override
    public boolean mustWait() {
        return sa.followUps().replaceIkeSa();
    }

    @Override
    public List<Payload> request() throws IkeProtocolException {
        sa.collisions().rekeying(ExchangeCollisions.Rekeying.ASKED);
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
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent()) {
            return refused(error.get());
        }
        negotiation().processResponse(response);
        new WindowTask(successor(), options.windowSize()).processResponse(response);
        new QuickCrashDetectionTask(successor()).processResponse(response);
        return FollowUpExchange.after(
                response,
                this,
                new KeyExchangeSeries(
                        sa.crypto(), sa.random(), negotiation().suite().furtherKeyExchanges()));
    }

    @Override
    public boolean goesOn() {
        if (sa.collisions().rekeying() == ExchangeCollisions.Rekeying.AGREED) {
            return true;
        }
        if (sa.heir().isPresent() || isRedundant()) {
            return false;
        }
        // RFC 9370 2.2.4: the peer, who has lost, does not go on with its own; what it has made, it deletes.
        sa.followUps().dropForIkeSa();
        sa.collisions().rival(null);
        sa.collisions().rekeying(ExchangeCollisions.Rekeying.AGREED);
        return true;
    }

    /** RFC 7296 2.8.2: of two successors, that with the lowest nonce is given up by the end that began it. */
    private boolean isRedundant() {
        byte[] lowest = NonceTask.lowest(handshake.nonceI(), handshake.nonceR());
        return sa.collisions()
                .rival()
                .filter(rival -> NonceTask.isLower(lowest, rival.lowestNonce()))
                .isPresent();
    }

    @Override
    public ExchangeResult stopped() {
        abandoned();
        return sa.heir().isPresent() ? ExchangeResult.CONTINUES : yielding().orElseThrow();
    }

    @Override
    public ExchangeResult completed(List<SecretBytes> further) {
        sa.collisions().rekeying(ExchangeCollisions.Rekeying.NO);
        negotiation().derive(further);
        successor().live(sa.effects().now());
        boolean redundant = isRedundant();
        sa.collisions().rivalGivesUp();
        return new ExchangeResult.Rekeyed(successor(), redundant);
    }

    @Override
    public void abandoned() {
        sa.collisions().rekeying(ExchangeCollisions.Rekeying.NO);
        if (negotiation != null && successor != null) {
            negotiation.abandon();
            sa.effects().releaseIkeSpi(successor.localSpi());
            successor.destroyKeys();
        }
    }

    private IkeSa successor() {
        if (successor == null) {
            throw new AssertionError("a response before its request");
        }
        return successor;
    }

    private IkeNegotiationTask negotiation() {
        if (negotiation == null) {
            throw new AssertionError("a response before its request");
        }
        return negotiation;
    }

    /** The peer's own rekeying holds, or will do so when its key exchanges are done. */
    private Optional<ExchangeResult> yielding() {
        if (sa.collisions().rival().isEmpty()) {
            return Optional.empty();
        }
        Optional<IkeSa> made = sa.collisions().rival().flatMap(ExchangeCollisions.Rival::made);
        sa.collisions().rivalGivesUp();
        return Optional.of(made.<ExchangeResult>map(ExchangeResult.RekeyedByPeer::new)
                .orElseGet(() -> new ExchangeResult.Postponed(again(method, tries))));
    }

    /** The same once more. */
    private Intention again(KeyExchangeMethod wanted, int number) {
        return rekeying(sa, options, wanted, number);
    }

    @Override
    public ExchangeResult refused(NotifyPayload error) {
        abandoned();
        NotifyType type = error.notifyType();
        // RFC 7296 2.21.3: fatal to both ends; the peer has forgotten the IKE SA already.
        if (type.equals(NotifyType.INVALID_SYNTAX)) {
            return new ExchangeResult.Closed(Refusals.reason(error, Asked.NOTHING));
        }
        Optional<ExchangeResult> yielding = yielding();
        if (yielding.isPresent()) {
            return yielding.get();
        }
        byte[] data = error.data();
        if (type.equals(NotifyType.INVALID_KE_PAYLOAD) && data.length == 2 && tries < MAX_TRIES) {
            KeyExchangeMethod wanted = new KeyExchangeMethod((data[0] & 0xff) << 8 | data[1] & 0xff);
            boolean offered = IkeNegotiationTask.methods(sa.requiredProfile().ikeProposals())
                    .contains(wanted);
            if (offered && !wanted.equals(method)) {
                return new ExchangeResult.Continues(List.of(again(wanted, tries + 1)));
            }
        }
        // RFC 9370 2.2.4: the peer may have waited too long for the next key exchange. Later it may go well; if it
        // never
        // does, the IKE SA is of no use.
        if (type.equals(NotifyType.STATE_NOT_FOUND) && tries >= MAX_TRIES) {
            return new ExchangeResult.Hopeless(Refusals.reason(error, Asked.NOTHING));
        }
        boolean later = type.equals(NotifyType.TEMPORARY_FAILURE) || type.equals(NotifyType.STATE_NOT_FOUND);
        if (later && tries < MOST_POSTPONEMENTS) {
            return new ExchangeResult.Postponed(again(method, tries + 1));
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
