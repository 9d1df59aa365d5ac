package io.flexike.flexvpn.runtime;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PostquantumKeys;
import io.flexike.ike.session.PostquantumPolicy;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine has to know of peers, made from the configuration objects. */
final class PeerProfiles {
    private static final Logger LOG = LoggerFactory.getLogger(PeerProfiles.class);

    /** What of a CFG_SET is taken. */
    private static final Set<ConfigurationAttributeType> NETWORKS =
            Set.of(ConfigurationAttributeType.INTERNAL_IP4_SUBNET, ConfigurationAttributeType.INTERNAL_IP6_SUBNET);

    private PeerProfiles() {}

    /**
     * Those of the IKE profiles, whichever interfaces use them; the authorization decides on the interface. There is
     * one for each matcher of a profile and each address with a policy of its own, and the first that matches is used.
     * The one that describes the peer most narrowly comes first: an exact identity, then a domain or prefix, the
     * longest first, then any peer. Among these, one that names our address comes before one that names none, and what
     * was configured first comes first.
     */
    static List<PeerProfile> responder(
            List<StaticTunnel> tunnels,
            List<VirtualTemplate> templates,
            AuthenticationMethods methods,
            IkePolicies policies) {
        Map<IkeProfile, IpsecProfile> uses = new LinkedHashMap<>();
        tunnels.forEach(tunnel -> uses.putIfAbsent(tunnel.profile().orElseThrow(), tunnel.ipsec()));
        templates.forEach(
                template -> template.profiles().forEach(profile -> uses.putIfAbsent(profile, template.ipsec())));
        uses.keySet().removeIf(PeerProfiles::onlyConnects);
        List<PeerProfile> profiles = new ArrayList<>();
        uses.forEach((ike, ipsec) -> ike.remoteMatchers()
                .forEach(matcher -> profiles.addAll(responder(ike, ipsec, matcher, methods, policies))));
        profiles.sort(Comparator.comparingInt(
                        (PeerProfile profile) -> -profile.remoteIdentity().narrowness())
                .thenComparing(profile -> profile.localAddresses().isEmpty()));
        return profiles;
    }

    /** The peer of EAP is the side that connects. */
    private static boolean onlyConnects(IkeProfile profile) {
        return Stream.of(profile.local().orElseThrow(), profile.remote().orElseThrow())
                .flatMap(authentication -> authentication.parts().stream())
                .anyMatch(Authentication.EapPeer.class::isInstance);
    }

    private static List<PeerProfile> responder(
            IkeProfile ike,
            IpsecProfile ipsec,
            IdentityMatcher matcher,
            AuthenticationMethods methods,
            IkePolicies policies) {
        Offer nothing = new Offer(List.of(), List.of(), List.of());
        List<PeerProfile> profiles = new ArrayList<>();
        Set<InetAddress> others = new LinkedHashSet<>(ike.localAddresses());
        if (!ike.namesProposals()) {
            for (InetAddress address : policies.addresses()) {
                if (ike.localAddresses().isEmpty() || others.remove(address)) {
                    List<Proposal> proposals = policies.proposals(ike, address);
                    profiles.add(profile(ike, ipsec, List.of(matcher), proposals, methods, Optional.empty(), nothing)
                            .at(Set.of(address)));
                }
            }
        }
        if (ike.localAddresses().isEmpty() || !others.isEmpty()) {
            profiles.add(
                    profile(ike, ipsec, List.of(matcher), policies.proposals(ike), methods, Optional.empty(), nothing)
                            .at(others));
        }
        return profiles;
    }

    /** For the side that connects, from and to these outer addresses. */
    static PeerProfile initiator(
            StaticTunnel tunnel,
            AuthenticationMethods methods,
            IkePolicies policies,
            InetAddress local,
            InetAddress remote) {
        IkeProfile ike = tunnel.profile().orElseThrow();
        Optional<String> dialled = tunnel.destination()
                .filter(endpoint -> endpoint.literalAddress().isEmpty())
                .map(PeerEndpoint::host);
        List<Flow> flows = Selectors.proposed(tunnel, local, remote);
        Offer offer = new Offer(flows.get(0).local(), flows.get(0).remote(), ConfigurationRequest.of(tunnel));
        return profile(
                        ike,
                        tunnel.ipsec(),
                        ike.remoteMatchers(),
                        policies.proposals(ike, local),
                        methods,
                        dialled,
                        offer)
                .withFurtherFlows(flows.subList(1, flows.size()));
    }

    private record Offer(
            List<AddressSelector> local, List<AddressSelector> remote, List<ConfigurationAttribute> request) {}

    private static PeerProfile profile(
            IkeProfile ike,
            IpsecProfile ipsec,
            List<IdentityMatcher> matchers,
            List<Proposal> proposals,
            AuthenticationMethods methods,
            Optional<String> dialled,
            Offer offer) {
        return new PeerProfile(
                ike.name(),
                ike.identity().orElseThrow(),
                anyOf(matchers),
                ike.expectedRemote(),
                methods.local(ike, dialled),
                methods.remote(ike, matchers, dialled),
                allowed(proposals, methods.policy(), ike),
                allowed(ipsec.proposals(), methods.policy(), ipsec),
                offer.local,
                offer.remote,
                offer.request,
                ike.policy().withAcceptedConfiguration(ike.configExchange().acceptSet() ? NETWORKS : Set.of()),
                ipsec.policy(),
                new PostquantumPolicy(
                        ike.ppks().map(keyring -> keyring.ppks(dialled)).orElse(PostquantumKeys.NONE),
                        ike.ppkMixing()));
    }

    /** The engine leaves them out itself; nobody should have to guess why something is not offered. */
    static void logGaps(CryptoProvider crypto, List<StaticTunnel> tunnels, List<VirtualTemplate> templates) {
        tunnels.forEach(tunnel -> logGaps(crypto, tunnel.profile().orElseThrow(), tunnel.ipsec()));
        templates.forEach(
                template -> template.profiles().forEach(profile -> logGaps(crypto, profile, template.ipsec())));
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

    private static IdentityMatcher anyOf(List<IdentityMatcher> matchers) {
        return matchers.size() == 1 ? matchers.get(0) : new AnyOf(List.copyOf(matchers));
    }

    private record AnyOf(List<IdentityMatcher> matchers) implements IdentityMatcher {
        @Override
        public boolean matches(Identification claimed) {
            return matchers.stream().anyMatch(matcher -> matcher.matches(claimed));
        }

        @Override
        public boolean matches(Identification claimed, Optional<X509Certificate> certificate) {
            return matchers.stream().anyMatch(matcher -> matcher.matches(claimed, certificate));
        }

        @Override
        public String toString() {
            return matchers.stream().map(Object::toString).collect(Collectors.joining(" or "));
        }
    }
}
