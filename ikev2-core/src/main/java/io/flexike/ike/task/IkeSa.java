package io.flexike.ike.task;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.SaLifetime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tasks of one IKE SA share. Confined to the engine's thread. */
public final class IkeSa {
    private final long localSpi;
    private final boolean initiator;
    private final Instant since;
    private final CryptoProvider crypto;
    private final SecureRandom random;
    private final Effects effects;
    private final ChildSas children = new ChildSas(this);
    private final Continuity continuity = new Continuity();
    private Instant establishedAt = Instant.MAX;
    private long remoteSpi;
    private Path path;
    private boolean behindNat;
    private boolean peerBehindNat;
    private boolean natFeigned;
    private @Nullable PeerProfile profile;
    private @Nullable IkeSuite suite;
    private @Nullable IkeKeys keys;
    private @Nullable Identification remoteIdentity;
    private Authorization.@Nullable Granted granted;
    private Instant softAt = Instant.MAX;
    private Instant hardAt = Instant.MAX;
    private Instant reauthenticateAt = Instant.MAX;
    private boolean authenticatedAsInitiator;
    private long handle;
    private Path natTraversalPath;
    private int peerWindow = 1;
    private int childExchanges;
    private boolean rekeying;
    private @Nullable Rival rival;
    private @Nullable IkeSa heir;
    private @Nullable Set<Integer> deletedBeforeMade;

    /** What the peer made of this IKE SA while our own request to rekey it was on its way (RFC 7296 2.8.2). */
    public record Rival(IkeSa sa, byte[] lowestNonce) {}

    public IkeSa(
            long localSpi,
            boolean initiator,
            Path path,
            Instant since,
            CryptoProvider crypto,
            SecureRandom random,
            Effects effects) {
        this.localSpi = localSpi;
        this.initiator = initiator;
        this.authenticatedAsInitiator = initiator;
        this.path = path;
        this.natTraversalPath = path;
        this.since = since;
        this.crypto = crypto;
        this.random = random;
        this.effects = effects;
    }

    public long localSpi() {
        return localSpi;
    }

    /** When we made it or its first message came. */
    public Instant since() {
        return since;
    }

    /** When IKE_AUTH ended well, far away before. */
    public Instant establishedAt() {
        return establishedAt;
    }

    public void established(Instant now) {
        establishedAt = now;
    }

    /** The peer's SPI, 0 until it is known. */
    public long remoteSpi() {
        return remoteSpi;
    }

    public void remoteSpi(long spi) {
        remoteSpi = spi;
    }

    public long initiatorSpi() {
        return initiator ? localSpi : remoteSpi;
    }

    public long responderSpi() {
        return initiator ? remoteSpi : localSpi;
    }

    /** Whether we are the original initiator. */
    public boolean initiator() {
        return initiator;
    }

    public Path path() {
        return path;
    }

    public void path(Path newPath) {
        path = newPath;
    }

    /** Whether ESP has to travel in UDP. */
    public boolean natDetected() {
        return behindNat || peerBehindNat || natFeigned;
    }

    /**
     * RFC 7296 2.23: whether the peer's address is taken from what it sends. Only the end that is not behind a NAT
     * itself does so.
     */
    public boolean followsPeer() {
        return peerBehindNat && !behindNat;
    }

    /**
     * Remembers what NAT detection has shown.
     *
     * @param feigned whether we pretended a NAT on our side, which is none
     */
    public void natDetected(boolean local, boolean remote, boolean feigned) {
        behindNat = local;
        peerBehindNat = remote;
        natFeigned = feigned;
    }

    public Optional<PeerProfile> profile() {
        return Optional.ofNullable(profile);
    }

    /** The profile, which an initiator has from the start and a responder from the first IKE_AUTH on. */
    public PeerProfile requiredProfile() {
        return invariant(profile, "no profile before IKE_AUTH");
    }

    public void profile(PeerProfile chosen) {
        profile = chosen;
    }

    public IkeSuite requiredSuite() {
        return invariant(suite, "no suite before the end of IKE_SA_INIT");
    }

    public IkeKeys requiredKeys() {
        return invariant(keys, "no keys before the end of IKE_SA_INIT");
    }

    public void keys(IkeSuite chosen, IkeKeys derived) {
        suite = chosen;
        keys = derived;
    }

    public Identification requiredRemoteIdentity() {
        return invariant(remoteIdentity, "no remote identity before IKE_AUTH");
    }

    /** What the peer calls itself, empty until IKE_AUTH. */
    public Optional<Identification> remoteIdentity() {
        return Optional.ofNullable(remoteIdentity);
    }

    public void remoteIdentity(Identification identity) {
        remoteIdentity = identity;
    }

    public CryptoProvider crypto() {
        return crypto;
    }

    public SecureRandom random() {
        return random;
    }

    public Effects effects() {
        return effects;
    }

    /** Its Child SAs; none once another IKE SA has inherited them. */
    public ChildSas children() {
        return children;
    }

    /** How it may outlive a loss of state. */
    public Continuity continuity() {
        return continuity;
    }

    /** What a responder's authorization has allowed the peer; empty for an initiator. */
    public Optional<Authorization.Granted> granted() {
        return Optional.ofNullable(granted);
    }

    public void granted(Authorization.Granted answer) {
        granted = answer;
    }

    /** What may be protected on our side. */
    public List<AddressSelector> allowedLocal() {
        return granted == null ? requiredProfile().localSelectors() : granted.local();
    }

    /** What may be protected on the peer's side. */
    public List<AddressSelector> allowedRemote() {
        return granted == null ? requiredProfile().remoteSelectors() : granted.remote();
    }

    /** The handle of the {@code Initiate} that began it; without meaning for a responder. */
    public long handle() {
        return handle;
    }

    public void handle(long chosen) {
        handle = chosen;
    }

    /** Where everything goes when a NAT is in between; that of the beginning. */
    public Path natTraversalPath() {
        return natTraversalPath;
    }

    public void natTraversalPath(Path given) {
        natTraversalPath = given;
    }

    /** How many requests of ours the peer takes at once (RFC 7296 2.3). */
    public int peerWindow() {
        return peerWindow;
    }

    public void peerWindow(int size) {
        peerWindow = size;
    }

    // Lifetime

    /** When it is to be rekeyed. */
    public Instant softAt() {
        return softAt;
    }

    public void softAt(Instant at) {
        softAt = at;
    }

    /** When it ends. */
    public Instant hardAt() {
        return hardAt;
    }

    /** When the peers have to prove again who they are. */
    public Instant reauthenticateAt() {
        return reauthenticateAt;
    }

    public void reauthenticateAt(Instant at) {
        reauthenticateAt = at;
    }

    /** When the authentication has to be repeated, if it ends now. */
    public Instant reauthenticationDue(Instant now) {
        return initiator ? SaLifetime.reached(now, requiredProfile().ikePolicy().reauthenticateAfter()) : Instant.MAX;
    }

    /** Whether we were the initiator of the IKE_AUTH from which this IKE SA comes, directly or by rekeying. */
    public boolean authenticatedAsInitiator() {
        return authenticatedAsInitiator;
    }

    /** Begins a life of the length that the profile says. */
    public void live(Instant now) {
        SaLifetime lifetime = requiredProfile().ikePolicy().lifetime().jittered(random.nextDouble());
        softAt = SaLifetime.reached(now, lifetime.soft());
        hardAt = SaLifetime.reached(now, lifetime.hard());
    }

    // Exchanges that exclude each other (RFC 7296 2.25)

    /** Whether requests of ours that make, rekey or delete Child SAs are waiting for their response. */
    public boolean hasChildExchange() {
        return childExchanges > 0;
    }

    public void childExchangeBegins() {
        childExchanges++;
    }

    public void childExchangeEnds() {
        childExchanges--;
        if (childExchanges == 0) {
            deletedBeforeMade = null;
        }
    }

    /** Whether our request to rekey this IKE SA is on its way. */
    public boolean isRekeying() {
        return rekeying;
    }

    public void rekeying(boolean now) {
        rekeying = now;
    }

    public Optional<Rival> rival() {
        return Optional.ofNullable(rival);
    }

    public void rival(@Nullable Rival made) {
        rival = made;
    }

    /** The IKE SA that has replaced this one. */
    public Optional<IkeSa> heir() {
        return Optional.ofNullable(heir);
    }

    /** The peer has deleted a Child SA that we have not made yet, because its response is still on its way. */
    public void deletedBeforeMade(int outboundSpi) {
        if (childExchanges > 0) {
            if (deletedBeforeMade == null) {
                deletedBeforeMade = new HashSet<>(2);
            }
            deletedBeforeMade.add(outboundSpi);
        }
    }

    public boolean wasDeletedBeforeMade(int outboundSpi) {
        return deletedBeforeMade != null && deletedBeforeMade.contains(outboundSpi);
    }

    /** A new IKE SA that is to replace this one, between the same two ends on the same path. */
    public IkeSa successor(boolean weInitiate) {
        IkeSa next = new IkeSa(effects.newIkeSpi(), weInitiate, path, effects.now(), crypto, random, effects);
        next.behindNat = behindNat;
        next.peerBehindNat = peerBehindNat;
        next.natFeigned = natFeigned;
        next.profile = profile;
        next.remoteIdentity = remoteIdentity;
        next.granted = granted;
        next.authenticatedAsInitiator = authenticatedAsInitiator;
        next.handle = handle;
        next.natTraversalPath = natTraversalPath;
        next.establishedAt = establishedAt;
        next.reauthenticateAt = reauthenticateAt;
        next.continuity.inherit(continuity);
        return next;
    }

    /** Gives everything that goes on to the IKE SA that replaces this one. */
    public void handOverTo(IkeSa next) {
        heir = next;
        rival = null;
        next.path = path;
        next.children.inherit(children);
    }

    /** Forgets all keys. */
    public void destroyKeys() {
        if (keys != null) {
            keys.destroy();
            keys = null;
        }
    }

    public String profileName() {
        return profile == null ? "" : profile.name();
    }

    public IkeSaSnapshot snapshot(IkeSaSnapshot.Phase phase) {
        return new IkeSaSnapshot(
                localSpi,
                remoteSpi,
                initiator,
                phase,
                profileName(),
                path,
                behindNat,
                peerBehindNat,
                Optional.ofNullable(suite),
                Optional.ofNullable(remoteIdentity),
                since,
                children.snapshots());
    }

    private static <T> T invariant(@Nullable T value, String broken) {
        if (value == null) {
            throw new AssertionError(broken);
        }
        return value;
    }
}
