package io.flexike.ike.task;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.VendorId;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
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
    private static final Duration MOST_AHEAD = Duration.ofMinutes(5);
    private static final Duration BETWEEN_AUTHENTICATIONS = Duration.ofSeconds(10);

    private Mobility mobility;
    private Instant establishedAt = Instant.MAX;
    private long remoteSpi;
    private @Nullable PeerProfile profile;
    private @Nullable IkeSuite suite;
    private @Nullable IkeKeys keys;
    private @Nullable Identification remoteIdentity;
    private @Nullable SecretBytes crashToken;
    private Authorization.@Nullable Granted granted;
    private Instant softAt = Instant.MAX;
    private Instant hardAt = Instant.MAX;
    private Instant reauthenticateAt = Instant.MAX;
    private boolean authenticatedAsInitiator;
    private List<ConfigurationAttribute> assigned = List.of();
    private boolean takesRedirects;
    private List<VendorId> vendorIds = List.of();
    private @Nullable RedirectHistory redirects;
    private Instant endAt = Instant.MAX;
    private @Nullable CloseReason endReason;
    private long handle;
    private @Nullable Path tcpPath;
    private int peerWindow = 1;
    private int fragmentOctets;
    private int childExchanges;
    private boolean rekeying;
    private int newestUpdate = -1;
    private int newestAnnouncement = -1;
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
        this.mobility = new Mobility(path);
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

    /** The path to the peer, which its successors have in common with it. */
    public Mobility mobility() {
        return mobility;
    }

    public Path path() {
        return mobility.path();
    }

    public void path(Path newPath) {
        mobility.path(newPath);
    }

    /** Whether ESP has to travel in UDP. RFC 9329 6.5: over TCP it does not, whatever is in between. */
    public boolean natDetected() {
        return path().carrier() != Carrier.TCP && mobility.nat().needsUdp();
    }

    /**
     * RFC 7296 2.23: whether the peer's address is taken from what it sends. Only the end that is not behind a NAT
     * itself does so.
     */
    public boolean followsPeer() {
        return mobility.nat().peerBehindNat() && !mobility.nat().behindNat();
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

    /** Keeps the token by which the peer will prove that it has lost this IKE SA (RFC 6290). */
    public void crashToken(SecretBytes token) {
        crashToken = token;
    }

    /** Whether these octets are that token, in a time that says nothing about it. */
    public boolean isCrashToken(byte[] octets) {
        return crashToken != null && crashToken.matches(octets);
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

    /** Where everything goes when a NAT is in between. */
    public Path natTraversalPath() {
        return mobility.natTraversalPath();
    }

    public void natTraversalPath(Path given) {
        mobility.natTraversalPath(given);
    }

    /** What the peer has assigned us in a CFG_REPLY. */
    public void assigned(List<ConfigurationAttribute> reply) {
        assigned = List.copyOf(reply);
    }

    /** The profile that asks for the same addresses again (RFC 7296 3.15.1). */
    public PeerProfile profileForReauthentication() {
        return requiredProfile()
                .requesting(requiredProfile().configurationRequest().stream()
                        .map(wish -> assigned.stream()
                                .filter(given ->
                                        isAddress(given) && given.type().equals(wish.type()))
                                .findFirst()
                                .orElse(wish))
                        .toList());
    }

    private static boolean isAddress(ConfigurationAttribute attribute) {
        return attribute.type().equals(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS)
                || attribute.type().equals(ConfigurationAttributeType.INTERNAL_IP6_ADDRESS);
    }

    /** Where everything may go over TCP, if the initiation told. */
    public Optional<Path> tcpPath() {
        return Optional.ofNullable(tcpPath);
    }

    public void tcpPath(Optional<Path> given) {
        tcpPath = given.orElse(null);
    }

    /** How many requests of ours the peer takes at once (RFC 7296 2.3). */
    public int peerWindow() {
        return peerWindow;
    }

    public void peerWindow(int size) {
        peerWindow = size;
    }

    /**
     * Most octets of an IP packet with a message of ours before it goes in fragments, as far as the path is known; 0 if
     * the two ends have not agreed on fragments (RFC 7383 2.3, 2.5.1).
     */
    public int fragmentOctets() {
        return fragmentOctets;
    }

    public void fragmentOctets(int octets) {
        fragmentOctets = octets;
    }

    /** What the peer calls its implementation (RFC 7296 3.12). */
    public List<VendorId> vendorIds() {
        return vendorIds;
    }

    void vendorIds(List<VendorId> received) {
        vendorIds = List.copyOf(received);
    }

    /** Responder: whether the initiator may be sent to another gateway (RFC 5685 3). */
    public boolean takesRedirects() {
        return takesRedirects;
    }

    public void takesRedirects(boolean said) {
        takesRedirects = said;
    }

    /** Initiator: the redirects that led to the peer, empty if it is the one we were told to connect to. */
    public Optional<RedirectHistory> redirects() {
        return Optional.ofNullable(redirects);
    }

    public void redirects(RedirectHistory history) {
        redirects = history;
    }

    /**
     * The address by which the peer's credentials are looked up. RFC 5685 3: a redirect does not change which of our
     * entries hold for the peer.
     */
    public InetAddress configuredAddress() {
        return redirects == null ? path().remote().getAddress() : redirects.configured();
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

    /**
     * Original initiator: repeats the authentication a tenth of the time before it is over, at most five minutes
     * before, and not sooner than ten seconds after the last one (our choices; RFC 4478 5 allows limits).
     */
    void authenticateWithin(Duration lifetime) {
        Instant now = effects.now();
        Duration tenth = lifetime.dividedBy(10);
        Instant due = now.plus(lifetime).minus(tenth.compareTo(MOST_AHEAD) < 0 ? tenth : MOST_AHEAD);
        Instant soonest = (establishedAt.equals(Instant.MAX) ? now : establishedAt).plus(BETWEEN_AUTHENTICATIONS);
        Instant at = due.isBefore(soonest) ? soonest : due;
        if (at.isBefore(reauthenticateAt)) {
            reauthenticateAt = at;
        }
    }

    /** Whether we were the initiator of the IKE_AUTH from which this IKE SA comes, directly or by rekeying. */
    public boolean authenticatedAsInitiator() {
        return authenticatedAsInitiator;
    }

    /** When it ends for another reason than its age, far away if there is none; its successors end then, too. */
    public Instant endAt() {
        return endAt;
    }

    /** Why it ends at {@link #endAt}. */
    public CloseReason endReason() {
        return invariant(endReason, "an end without a reason");
    }

    /** Has it end at that time at the latest. */
    public void endBy(Instant at, CloseReason reason) {
        if (at.isBefore(endAt)) {
            endAt = at;
            endReason = reason;
        }
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

    /** Whether no newer UPDATE_SA_ADDRESSES of the peer came before; from now on, this one did (RFC 4555 3.5). */
    public boolean isNewestUpdate(int messageId) {
        boolean newest = messageId > newestUpdate;
        newestUpdate = Math.max(newestUpdate, messageId);
        return newest;
    }

    /** The same for the peer's lists of addresses (RFC 4555 3.6). */
    public boolean isNewestAnnouncement(int messageId) {
        boolean newest = messageId > newestAnnouncement;
        newestAnnouncement = Math.max(newestAnnouncement, messageId);
        return newest;
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
        IkeSa next = new IkeSa(effects.newIkeSpi(), weInitiate, path(), effects.now(), crypto, random, effects);
        next.mobility = mobility;
        next.profile = profile;
        next.remoteIdentity = remoteIdentity;
        next.granted = granted;
        next.authenticatedAsInitiator = authenticatedAsInitiator;
        next.takesRedirects = takesRedirects;
        next.vendorIds = vendorIds;
        next.redirects = redirects;
        next.handle = handle;
        next.assigned = assigned;
        next.tcpPath = tcpPath;
        next.fragmentOctets = fragmentOctets;
        next.establishedAt = establishedAt;
        next.reauthenticateAt = reauthenticateAt;
        next.continuity.inherit(continuity);
        return next;
    }

    /** Gives everything that goes on to the IKE SA that replaces this one. */
    public void handOverTo(IkeSa next) {
        heir = next;
        rival = null;
        next.endAt = endAt;
        next.endReason = endReason;
        next.reauthenticateAt = reauthenticateAt;
        next.children.inherit(children);
    }

    /** Forgets all keys, and the token. */
    public void destroyKeys() {
        crashToken = null;
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
                path(),
                mobility.nat().behindNat(),
                mobility.nat().peerBehindNat(),
                Optional.ofNullable(suite),
                Optional.ofNullable(remoteIdentity),
                since,
                children.snapshots(),
                vendorIds);
    }

    private static <T> T invariant(@Nullable T value, String broken) {
        if (value == null) {
            throw new AssertionError(broken);
        }
        return value;
    }
}
