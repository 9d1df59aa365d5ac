package io.flexike.ike.engine;

import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Question;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.Effects;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.ticket.TicketOffice;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the IKE SAs of one engine share: the outputs of the running step, the SPIs in use, the open questions. */
final class EngineContext implements Effects {
    /** Our choice: octets of incomplete messages of all IKE SAs whose peers are not authenticated. */
    private static final int MOST_OF_STRANGERS = 16 * 1024 * 1024;

    /** Our choice: octets of incomplete messages of all others. */
    private static final int MOST_OF_OTHERS = 64 * 1024 * 1024;

    private static final Set<CloseReason.Kind> VOIDING = EnumSet.of(
            CloseReason.Kind.LOCAL_REQUEST,
            CloseReason.Kind.PEER_DELETED,
            CloseReason.Kind.REKEYED,
            CloseReason.Kind.REAUTHENTICATED,
            CloseReason.Kind.REDIRECTED,
            CloseReason.Kind.EXPIRED,
            CloseReason.Kind.REVOKED);

    private final EngineSettings settings;
    private final TicketOffice tickets;
    private final Acquaintances acquaintances;
    private final Siblings siblings;
    private final SharedValues shared = new SharedValues();
    private final RecentCiphers ciphers = new RecentCiphers();
    private final FragmentPool fragmentsOfStrangers = new FragmentPool(MOST_OF_STRANGERS);
    private final FragmentPool fragmentsOfOthers = new FragmentPool(MOST_OF_OTHERS);
    private Instant now = Instant.MIN;
    private final SpiPool spis;
    private final Map<Long, Long> questions = new HashMap<>();
    private final CrashTokens crashTokens;
    private final Tally tally = new Tally();
    private ResponderProfiles responders;
    private List<IkeOutput> outputs = new ArrayList<>();
    private long lastQuestionId;
    private List<LocalAddress> localAddresses = List.of();
    private List<InetAddress> addresses = List.of();

    EngineContext(EngineSettings settings, Acquaintances acquaintances, Siblings siblings) {
        this.settings = settings;
        this.tickets = TicketOffice.of(settings.continuity().tickets(), settings.crypto(), settings.random());
        this.responders = new ResponderProfiles(settings.responderProfiles());
        this.acquaintances = acquaintances;
        this.siblings = siblings;
        this.spis = new SpiPool(settings.random(), siblings::contains);
        this.crashTokens = new CrashTokens(settings.crypto(), settings.crashSecrets());
    }

    EngineSettings settings() {
        return settings;
    }

    /** Who may connect to us from now on. */
    ResponderProfiles responders() {
        return responders;
    }

    void responders(List<PeerProfile> profiles) {
        responders = new ResponderProfiles(profiles);
    }

    Tally tally() {
        return tally;
    }

    RecentCiphers ciphers() {
        return ciphers;
    }

    Siblings siblings() {
        return siblings;
    }

    /** SPIs of IKE SAs that are being made. */
    int reservedIkeSpis() {
        return spis.reservedIkeSpis();
    }

    int childSpisInUse() {
        return spis.inboundSpis();
    }

    int openQuestions() {
        return questions.size();
    }

    /** Where the incomplete messages of an IKE SA count; strangers take nothing from those who are known. */
    FragmentPool fragmentsOf(IkeSa sa) {
        boolean stranger = !sa.initiator() && sa.establishedAt().equals(Instant.MAX);
        return stranger ? fragmentsOfStrangers : fragmentsOfOthers;
    }

    List<IkeOutput> takeOutputs() {
        List<IkeOutput> taken = outputs;
        outputs = new ArrayList<>();
        return taken;
    }

    void output(IkeOutput output) {
        outputs.add(output);
    }

    void transmit(Path path, byte[] octets) {
        outputs.add(new IkeOutput.Transmit(path, octets));
    }

    void refused(long ikeSpi, Path path, String reason) {
        event(new IkeEvent.DatagramRefused(ikeSpi, path, reason));
    }

    /** A message outside of any IKE SA. */
    void trace(boolean sent, Path path, IkeHeader header, List<Payload> payloads) {
        if (settings.traceMessages()) {
            event(new IkeEvent.MessageTraced(0, sent, path, header, List.copyOf(payloads), false));
        }
    }

    /** Asks what an exchange has to know. */
    void ask(long ikeSpi, ExchangeResult result) {
        if (result instanceof ExchangeResult.Asks asks) {
            ask(ikeSpi, asks.question());
        } else if (result instanceof ExchangeResult.AsksForAuthorization asks) {
            lastQuestionId++;
            questions.put(lastQuestionId, ikeSpi);
            outputs.add(new IkeOutput.AuthorizePeer(lastQuestionId, asks.request()));
        } else {
            throw new AssertionError("no question in " + result);
        }
    }

    /** Asks what an IKE SA would like to know. */
    void ask(long ikeSpi, Question question) {
        lastQuestionId++;
        questions.put(lastQuestionId, ikeSpi);
        outputs.add(new IkeOutput.Ask(lastQuestionId, question));
    }

    /** The IKE SA that has asked and has no answer yet. */
    Optional<Long> asker(long questionId) {
        return Optional.ofNullable(questions.get(questionId));
    }

    /** The question is answered. */
    void answered(long questionId) {
        questions.remove(questionId);
    }

    /** An IKE SA is over. */
    void withdrawQuestionsOf(long ikeSpi) {
        questions.entrySet().removeIf(question -> {
            boolean withdrawn = question.getValue() == ikeSpi;
            if (withdrawn) {
                outputs.add(new IkeOutput.WithdrawQuestion(question.getKey()));
            }
            return withdrawn;
        });
    }

    @Override
    public void expect(long ikeSpi, int inboundSpi) {
        outputs.add(new IkeOutput.ExpectChildSa(ikeSpi, inboundSpi));
    }

    @Override
    public void forget(long ikeSpi, int inboundSpi) {
        outputs.add(new IkeOutput.ForgetChildSa(ikeSpi, inboundSpi));
    }

    @Override
    public void install(ChildSaParameters child, boolean sending) {
        outputs.add(new IkeOutput.InstallChildSa(child, sending));
    }

    @Override
    public void startSending(long ikeSpi, int inboundSpi) {
        outputs.add(new IkeOutput.StartSending(ikeSpi, inboundSpi));
    }

    @Override
    public void stopSending(long ikeSpi, int inboundSpi) {
        outputs.add(new IkeOutput.StopSending(ikeSpi, inboundSpi));
    }

    @Override
    public void move(long ikeSpi, int inboundSpi, Path path, boolean udpEncapsulation) {
        outputs.add(new IkeOutput.MoveChildSa(ikeSpi, inboundSpi, path, udpEncapsulation));
    }

    @Override
    public List<InetAddress> localAddresses() {
        return addresses;
    }

    /** The same with their ports. */
    List<LocalAddress> localEnds() {
        return localAddresses;
    }

    void localEnds(List<LocalAddress> ends) {
        localAddresses = ends;
        addresses = ends.stream().map(LocalAddress::address).distinct().toList();
    }

    @Override
    public void remove(long ikeSpi, ChildSa child) {
        spis.release(child.inboundSpi());
        outputs.add(new IkeOutput.RemoveChildSa(ikeSpi, child.inboundSpi(), child.outboundSpi()));
    }

    @Override
    public void release(int inboundSpi) {
        spis.release(inboundSpi);
    }

    @Override
    public void logKeys(IkeKeyLogEntry entry) {
        if (settings.logKeys()) {
            // Written later and elsewhere, when the IKE SA may have destroyed its keys already.
            outputs.add(new IkeOutput.LogKeys(entry.copy()));
        }
    }

    @Override
    public void event(IkeEvent event) {
        outputs.add(new IkeOutput.Event(event));
    }

    @Override
    public boolean isOnlyOneWithItsPeer(IkeSa sa) {
        return acquaintances.isOnlyOneExpecting(sa);
    }

    @Override
    public List<Long> olderWithPeerOf(IkeSa sa) {
        return acquaintances.olderWithPeerOf(sa);
    }

    @Override
    public void closeOthersOfPeer(IkeSa sa) {
        CloseReason reason =
                new CloseReason(CloseReason.Kind.REPLACED, "the peer said that a newer IKE SA is its only one");
        // RFC 7296 2.4: the peer has no memory of those, so there is nobody to tell.
        acquaintances.olderWithPeerOf(sa).forEach(spi -> siblings.with(spi, older -> older.close(reason, now)));
    }

    /** Established IKE SAs whose peer has proved the same identity to the same one of ours, others than this one. */
    List<Long> othersWithPeerOf(IkeSa sa) {
        return acquaintances.othersWithPeerOf(sa);
    }

    @Override
    public boolean sendsElsewhere(IkeSa sa, List<AddressSelector> local, List<AddressSelector> remote) {
        // A whole company may have one identity: nobody is woken for this.
        return acquaintances
                .newestWithPeerOf(sa)
                .anyMatch(other -> siblings.isEstablished(other.localSpi())
                        && other.children().carryAnyOf(local, remote));
    }

    /** An IKE SA is about to go: what waits for that takes over first. */
    void goes(IkeSa sa) {
        for (IkeSa heir : acquaintances.waitingWithPeerOf(sa)) {
            acquaintances.hasWaited(heir);
            siblings.with(heir.localSpi(), machine -> machine.sa().children().takeOver());
        }
    }

    @Override
    public boolean probeOthersOfPeer(IkeSa sa, boolean isOnlyOne) {
        List<Long> others = new ArrayList<>(acquaintances.othersWithPeerOf(sa));
        if (isOnlyOne) {
            others.removeAll(acquaintances.olderWithPeerOf(sa));
        }
        List<Long> probed = new ArrayList<>();
        others.forEach(spi -> siblings.with(spi, older -> {
            if (older.isEstablished()) {
                older.duties().probe();
                probed.add(spi);
            }
        }));
        return !probed.isEmpty();
    }

    @Override
    public boolean takesCrashTokens() {
        return settings.options().crashDetection();
    }

    @Override
    public Stream<byte[]> crashTokens(long initiatorSpi, long responderSpi) {
        return crashTokens.of(initiatorSpi, responderSpi);
    }

    boolean makesCrashTokens() {
        return !settings.crashSecrets().isEmpty();
    }

    @Override
    public TicketOffice tickets() {
        return tickets;
    }

    @Override
    public SessionContinuity continuity() {
        return settings.continuity();
    }

    @Override
    public void closeResumed(long localSpi, long remoteSpi) {
        CloseReason reason = new CloseReason(CloseReason.Kind.REPLACED, "it was resumed by a newer IKE SA");
        siblings.with(localSpi, old -> {
            if (old.sa().remoteSpi() == remoteSpi) {
                old.close(reason, now);
            }
        });
    }

    @Override
    public void skipSequenceNumbers(long ikeSpi, int inboundSpi, long count) {
        outputs.add(new IkeOutput.SkipSequenceNumbers(ikeSpi, inboundSpi, count));
    }

    /** RFC 5723 6.2: a ticket of an IKE SA that was deleted or rekeyed resumes nothing. */
    void voidTickets(IkeSa sa, CloseReason reason) {
        if (!VOIDING.contains(reason.kind())) {
            return;
        }
        sa.continuity().granted().ifPresent(ticket -> tickets.revoke(ticket, now));
        if (sa.continuity().holdsTicket()) {
            sa.continuity().holdsTicket(false);
            event(new IkeEvent.TicketWithdrawn(sa.localSpi()));
        }
    }

    @Override
    public int newInboundSpi() {
        return spis.newInboundSpi();
    }

    @Override
    public long newIkeSpi() {
        return spis.newIkeSpi();
    }

    @Override
    public void releaseIkeSpi(long ikeSpi) {
        spis.releaseIkeSpi(ikeSpi);
    }

    @Override
    public <T extends Record> T shared(T value) {
        return shared.of(value);
    }

    @Override
    public Instant now() {
        return now;
    }

    void now(Instant instant) {
        now = instant;
    }
}
