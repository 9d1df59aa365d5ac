package io.flexike.ike.task;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
    private final List<ChildSa> children = new ArrayList<>(1);
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
    private @Nullable SecretBytes crashToken;

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
        this.path = path;
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

    public List<ChildSa> children() {
        return List.copyOf(children);
    }

    public void add(ChildSa child) {
        children.add(child);
    }

    /** Takes out the Child SA on which the peer receives with that SPI. */
    public Optional<ChildSa> removeByOutboundSpi(int spi) {
        return remove(child -> child.outboundSpi() == spi);
    }

    /** Takes out the Child SA on which we receive with that SPI. */
    public Optional<ChildSa> removeByInboundSpi(int spi) {
        return remove(child -> child.inboundSpi() == spi);
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
                path,
                behindNat,
                peerBehindNat,
                Optional.ofNullable(suite),
                Optional.ofNullable(remoteIdentity),
                since,
                children.stream().map(ChildSa::snapshot).toList());
    }

    private Optional<ChildSa> remove(java.util.function.Predicate<ChildSa> wanted) {
        for (Iterator<ChildSa> i = children.iterator(); i.hasNext(); ) {
            ChildSa child = i.next();
            if (wanted.test(child)) {
                i.remove();
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    private static <T> T invariant(@Nullable T value, String broken) {
        if (value == null) {
            throw new AssertionError(broken);
        }
        return value;
    }
}
