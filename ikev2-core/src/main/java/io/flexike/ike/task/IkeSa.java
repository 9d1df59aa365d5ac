package io.flexike.ike.task;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.SaLifetime;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    private final Lifespan lifespan = new Lifespan();
    private final FollowUps followUps = new FollowUps();
    private final ExchangeCollisions collisions = new ExchangeCollisions();
    private Peer peer;
    private Mobility mobility;
    private Instant establishedAt = Instant.MAX;
    private long remoteSpi;
    private @Nullable IkeSuite suite;
    private @Nullable IkeKeys keys;
    private @Nullable SecretBytes crashToken;
    private int peerWindow = 1;
    private int fragmentOctets;
    private int newestUpdate = -1;
    private int newestAnnouncement = -1;
    private @Nullable IkeSa heir;

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
        this.peer = new Peer(initiator);
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

    /** Who is at the other end, which its successors have in common with it. */
    public Peer peer() {
        return peer;
    }

    /** When it is to be rekeyed, and when it ends. */
    public Lifespan lifespan() {
        return lifespan;
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

    /** Whether ESP should travel in UDP. RFC 9329 6.5: over TCP it does not, whatever is in between. */
    public boolean natDetected() {
        return path().carrier() != Carrier.TCP && mobility.nat().needsUdp();
    }

    /**
     * Whether ESP travels in UDP. A peer that stays on port 500 in spite of a NAT, which RFC 7296 2.23 does not allow,
     * does not speak UDP encapsulation; on that port nothing would tell ESP from IKE (RFC 3948 2.2).
     */
    public boolean udpEncapsulation() {
        return path().natTraversal() && natDetected();
    }

    /** RFC 4302 3.3.3.1.1: AH protects the outer addresses as well, so that it goes through no NAT; nor over TCP. */
    public boolean isAhPossible() {
        return path().carrier() != Carrier.TCP && !natDetected();
    }

    /**
     * RFC 7296 2.23: whether the peer's address is taken from what it sends. Only the end that is not behind a NAT
     * itself does so.
     */
    public boolean followsPeer() {
        return mobility.nat().peerBehindNat() && !mobility.nat().behindNat();
    }

    /** The profile, which an initiator has from the start and a responder from the first IKE_AUTH on. */
    public PeerProfile requiredProfile() {
        return peer.requiredProfile();
    }

    public IkeSuite requiredSuite() {
        return invariant(suite, "no suite before the end of IKE_SA_INIT");
    }

    public IkeKeys requiredKeys() {
        return invariant(keys, "no keys before the end of IKE_SA_INIT");
    }

    public void keys(IkeSuite chosen, IkeKeys derived) {
        suite = effects.shared(chosen);
        keys = derived;
    }

    /** The keys that follow from IKE_INTERMEDIATE; those of before are forgotten (RFC 9370 2.2.2). */
    public void replaceKeys(IkeKeys next) {
        requiredKeys().destroy();
        keys = next;
        logKeys();
    }

    /** The keys into which a PPK has come; those that it does not concern are the same ones (RFC 8784 3). */
    void mixInPpk(IkeKeys mixed) {
        requiredKeys().destroyForPpk();
        keys = mixed;
    }

    /** Tells the keys with which messages are protected from now on to the key log. */
    void logKeys() {
        IkeKeys now = requiredKeys();
        effects.logKeys(new IkeKeyLogEntry(
                initiatorSpi(), responderSpi(), requiredSuite(), now.skEi(), now.skEr(), now.skAi(), now.skAr()));
    }

    /** Forgets those keys that only IKE_AUTH needs. */
    public void forgetAuthenticationKeys() {
        keys = requiredKeys().afterAuthentication();
    }

    public Identification requiredRemoteIdentity() {
        return peer.requiredIdentity();
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

    /** Where everything goes when a NAT is in between. */
    public Path natTraversalPath() {
        return mobility.natTraversalPath();
    }

    public void natTraversalPath(Path given) {
        mobility.natTraversalPath(given);
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

    /**
     * The address by which the peer's credentials are looked up. RFC 5685 3: a redirect does not change which of our
     * entries hold for the peer.
     */
    public InetAddress configuredAddress() {
        return peer.redirects()
                .map(RedirectHistory::configured)
                .orElseGet(() -> path().remote().getAddress());
    }

    // Lifetime

    /** When the authentication has to be repeated, if it ends now. */
    public Instant reauthenticationDue(Instant now) {
        return initiator ? SaLifetime.reached(now, requiredProfile().ikePolicy().reauthenticateAfter()) : Instant.MAX;
    }

    /** Original initiator: the authentication holds for so long. */
    void authenticateWithin(Duration lifetime) {
        Instant now = effects.now();
        lifespan.authenticateWithin(lifetime, now, establishedAt.equals(Instant.MAX) ? now : establishedAt);
    }

    /** Whether we were the initiator of the IKE_AUTH from which this IKE SA comes, directly or by rekeying. */
    public boolean authenticatedAsInitiator() {
        return peer.authenticatedAsInitiator();
    }

    /** Begins a life of the length that the profile says. */
    public void live(Instant now) {
        lifespan.begin(now, requiredProfile().ikePolicy().lifetime().jittered(random.nextDouble()));
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

    /** What of it excludes other exchanges at the moment. */
    public ExchangeCollisions collisions() {
        return collisions;
    }

    /** What the peer has begun to make, and what additional key exchanges are missing for. */
    public FollowUps followUps() {
        return followUps;
    }

    /** The IKE SA that has replaced this one. */
    public Optional<IkeSa> heir() {
        return Optional.ofNullable(heir);
    }

    /** What has come of it by rekeying, by which the application knows it; perhaps itself. */
    public IkeSa newest() {
        IkeSa newest = this;
        while (newest.heir != null) {
            newest = newest.heir;
        }
        return newest;
    }

    /** A new IKE SA that is to replace this one, between the same two ends on the same path. */
    public IkeSa successor(boolean weInitiate) {
        IkeSa next = new IkeSa(effects.newIkeSpi(), weInitiate, path(), effects.now(), crypto, random, effects);
        next.mobility = mobility;
        next.peer = peer;
        next.fragmentOctets = fragmentOctets;
        next.establishedAt = establishedAt;
        next.lifespan.reauthenticateAt(lifespan.reauthenticateAt());
        next.continuity.inherit(continuity);
        return next;
    }

    /** Gives everything that goes on to the IKE SA that replaces this one. */
    public void handOverTo(IkeSa next) {
        followUps.dropAll();
        heir = next;
        collisions.rival(null);
        next.lifespan.inherit(lifespan);
        next.children.inherit(children);
    }

    /** Forgets all keys, and the token. */
    public void destroyKeys() {
        followUps.dropAll();
        if (crashToken != null) {
            crashToken.destroy();
            crashToken = null;
        }
        if (keys != null) {
            keys.destroy();
            keys = null;
        }
    }

    public String profileName() {
        return peer.profile().map(PeerProfile::name).orElse("");
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
                peer.identity(),
                since,
                children.snapshots(),
                peer.vendorIds());
    }

    static <T> T invariant(@Nullable T value, String broken) {
        if (value == null) {
            throw new AssertionError(broken);
        }
        return value;
    }
}
