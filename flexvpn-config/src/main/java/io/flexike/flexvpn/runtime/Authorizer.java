package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.PeerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Decides to which interface an authenticated peer belongs and what it gets there. Belongs to the engine's thread. */
final class Authorizer {
    static final String NO_POLICY = "there is no authorization policy for it";

    private static final AuthorizationPolicy NOTHING =
            AuthorizationPolicy.named("none").build();

    private final Interfaces interfaces;
    private final TemplateAuthorizer ofTemplates;
    private List<StaticTunnel> tunnels = List.of();
    private List<VirtualTemplate> templates = List.of();

    /** @param established where the session of an IKE SA is, by our SPI */
    Authorizer(Interfaces interfaces, VirtualAccesses accesses, LongFunction<Optional<Placement>> established) {
        this.interfaces = interfaces;
        this.ofTemplates = new TemplateAuthorizer(interfaces, accesses, established);
    }

    /** These tunnels and templates are there from now on; who has an address of a pool keeps it. */
    void use(List<StaticTunnel> newTunnels, List<VirtualTemplate> newTemplates) {
        tunnels = List.copyOf(newTunnels);
        templates = List.copyOf(newTemplates);
        ofTemplates.use(newTemplates);
    }

    /**
     * The answer to a peer's request.
     *
     * @param placement where it belongs, if it is welcome; to be released when its session ends
     * @param access to be opened before the answer is given
     */
    record Decision(Authorization answer, Optional<Placement> placement, Optional<VirtualAccess> access) {
        Decision(Authorization answer, Optional<Placement> placement) {
            this(answer, placement, Optional.empty());
        }

        static Decision refused(String reason) {
            return new Decision(new Authorization.Refused(reason), Optional.empty());
        }
    }

    Decision decide(PeerRequest request) {
        InetAddress outer = request.path().remote().getAddress();
        List<StaticTunnel> ofProfile = tunnels.stream()
                .filter(tunnel ->
                        tunnel.profile().filter(each -> isNamed(each, request)).isPresent())
                .toList();
        Optional<StaticTunnel> tunnel = ofProfile.stream()
                .filter(each -> each.destination()
                        .flatMap(PeerEndpoint::literalAddress)
                        .filter(outer::equals)
                        .isPresent())
                .findFirst()
                .or(() ->
                        ofProfile.stream().filter(Authorizer::acceptsAnyAddress).findFirst());
        if (tunnel.isPresent()) {
            return place(tunnel.get(), request);
        }
        for (VirtualTemplate template : templates) {
            for (IkeProfile profile : template.profiles()) {
                if (isNamed(profile, request)) {
                    return ofTemplates.place(template, profile, request);
                }
            }
        }
        return Decision.refused(
                "no tunnel of profile \"" + request.profileName() + "\" leads to " + IpPrefix.format(outer));
    }

    /**
     * Without an address to compare with, the identity has to do; a name may have other addresses now than when it was
     * dialled.
     */
    private static boolean acceptsAnyAddress(StaticTunnel tunnel) {
        return tunnel.destination().flatMap(PeerEndpoint::literalAddress).isEmpty();
    }

    private static boolean isNamed(IkeProfile profile, PeerRequest request) {
        return profile.name().equals(request.profileName());
    }

    private Decision place(StaticTunnel tunnel, PeerRequest request) {
        Optional<TunnelInterface> found = interfaces.find(tunnel.name());
        if (found.isEmpty()) {
            return Decision.refused(tunnel.name() + " has no interface at the moment");
        }
        TunnelInterface device = found.get();
        Optional<AuthorizationPolicy> policy = policy(tunnel.profile().orElseThrow(), request);
        if (policy.isEmpty()) {
            return Decision.refused(NO_POLICY);
        }
        SessionTerms terms = SessionTerms.of(tunnel, Optional.of(request.remoteIdentity()), request.eapIdentity());
        List<ConfigurationAttribute> reply = request.configuration()
                .map(wishes -> Assignments.reply(policy.get(), wishes, List.of(), terms.told(device.ownAddresses())))
                .orElse(List.of());
        return new Decision(
                new Authorization.Granted(reply, Selectors.ofTunnel(tunnel, request)),
                Optional.of(Placement.onTunnel(
                        device, terms, request.configuration().isPresent())));
    }

    /** What the peer is given: nothing if there are no rules for that; empty if they have nothing for this one. */
    static Optional<AuthorizationPolicy> policy(IkeProfile profile, PeerRequest request) {
        return profile.authorization().isEmpty()
                ? Optional.of(NOTHING)
                : profile.authorization().get().policyOf(request.remoteIdentity(), request.eapIdentity());
    }
}
