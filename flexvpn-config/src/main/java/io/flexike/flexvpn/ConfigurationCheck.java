package io.flexike.flexvpn;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds everything that is missing or contradictory in a configuration. */
final class ConfigurationCheck {
    private static final int MIN_MTU = 576;
    private static final int MIN_IPV6_MTU = 1280;
    private static final int MAX_MTU = 9000;
    /** RFC 6290 4.5. */
    private static final int MAX_CRASH_SECRETS = 4;

    /** RFC 6290 5.1. */
    private static final int MIN_CRASH_SECRET_OCTETS = 32;

    private static final Duration MIN_NAT_KEEPALIVE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final int MAX_CERTIFICATE_CACHE = 2000;

    private final Findings findings = new Findings();
    private final Map<IkeProfile, IpsecProfile> ipsecOfProfile = new HashMap<>();
    private final Map<IkeProfile, VirtualTemplate> templateOfProfile = new HashMap<>();
    private final Map<String, IkeProfile> profiles = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> devices = new HashSet<>();

    private CryptoPolicy policy = CryptoPolicy.STANDARD;

    List<ConfigurationFinding> check(FlexVpnConfig config) {
        policy = config.cryptoPolicy();
        if (config.staticTunnels().isEmpty() && config.virtualTemplates().isEmpty()) {
            findings.add("neither a tunnel nor a virtual template");
        }
        if (config.limits().cookieThreshold() < 0) {
            findings.add("a cookie threshold below 0");
        }
        Duration keepalive = config.natKeepalive();
        if (!keepalive.isZero() && (keepalive.compareTo(MIN_NAT_KEEPALIVE) < 0 || keepalive.compareTo(LONGEST) > 0)) {
            findings.add("a NAT keepalive interval that is not zero and not from 5 s to 1 h");
        }
        if (config.certificateCache() < 1 || config.certificateCache() > MAX_CERTIFICATE_CACHE) {
            findings.add("a cache for " + config.certificateCache() + " certificates, not from 1 to "
                    + MAX_CERTIFICATE_CACHE);
        }
        checkContinuity(config);
        config.staticTunnels().forEach(tunnel -> findings.within(tunnel.toString(), () -> check(tunnel)));
        config.virtualTemplates().forEach(template -> findings.within(template.toString(), () -> check(template)));
        return findings.list();
    }

    private void checkContinuity(FlexVpnConfig config) {
        if (config.continuity().replayCounterSynchronization()) {
            findings.add("synchronizes replay counters, which the data plane cannot do");
        }
        if (config.crashSecrets().size() > MAX_CRASH_SECRETS) {
            findings.add("more than " + MAX_CRASH_SECRETS + " crash secrets");
        }
        if (config.crashSecrets().stream().anyMatch(secret -> secret.length() < MIN_CRASH_SECRET_OCTETS)) {
            findings.add("a crash secret of fewer than " + MIN_CRASH_SECRET_OCTETS + " octets");
        }
    }

    private void check(StaticTunnel tunnel) {
        checkInterface(tunnel.name(), tunnel.deviceName());
        checkMtu(tunnel.mtu(), hasIpv6(tunnel));
        checkIpsec(tunnel.ipsec());
        if (tunnel.mode() == TunnelMode.AUTO) {
            findings.add("mode AUTO is for virtual templates; a tunnel has to say what travels inside");
        }
        if (!tunnel.flows().isEmpty() && tunnel.mode() != TunnelMode.IPSEC) {
            findings.add("mode " + tunnel.mode() + " and flows, which exclude each other");
        }
        if (tunnel.greKey().isPresent() && tunnel.mode() != TunnelMode.GRE) {
            findings.add("a GRE key, but mode " + tunnel.mode());
        }
        if (tunnel.destination().isEmpty() && !tunnel.responderOnly()) {
            findings.add("no destination, and not responder only");
        }
        if (tunnel.addresses().isEmpty()
                && !tunnel.requestsAddress()
                && tunnel.flows().isEmpty()) {
            findings.add("no address, and none is requested from the peer");
        }
        if (tunnel.responderOnly() && tunnel.requestsAddress()) {
            findings.add("requests an address, which only the side that connects can do");
        }
        tunnel.destination().ifPresent(destination -> checkFamilies(tunnel, destination));
        tunnel.profile()
                .ifPresentOrElse(
                        profile -> {
                            ProfileCheck.check(profile, !tunnel.responderOnly(), policy, findings);
                            checkShared(profile, tunnel.ipsec());
                        },
                        () -> findings.add("no profile"));
    }

    private void checkFamilies(StaticTunnel tunnel, PeerEndpoint destination) {
        Optional<InetAddress> literal;
        try {
            literal = destination.literalAddress();
        } catch (IllegalArgumentException e) {
            findings.add("destination " + e.getMessage());
            return;
        }
        if (tunnel.source().isPresent()
                && literal.isPresent()
                && isIpv4(tunnel.source().get()) != isIpv4(literal.get())) {
            findings.add("source and destination are of different address families");
        }
    }

    private void check(VirtualTemplate template) {
        checkInterface(template.name(), template.deviceName());
        checkMtu(template);
        checkIpsec(template.ipsec());
        if (template.unnumbered().isEmpty()) {
            findings.add("no address");
        }
        if (template.mode() != TunnelMode.IPSEC && !template.devicePerPeer()) {
            findings.add("mode " + template.mode() + " needs a device per peer");
        }
        if (template.profiles().isEmpty()) {
            findings.add("no profile");
        }
        template.profiles().forEach(profile -> check(profile, template));
    }

    private void check(IkeProfile profile, VirtualTemplate template) {
        ProfileCheck.check(profile, false, policy, findings);
        checkShared(profile, template.ipsec());
        VirtualTemplate earlier = templateOfProfile.putIfAbsent(profile, template);
        if (earlier != null) {
            findings.add(profile + " already belongs to " + earlier);
        }
        findings.within(
                profile.toString(),
                () -> profile.authorization()
                        .ifPresentOrElse(
                                rules -> rules.policies()
                                        .forEach(policy ->
                                                findings.within(policy.toString(), () -> check(policy, template))),
                                () -> {
                                    if (!template.devicePerPeer()) {
                                        findings.add("no authorization policy, which a virtual template needs");
                                    }
                                }));
    }

    private void check(AuthorizationPolicy policy, VirtualTemplate configured) {
        InterfaceSettings settings = policy.interfaceSettings();
        VirtualTemplate template = configured.with(settings);
        if (!settings.isEmpty() && !template.devicePerPeer()) {
            findings.add("settings of the interface, which need a device per peer");
        }
        if (!settings.isEmpty()) {
            checkMtu(template);
        }
        boolean gre = template.mode() == TunnelMode.GRE || template.mode() == TunnelMode.AUTO;
        if (settings.greKey().isPresent() && !gre) {
            findings.add("a GRE key, but mode " + template.mode() + " of " + configured);
        }
        List<AddressPool> pools = policy.pools();
        if (pools.isEmpty() && policy.acceptedRoutes().isEmpty() && !template.devicePerPeer()) {
            findings.add("neither a pool nor accepted routes, so that peers could not be told apart");
        }
        if (pools.stream().filter(AddressPool::isIpv4).count() > 1
                || pools.stream().filter(pool -> !pool.isIpv4()).count() > 1) {
            findings.add("more than one pool of an address family");
        }
        for (AddressPool pool : pools) {
            if (template.unnumbered().stream().noneMatch(address -> isIpv4(address) == pool.isIpv4())) {
                findings.add(pool + " but the template has no address of that family");
            }
        }
        if (policy.netmask().isPresent() && pools.stream().noneMatch(AddressPool::isIpv4)) {
            findings.add("a netmask without an IPv4 pool");
        }
    }

    private void checkInterface(String name, String device) {
        if (!names.add(name)) {
            findings.add("the name is used twice");
            return;
        }
        if (!devices.add(device)) {
            findings.add("device \"" + device + "\" is used twice");
        }
        if (!device.matches("[!-.0-~]{1,15}")) {
            findings.add("device \"" + device + "\" is not a name of 1 to 15 printable octets");
        }
    }

    private void checkMtu(VirtualTemplate template) {
        checkMtu(template.mtu(), template.unnumbered().stream().anyMatch(address -> !isIpv4(address)));
    }

    private void checkMtu(int mtu, boolean ipv6) {
        int least = ipv6 ? MIN_IPV6_MTU : MIN_MTU;
        if (mtu < least || mtu > MAX_MTU) {
            findings.add("an MTU of " + mtu + " that is not from " + least + " to " + MAX_MTU + " octets");
        }
    }

    private void checkIpsec(IpsecProfile ipsec) {
        findings.within(
                ipsec.toString(), () -> PolicyCheck.check(policy, ipsec.proposals(), ipsec.namesProposals(), findings));
        for (Proposal proposal : ipsec.proposals()) {
            if (proposal.protocol().equals(SecurityProtocol.IKE)) {
                findings.within(
                        ipsec.toString(), () -> findings.add("a proposal that is not for ESP or AH: " + proposal));
            }
        }
    }

    /** A responder has to choose the proposals before it knows which interface a peer belongs to. */
    private void checkShared(IkeProfile profile, IpsecProfile ipsec) {
        IpsecProfile other = ipsecOfProfile.putIfAbsent(profile, ipsec);
        IkeProfile namesake = profiles.putIfAbsent(profile.name(), profile);
        if (other == null && namesake != null && !holdElsewhere(profile, namesake)) {
            findings.add(profile + " is the name of two profiles");
        }
        if (other != null && !other.protectsAs(ipsec)) {
            findings.add(profile + " is also used with " + other + " instead of " + ipsec);
        }
    }

    /** One name may mean different things at different addresses of ours. */
    private static boolean holdElsewhere(IkeProfile one, IkeProfile other) {
        return !one.localAddresses().isEmpty()
                && !other.localAddresses().isEmpty()
                && Collections.disjoint(one.localAddresses(), other.localAddresses());
    }

    private static boolean hasIpv6(StaticTunnel tunnel) {
        return tunnel.requestsIpv6Address() || tunnel.addresses().stream().anyMatch(address -> !address.isIpv4());
    }

    private static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}
