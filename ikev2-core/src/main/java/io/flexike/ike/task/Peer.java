package io.flexike.ike.task;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.VendorId;
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

    /** What may be protected on our side. */
    public List<AddressSelector> allowedLocal() {
        return granted == null ? requiredProfile().localSelectors() : granted.local();
    }

    /** What may be protected on the peer's side. */
    public List<AddressSelector> allowedRemote() {
        return granted == null ? requiredProfile().remoteSelectors() : granted.remote();
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

    /** Where everything may go over TCP, if the initiation told. */
    public Optional<Path> tcpPath() {
        return Optional.ofNullable(tcpPath);
    }

    public void tcpPath(Optional<Path> given) {
        tcpPath = given.orElse(null);
    }
}
