package io.flexike.flexvpn.runtime;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PostquantumKeys;
import io.flexike.ike.session.PostquantumPolicy;
import io.flexike.ike.session.PreSharedKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine has to know of peers, made from the configuration objects. */
final class PeerProfiles {
    private static final Logger LOG = LoggerFactory.getLogger(PeerProfiles.class);

    private PeerProfiles() {}

    /** One for each IKE profile, whichever interfaces use it; the authorization decides on the interface. */
    static List<PeerProfile> responder(
            List<StaticTunnel> tunnels, List<VirtualTemplate> templates, CryptoPolicy policy) {
        Map<IkeProfile, IpsecProfile> uses = new LinkedHashMap<>();
        tunnels.forEach(tunnel -> uses.putIfAbsent(tunnel.profile().orElseThrow(), tunnel.ipsec()));
        templates.forEach(template -> uses.putIfAbsent(template.profile().orElseThrow(), template.ipsec()));
        List<PeerProfile> profiles = new ArrayList<>();
        uses.forEach((ike, ipsec) -> profiles.add(
                profile(ike, ipsec, policy, Optional.empty(), new Offer(List.of(), List.of(), List.of()))));
        return profiles;
    }

    /** For the side that connects. */
    static PeerProfile initiator(StaticTunnel tunnel, CryptoPolicy policy) {
        Optional<String> dialled = tunnel.destination()
                .filter(endpoint -> endpoint.literalAddress().isEmpty())
                .map(PeerEndpoint::host);
        Offer offer = new Offer(tunnel.localSelectors(), tunnel.remoteSelectors(), request(tunnel));
        return profile(tunnel.profile().orElseThrow(), tunnel.ipsec(), policy, dialled, offer);
    }

    private record Offer(
            List<AddressSelector> local, List<AddressSelector> remote, List<ConfigurationAttribute> request) {}

    private static PeerProfile profile(
            IkeProfile ike, IpsecProfile ipsec, CryptoPolicy policy, Optional<String> dialled, Offer offer) {
        return new PeerProfile(
                ike.name(),
                ike.identity().orElseThrow(),
                anyOf(ike.remoteMatchers()),
                ike.expectedRemote(),
                method(ike, ike.local().orElseThrow(), policy, dialled, Keyring::localKeys),
                method(ike, ike.remote().orElseThrow(), policy, dialled, Keyring::remoteKeys),
                allowed(ike.proposals(), policy, ike),
                allowed(ipsec.proposals(), policy, ipsec),
                offer.local,
                offer.remote,
                offer.request,
                ike.policy(),
                ipsec.policy(),
                new PostquantumPolicy(
                        ike.ppks().map(keyring -> keyring.ppks(dialled)).orElse(PostquantumKeys.NONE),
                        ike.ppkMixing()));
    }

    /** The engine leaves them out itself; nobody should have to guess why something is not offered. */
    static void logGaps(CryptoProvider crypto, List<StaticTunnel> tunnels, List<VirtualTemplate> templates) {
        tunnels.forEach(tunnel -> logGaps(crypto, tunnel.profile().orElseThrow(), tunnel.ipsec()));
        templates.forEach(template -> logGaps(crypto, template.profile().orElseThrow(), template.ipsec()));
    }

    private static void logGaps(CryptoProvider crypto, IkeProfile ike, IpsecProfile ipsec) {
        logGaps(crypto, ike.proposals(), ike);
        logGaps(crypto, ipsec.proposals(), ipsec);
    }

    private static void logGaps(CryptoProvider crypto, List<Proposal> proposals, Object owner) {
        proposals.stream()
                .flatMap(proposal -> ProviderGaps.of(crypto, proposal).missing().stream())
                .distinct()
                .forEach(transform -> LOG.info("{}: the cryptographic provider does not have {}", owner, transform));
    }

    private static List<Proposal> allowed(List<Proposal> proposals, CryptoPolicy policy, Object owner) {
        CryptoPolicy.Narrowed narrowed = policy.apply(proposals);
        narrowed.refusals().forEach(refusal -> LOG.info("{}: {}", owner, refusal));
        return narrowed.proposals();
    }

    private static AuthenticationMethod method(
            IkeProfile ike,
            Authentication authentication,
            CryptoPolicy policy,
            Optional<String> dialled,
            BiFunction<Keyring, Optional<String>, PreSharedKeys> direction) {
        if (authentication instanceof Authentication.PreSharedKey psk) {
            return new AuthenticationMethod.PreSharedKey(direction.apply(psk.keyring(), dialled));
        }
        if (authentication instanceof Authentication.RawPublicKey own) {
            return new AuthenticationMethod.Signature(
                    own.key(), SignaturePolicy.allowed(own, policy, refusal -> LOG.info("{}: {}", ike, refusal)));
        }
        if (authentication instanceof Authentication.TrustedKeys trusted) {
            return SignaturePolicy.allowed(trusted, policy, refusal -> LOG.info("{}: {}", ike, refusal));
        }
        throw new AssertionError("an authentication without a handler: " + authentication.getClass());
    }

    /** RFC 7296 3.15.1: an empty attribute asks for one. */
    private static List<ConfigurationAttribute> request(StaticTunnel tunnel) {
        List<ConfigurationAttribute> request = new ArrayList<>();
        if (tunnel.requestsIpv4Address()) {
            request.add(ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS));
            request.add(ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP4_NETMASK));
            request.add(ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP4_SUBNET));
        }
        if (tunnel.requestsIpv6Address()) {
            request.add(ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP6_ADDRESS));
            request.add(ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP6_SUBNET));
        }
        if (tunnel.requestsDns()) {
            boolean ipv6Only = tunnel.requestsIpv6Address() && !tunnel.requestsIpv4Address();
            if (!ipv6Only) {
                request.add(ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP4_DNS));
            }
            if (tunnel.requestsIpv6Address()) {
                request.add(ConfigurationAttribute.empty(ConfigurationAttributeType.INTERNAL_IP6_DNS));
            }
        }
        return request;
    }

    private static IdentityMatcher anyOf(List<IdentityMatcher> matchers) {
        return matchers.size() == 1 ? matchers.get(0) : new AnyOf(List.copyOf(matchers));
    }

    private record AnyOf(List<IdentityMatcher> matchers) implements IdentityMatcher {
        @Override
        public boolean matches(Identification claimed) {
            return matchers.stream().anyMatch(matcher -> matcher.matches(claimed));
        }

        @Override
        public String toString() {
            return matchers.stream().map(Object::toString).collect(Collectors.joining(" or "));
        }
    }
}
