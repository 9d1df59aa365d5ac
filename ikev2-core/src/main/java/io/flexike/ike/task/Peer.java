package io.flexike.ike.task;

import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CertificateCheck;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.session.VendorId;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who the other end is, and what it may do, from the first exchanges. An IKE SA and all that come from it by rekeying
 * share it.
 */
public final class Peer {
    private final boolean authenticatedAsInitiator;
    private @Nullable PeerProfile profile;
    private @Nullable Identification remoteIdentity;
    private Authorization.@Nullable Granted granted;
    private List<ConfigurationAttribute> assigned = List.of();
    private List<VendorId> vendorIds = List.of();
    private boolean takesRedirects;
    private @Nullable RedirectHistory redirects;
    private long handle;
    private @Nullable Path tcpPath;
    private boolean beingConfigured;
    private @Nullable AuthMethod localAuthentication;
    private @Nullable AuthMethod remoteAuthentication;
    private @Nullable PpkId ppk;
    private CertificateVerdict.@Nullable Trusted certificate;
    private @Nullable CertificateTrust trust;
    private Instant recheckAt = Instant.MAX;
    private @Nullable String eapIdentity;

    Peer(boolean authenticatedAsInitiator) {
        this.authenticatedAsInitiator = authenticatedAsInitiator;
    }

    /** Whether we were the initiator of the IKE_AUTH from which these IKE SAs come. */
    boolean authenticatedAsInitiator() {
        return authenticatedAsInitiator;
    }

    /** The profile, which an initiator has from the start and a responder from the first IKE_AUTH on. */
    public Optional<PeerProfile> profile() {
        return Optional.ofNullable(profile);
    }

    PeerProfile requiredProfile() {
        return IkeSa.invariant(profile, "no profile before IKE_AUTH");
    }

    public void profile(PeerProfile chosen) {
        profile = chosen;
    }

    /** What the peer calls itself, empty until IKE_AUTH. */
    public Optional<Identification> identity() {
        return Optional.ofNullable(remoteIdentity);
    }

    Identification requiredIdentity() {
        return IkeSa.invariant(remoteIdentity, "no remote identity before IKE_AUTH");
    }

    public void identity(Identification identity) {
        remoteIdentity = identity;
    }

    /** What a responder's authorization has allowed the peer; empty for an initiator. */
    public Optional<Authorization.Granted> granted() {
        return Optional.ofNullable(granted);
    }

    public void granted(Authorization.Granted answer) {
        granted = answer;
    }

    /** What there may be Child SAs for, whoever asks for them. */
    public List<Flow> allowedFlows() {
        return granted == null ? requiredProfile().flows() : granted.flows();
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

    /** The handle of the {@code Initiate} that began it; without meaning for a responder. */
    public long handle() {
        return handle;
    }

    public void handle(long chosen) {
        handle = chosen;
    }

    /** How we have proved who we are; empty before, and without an AUTH payload by the profile. */
    public Optional<AuthMethod> localAuthentication() {
        return Optional.ofNullable(localAuthentication);
    }

    void localAuthentication(AuthMethod method) {
        localAuthentication = method;
    }

    /** The same of the peer. */
    public Optional<AuthMethod> remoteAuthentication() {
        return Optional.ofNullable(remoteAuthentication);
    }

    void remoteAuthentication(AuthMethod method) {
        remoteAuthentication = method;
    }

    /** Whether it has proved nothing (RFC 7619). */
    public boolean isAnonymous() {
        return AuthMethod.NULL.equals(remoteAuthentication);
    }

    /**
     * Whether a ticket, which holds the identity of IDi and nothing else, says all that counts of it: not whom EAP has
     * authenticated, nor that it has proved nothing, nor by which certificate that is looked at again.
     */
    boolean isToldByTicket() {
        return eapIdentity().isEmpty() && !isAnonymous() && recheckAt.equals(Instant.MAX);
    }

    /** The certificate by which the peer has proved who it is. */
    public Optional<CertificateVerdict.Trusted> certificate() {
        return Optional.ofNullable(certificate);
    }

    void certificate(CertificateVerdict.Trusted trusted, CertificateTrust by) {
        certificate = trusted;
        trust = by;
    }

    /** When it is to be asked again whether its certificate was revoked. */
    public Instant recheckAt() {
        return recheckAt;
    }

    /** Has it be asked then, if the peer has proved itself by a certificate. */
    public void recheckAt(Instant at) {
        recheckAt = trust == null ? Instant.MAX : at;
    }

    /**
     * Whether the certificate is still good. What the peer had sent beside it is not looked at again.
     *
     * @param oldest how old an answer may be
     */
    public CertificateCheck recheck(Duration oldest) {
        CertificateUsage usage = authenticatedAsInitiator ? CertificateUsage.RESPONDER : CertificateUsage.INITIATOR;
        byte[][] chain = IkeSa.invariant(certificate, "a recheck without a certificate").chain().stream()
                .map(Peer::encoded)
                .toArray(byte[][]::new);
        return new CertificateCheck(
                IkeSa.invariant(trust, "a recheck without a trust"),
                CertificateQuestion.ofCertificates(requiredIdentity(), usage, chain),
                Optional.of(oldest));
    }

    private static byte[] encoded(X509Certificate each) {
        try {
            return each.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError("a certificate that was decoded", e);
        }
    }

    /** Whom EAP has authenticated, if it is not just the peer's identity. */
    public Optional<String> eapIdentity() {
        return Optional.ofNullable(eapIdentity);
    }

    void eapIdentity(String identity) {
        eapIdentity = identity;
    }

    /** The post-quantum pre-shared key that has come into the keys. */
    public Optional<PpkId> ppk() {
        return Optional.ofNullable(ppk);
    }

    void ppk(PpkId used) {
        ppk = used;
    }

    /** Whether a CFG_SET of ours is on its way to it. */
    public boolean isBeingConfigured() {
        return beingConfigured;
    }

    public void beingConfigured(boolean now) {
        beingConfigured = now;
    }

    /** Where everything may go over TCP, if the initiation told. */
    public Optional<Path> tcpPath() {
        return Optional.ofNullable(tcpPath);
    }

    public void tcpPath(Optional<Path> given) {
        tcpPath = given.orElse(null);
    }
}
