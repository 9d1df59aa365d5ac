package io.flexike.ike.engine;

import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.exchange.ChildCreation;
import io.flexike.ike.exchange.ChildDeletion;
import io.flexike.ike.exchange.ChildRekeying;
import io.flexike.ike.exchange.ConfigurationSetting;
import io.flexike.ike.exchange.IkeRekeying;
import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.ResourceCreation;
import io.flexike.ike.exchange.TicketRequest;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.IkeSa;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an established IKE SA does when its time has come, or when the application or the data plane asks for it. */
final class SessionDuties implements SessionTimers.Duties {
    private static final CloseReason EXPIRED =
            new CloseReason(CloseReason.Kind.EXPIRED, "its lifetime is over, and it was not rekeyed in time");

    /** Our choice: how long the peer may take to delete the Child SA that it has rekeyed. */
    private static final Duration SUPERSEDED_LIFETIME = Duration.ofSeconds(60);

    /** Our choice: what was fetched for the recheck of another peer within that time does for this one. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final IkeSaMachine machine;
    private final EngineContext context;

    SessionDuties(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
    }

    @Override
    public void rekeyIkeSa() {
        want(IkeRekeying.rekeying(sa(), context.settings().options()));
    }

    @Override
    public void endOfLife() {
        machine.delete(EXPIRED, context.now());
    }

    @Override
    public void end() {
        machine.delete(sa().lifespan().endReason(), context.now());
    }

    /** The application wants the peers to prove again who they are; a responder can only ask for it (RFC 4478). */
    void authenticateAnew() {
        if (sa().authenticatedAsInitiator()) {
            reauthenticate();
        } else {
            want(InformationalInitiation.reauthentication());
        }
    }

    /** RFC 5685 5: the initiator deletes the IKE SA when it is with the other gateway; if not, we do. */
    void redirect(RedirectTarget target) {
        if (machine.isEstablished() && sa().peer().takesRedirects() && !sa().authenticatedAsInitiator()) {
            context.event(new IkeEvent.Redirected(sa().localSpi(), sa().path(), target));
            want(Intention.of(InformationalInitiation.redirect(target)));
            Instant limit =
                    context.now().plus(context.settings().options().redirects().patience());
            sa().lifespan().endBy(limit, Redirection.reason(target));
        }
    }

    /** RFC 7296 2.8.3: only the initiator of the authentication can repeat it; a responder lets the IKE SA end. */
    @Override
    public void reauthenticate() {
        if (machine.sa().peer().profile().isPresent() && machine.sa().authenticatedAsInitiator()) {
            context.siblings().reauthenticate(machine);
        }
    }

    @Override
    public void rekey(ChildSa child) {
        // RFC 7296 2.25.1: who does not know it would answer CHILD_SA_NOT_FOUND, and it would end before it began
        if (child.isUnconfirmed()) {
            child.postponeRekeying();
            return;
        }
        want(ChildRekeying.rekeying(child.inboundSpi()));
    }

    @Override
    public void expired(ChildSa child) {
        if (child.isLive()) {
            expire(child);
        } else {
            sa().children().drop(child);
        }
    }

    @Override
    public void tryAgain(Intention intention) {
        want(intention);
    }

    @Override
    public void askForTraffic() {
        context.output(new IkeOutput.AskTraffic(sa().localSpi()));
    }

    @Override
    public void requestTicket() {
        want(TicketRequest.wanted());
    }

    /** RFC 7296 2.4: any request would do; an empty one is only sent if no other one is on its way. */
    @Override
    public void probe() {
        if (machine.requests().isEmpty()) {
            want(Intention.of(machine.paths().liveness()));
        }
    }

    @Override
    public void keepalive() {
        context.output(new IkeOutput.Keepalive(sa().path()));
    }

    /** Whether the certificates by which the peer has proved itself were revoked since. */
    @Override
    public void recheckPeer() {
        recheckLater();
        // Whoever has not answered until now is not waited for any longer.
        context.withdrawQuestionsOf(sa().localSpi());
        Duration interval = context.settings().options().revocationRecheck();
        Duration oldest = interval.compareTo(FRESH) < 0 ? interval : FRESH;
        context.ask(sa().localSpi(), sa().peer().recheck(oldest));
    }

    /** Up to a tenth earlier, so that peers that came together are not all asked about at the same time. */
    void recheckLater() {
        Duration interval = context.settings().options().revocationRecheck();
        if (!interval.isZero()) {
            long earlier = (long) (sa().random().nextDouble() * interval.toMillis() / 10);
            sa().peer().recheckAt(context.now().plus(interval).minusMillis(earlier));
        }
    }

    /** Whatever else is wrong with them keeps the peer from a new IKE SA, not from the one that it has. */
    void rechecked(Answer answer) {
        if (answer instanceof Answer.Checked checked
                && checked.verdict() instanceof CertificateVerdict.Refused refused
                && refused.reason() == RefusalReason.REVOKED
                && machine.isEstablished()) {
            context.tally().revokedPeer();
            machine.delete(
                    new CloseReason(
                            CloseReason.Kind.REVOKED,
                            new Rejection.Certificate(
                                    sa().profileName(),
                                    sa().requiredRemoteIdentity(),
                                    refused.reason(),
                                    refused.text())),
                    context.now());
        }
    }

    void traffic(Instant received, Instant sent) {
        if (machine.isEstablished() && machine.timers().traffic(received, sent, context.now())) {
            probe();
        }
    }

    void create(IkeInput.CreateChildSa command) {
        want(ChildCreation.creation(command.flow()));
    }

    void configure(List<ConfigurationAttribute> attributes) {
        want(ConfigurationSetting.setting(attributes));
    }

    void rekeyChild(int inboundSpi) {
        sa().children().byInboundSpi(inboundSpi).ifPresent(child -> {
            child.softAt(Instant.MAX);
            rekey(child);
        });
    }

    /** The application does not want a Child SA any more, nor what either end is making of it. */
    void deleteChild(int inboundSpi, CloseReason reason) {
        if (!machine.isEstablished()) {
            return;
        }
        sa().children().byInboundSpi(inboundSpi).ifPresent(child -> {
            child.unwanted();
            sa().followUps().dropFor(child);
            child.successor().filter(ChildSa::isLive).ifPresent(next -> delete(next, reason));
            // The peer deletes what it has replaced, or we do at the end.
            if (child.phase() == ChildSa.Phase.SUPERSEDED) {
                sa().children().stopSending(child);
                child.hardAt(context.now().plus(SUPERSEDED_LIFETIME));
            } else {
                delete(child, reason);
            }
        });
    }

    /** A Child SA cannot go on. */
    void giveUpChild(int inboundSpi, CloseReason reason) {
        if (machine.isEstablished()) {
            sa().children().byInboundSpi(inboundSpi).ifPresent(child -> delete(child, reason));
        }
    }

    void limitReached(int inboundSpi, boolean hard) {
        if (!hard) {
            rekeyChild(inboundSpi);
        } else if (machine.isEstablished()) {
            sa().children().byInboundSpi(inboundSpi).ifPresent(this::expire);
        }
    }

    /** RFC 9611 4: who deletes one for a resource has no use for it; of one that has come to its end nobody said so. */
    private void expire(ChildSa child) {
        boolean isMissed = child.isInUse() && child.successor().isEmpty();
        delete(child, EXPIRED);
        if (isMissed) {
            ResourceCreation.inPlaceOf(sa(), child).ifPresent(this::want);
        }
    }

    /** The peer sends through a Child SA that replaces another one: so do we (RFC 7296 2.8). */
    void inUse(int inboundSpi) {
        sa().children()
                .byInboundSpi(inboundSpi)
                .filter(child -> child.isInUse() || child.isLeftOver())
                .ifPresent(sa().children()::switchTo);
    }

    /** An authentic packet of a Child SA has come from elsewhere. */
    void packetFrom(int inboundSpi, InetSocketAddress observed) {
        if (machine.isEstablished()) {
            machine.paths().packetFrom(inboundSpi, observed);
        }
    }

    void addressesChanged() {
        if (machine.isEstablished() && machine.isSession()) {
            machine.paths().addressesChanged();
        }
    }

    /** RFC 7296 1.5: the peer sends ESP packets with an SPI that is not known here. */
    void reportUnknownSpi(int spi) {
        want(Intention.of(InformationalInitiation.unknownSpi(spi)));
    }

    /** RFC 6311: this end may have lost count of messages, and of so many packets that the peer has sent. */
    void synchronizeCounters(long skipped) {
        machine.synchronization().begin(skipped, context.now());
    }

    private void delete(ChildSa child, CloseReason reason) {
        // RFC 9611 4: the one for all resources is there as long as there are others beside it
        if (child.isShared() && child.successor().isEmpty() && child.isInUse()) {
            child.group().ifPresent(group -> {
                group.noMore();
                sa().children().bound(group).forEach(bound -> deleteAlone(bound, reason));
            });
        }
        deleteAlone(child, reason);
    }

    private void deleteAlone(ChildSa child, CloseReason reason) {
        Optional<Intention> deletion = ChildDeletion.deletion(sa(), child, reason);
        deletion.ifPresent(this::want);
    }

    private void want(Intention intention) {
        machine.want(intention, context.now());
    }

    private IkeSa sa() {
        return machine.sa();
    }
}
