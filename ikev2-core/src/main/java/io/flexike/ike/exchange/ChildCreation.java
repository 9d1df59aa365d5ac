package io.flexike.ike.exchange;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.keys.SharedSecrets;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSaDemand;
import io.flexike.ike.task.ChildSaTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.KeyExchangeSeries;
import io.flexike.ike.task.NonceTask;
import io.flexike.ike.task.PfsTask;
import io.flexike.ike.task.ReceivedPayloads;
import io.flexike.ike.task.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CREATE_CHILD_SA as initiator for a Child SA without a predecessor (RFC 7296 1.3.1). */
public class ChildCreation implements OwnExchange, OwnSeries {
    /** Our choice: a peer that always wants another group or another time is left alone. */
    private static final int MAX_TRIES = 10;

    private final IkeSa sa;
    private final ChildSaDemand demand;
    private final KeyExchangeMethod preferred;
    private final int tries;
    private final NonceTask nonces;
    private final PfsTask pfs;
    private @Nullable ChildSaTask child;
    private List<SecretBytes> further = List.of();
    private boolean underWay;

    ChildCreation(IkeSa sa, ChildSaDemand demand, KeyExchangeMethod preferred, int tries) {
        this.sa = sa;
        this.demand = demand;
        this.preferred = preferred;
        this.tries = tries;
        this.nonces = new NonceTask(sa.random());
        this.pfs = new PfsTask(sa, demand.proposals(), preferred);
    }

    /** A further Child SA. */
    public static Intention creation(Flow flow) {
        return creation(flow, KeyExchangeMethod.NONE, 1);
    }

    private static Intention creation(Flow flow, KeyExchangeMethod preferred, int tries) {
        return sa -> Optional.of(new ChildCreation(
                sa,
                ChildSaDemand.further(sa, flow),
                preferred.equals(KeyExchangeMethod.NONE) ? sa.requiredSuite().keyExchange() : preferred,
                tries));
    }

    IkeSa sa() {
        return sa;
    }

    @Override
    public final ExchangeType type() {
        return ExchangeType.CREATE_CHILD_SA;
    }

    @Override
    public final boolean isAlone() {
        return false;
    }

    /** RFC 7296 2.25.2: a rekeying of the IKE SA is not to be disturbed. */
    @Override
    public boolean mustWait() {
        return sa.followUps().replaceIkeSa();
    }

    @Override
    public final List<Payload> request() throws IkeProtocolException {
        sa.collisions().childExchangeBegins();
        underWay = true;
        child = newTask(demand);
        List<Payload> request = new ArrayList<>();
        addRekeyNotify(request);
        child.buildRequest(request);
        nonces.buildRequest(request);
        pfs.buildRequest(request);
        child.buildSelectors(request);
        return request;
    }

    ChildSaTask newTask(ChildSaDemand asked) {
        return new ChildSaTask(sa, asked);
    }

    /** RFC 7296 1.3.3: which Child SA is rekeyed. */
    void addRekeyNotify(List<Payload> request) {}

    @Override
    public final ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent()) {
            return refused(error.get());
        }
        ChildSaTask task = task();
        task.processResponse(response);
        nonces.processResponse(response);
        pfs.complete(response, task.suite().keyExchange());
        return FollowUpExchange.after(
                response,
                this,
                new KeyExchangeSeries(sa.crypto(), sa.random(), task.suite().furtherKeyExchanges()));
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    @Override
    public final ExchangeResult stopped() {
        abandoned();
        return temporaryFailure(again());
    }

    @Override
    public final ExchangeResult completed(List<SecretBytes> secrets) {
        further = secrets;
        if (sa.collisions().wasDeletedBeforeMade(task().outboundSpi())) {
            abandoned();
            return deletedAlready();
        }
        ExchangeResult result = task().objection().map(this::unfit).orElseGet(() -> made(task()));
        ends();
        return result;
    }

    @Override
    public final void abandoned() {
        if (child != null) {
            child.abandon();
        }
        pfs.abandon();
        further.forEach(SecretBytes::destroy);
        ends();
    }

    private void ends() {
        if (underWay) {
            underWay = false;
            sa.collisions().childExchangeEnds();
        }
    }

    private ChildSaTask task() {
        if (child == null) {
            throw new AssertionError("a response before its request");
        }
        return child;
    }

    @Override
    public final ExchangeResult refused(NotifyPayload error) {
        abandoned();
        NotifyType type = error.notifyType();
        byte[] data = error.data();
        // RFC 7296 2.21.3: fatal to both ends; the peer has forgotten the IKE SA already.
        if (type.equals(NotifyType.INVALID_SYNTAX)) {
            return new ExchangeResult.Closed(Refusals.reason(error, task().asked()));
        }
        if (type.equals(NotifyType.INVALID_KE_PAYLOAD) && data.length == 2 && tries < MAX_TRIES) {
            KeyExchangeMethod wanted = new KeyExchangeMethod((data[0] & 0xff) << 8 | data[1] & 0xff);
            if (isStillWanted() && !wanted.equals(preferred) && pfs.retryWith(wanted)) {
                return new ExchangeResult.Continues(List.of(again(wanted, tries + 1)));
            }
        }
        // RFC 9370 2.2.4: the peer may have waited too long for the next key exchange. Later it may go well; if it
        // never
        // does, the IKE SA is of no use.
        boolean later = type.equals(NotifyType.TEMPORARY_FAILURE) || type.equals(NotifyType.STATE_NOT_FOUND);
        if (later && tries < MAX_TRIES) {
            return temporaryFailure(again());
        }
        CloseReason reason = Refusals.reason(error, task().asked());
        return type.equals(NotifyType.STATE_NOT_FOUND) ? new ExchangeResult.Hopeless(reason) : failed(type, reason);
    }

    /** Whether another try makes sense. */
    boolean isStillWanted() {
        return true;
    }

    /** The same once more, in the same way. */
    final Intention again() {
        return again(preferred, tries + 1);
    }

    /** The same once more. */
    Intention again(KeyExchangeMethod method, int number) {
        return creation(demand.flow(), method, number);
    }

    /** RFC 7296 2.25: not now. */
    ExchangeResult temporaryFailure(Intention again) {
        return new ExchangeResult.Postponed(again);
    }

    /** The peer has said no. */
    ExchangeResult failed(NotifyType type, CloseReason reason) {
        sa.effects()
                .event(new IkeEvent.ChildSaRefused(
                        sa.newest().localSpi(), sa.profileName(), Optional.of(demand.flow()), reason));
        return ExchangeResult.CONTINUES;
    }

    /** The peer has made it and deleted it before we learned of it. */
    ExchangeResult deletedAlready() {
        return failed(
                NotifyType.CHILD_SA_NOT_FOUND,
                new CloseReason(CloseReason.Kind.PEER_DELETED, "the peer deleted the Child SA at once"));
    }

    /** RFC 7296 1.3.1: both ends have it, but not in the only mode that is of use here. */
    private ExchangeResult unfit(CloseReason reason) {
        ChildSa unfit = install(task(), /* sending= */ false);
        failed(NotifyType.USE_TRANSPORT_MODE, reason);
        return new ExchangeResult.Continues(
                ChildDeletion.deletion(sa, unfit, reason).stream().toList());
    }

    /** Both ends have it. */
    ExchangeResult made(ChildSaTask task) {
        ChildSa made = install(task, /* sending= */ true);
        sa.children().switchTo(made);
        return new ExchangeResult.Continues(ResourceCreation.beside(made));
    }

    final ChildSa install(ChildSaTask task, boolean sending) {
        SharedSecrets secrets = new SharedSecrets(pfs.sharedSecret(), further);
        return sa.children().install(task.parameters(nonces.nonceI(), nonces.nonceR(), secrets), task.group(), sending);
    }

    final byte[] lowestNonce() {
        return nonces.lowest();
    }
}
