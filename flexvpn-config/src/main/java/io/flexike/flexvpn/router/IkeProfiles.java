package io.flexike.flexvpn.router;

import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.CertificateMatcher;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.IkeSaPolicy.Uniqueness;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** IKEv2 profiles. */
final class IkeProfiles {
    static final String PROFILE = "crypto ikev2 profile";
    private static final String DPD = "crypto ikev2 dpd";
    private static final List<String> NOT_ACTIVE = List.of(
            "dynamic",
            "match inbound-only",
            "match application",
            "authentication remote anyconnect-eap aggregate",
            "keyring aaa",
            "nat keepalive",
            "nat force-encap",
            "aaa accounting",
            "reconnect",
            "redirect gateway auth",
            "anyconnect profile");

    private final RouterConfig router;
    private final Interfaces interfaces;
    private final Keyrings keyrings;
    private final TrustpointLines trustpoints;
    private final AuthenticationLines authentication;
    private final Authorizations authorizations;
    private final Notes notes;
    private final Map<String, Optional<IkeProfile>> made = new HashMap<>();

    IkeProfiles(
            RouterConfig router,
            Interfaces interfaces,
            Keyrings keyrings,
            TrustpointLines trustpoints,
            Authorizations authorizations,
            Notes notes) {
        this.router = router;
        this.interfaces = interfaces;
        this.keyrings = keyrings;
        this.trustpoints = trustpoints;
        this.authentication = new AuthenticationLines(router, keyrings, trustpoints, notes);
        this.authorizations = authorizations;
        this.notes = notes;
    }

    /** The blocks of all profiles. */
    List<Block> blocks() {
        return router.blocks(PROFILE);
    }

    /**
     * The profile of that name.
     *
     * @param outer our outer address where it is used, which is who we are if the profile does not say
     */
    Optional<IkeProfile> named(String name, Optional<InetAddress> outer) {
        String key = name + " " + outer.map(Interfaces::text).orElse("");
        Optional<IkeProfile> before = made.get(key);
        if (before == null) {
            before = router.block(PROFILE, name)
                    .filter(block -> !block.isOn("shutdown"))
                    .flatMap(block -> notes.guarded(block, () -> profile(block, outer)));
            made.put(key, before);
        }
        return before;
    }

    private Optional<IkeProfile> profile(Block block, Optional<InetAddress> outer) {
        NOT_ACTIVE.forEach(key -> block.statement(key).ifPresent(notes::inactive));
        block.statements("aaa authentication").stream()
                .filter(line ->
                        line.value("method").filter("anyconnect-eap"::equals).isPresent())
                .forEach(notes::inactive);
        Optional<Authentication> local = authentication.local(block);
        Optional<Authentication> remote = authentication.remote(block);
        if (local.isEmpty() || remote.isEmpty()) {
            return Optional.empty();
        }
        IkeProfile.Builder profile =
                IkeProfile.named(block.name()).local(local.get()).remote(remote.get());
        identity(block, outer).ifPresent(profile::identity);
        Set<InetAddress> locals = localAddresses(block);
        if (isRestricted(block) && locals.isEmpty()) {
            block.header()
                    .ifPresent(header -> notes.warning(
                            header,
                            "profile " + block.name() + " holds at no address that is known here, and is left out"));
            return Optional.empty();
        }
        if (block.statement("identity local").isEmpty() && locals.isEmpty()) {
            // who we are differs by address, so that each use of the profile is one of its own
            outer.ifPresent(locals::add);
        }
        block.statements("match identity remote").forEach(line -> profile.matchRemote(Identities.matcher(line)));
        trustpoints.maps(block).forEach(map -> profile.matchRemote(new CertificateMatcher(map)));
        locals.forEach(address -> profile.matchLocalAddress(Interfaces.text(address)));
        profile.lifetime(Duration.ofSeconds(block.integer("lifetime", "seconds").orElse(86_400L)));
        dpd(block, profile);
        authorizations.rules(block).ifPresent(profile::authorization);
        block.text("keyring ppk", "keyring").flatMap(keyrings::named).ifPresent(profile::ppks);
        profile.configExchange(new ConfigExchange(
                block.isOn("config-exchange request"),
                block.isOn("config-exchange set accept"),
                block.isOn("config-exchange set send")));
        if (block.isOn("initial-contact force")) {
            profile.uniqueness(Uniqueness.REPLACE);
        }
        return Optional.of(profile.build());
    }

    private Optional<Identity> identity(Block block, Optional<InetAddress> outer) {
        Optional<Statement> line = block.statement("identity local");
        if (line.isPresent() && line.get().has("dn")) {
            return authentication.subject(block).or(() -> {
                notes.error(line.get(), "there is no certificate of our own to take the name from");
                return Optional.empty();
            });
        }
        Optional<Identity> said = line.flatMap(Identities::exact);
        Optional<Identity> subject = line.isPresent() ? Optional.empty() : authentication.subject(block);
        if (said.isPresent() || subject.isPresent()) {
            return said.or(() -> subject);
        }
        Set<InetAddress> locals = localAddresses(block);
        Optional<InetAddress> own = outer.or(() -> locals.stream().findFirst()).or(this::anyOuter);
        if (own.isEmpty()) {
            block.header()
                    .ifPresent(header -> notes.error(
                            header,
                            "who we are is not said, and no address of ours is known to take its place;"
                                    + " right would be a line identity local"));
        }
        return own.map(Identity::ipAddress);
    }

    private Optional<InetAddress> anyOuter() {
        return interfaces.ofVrf(Optional.empty()).stream().findFirst();
    }

    private Set<InetAddress> localAddresses(Block block) {
        Set<InetAddress> locals = new LinkedHashSet<>();
        block.statements("match address local").forEach(line -> locals.add(line.address("address")));
        for (Statement line : block.statements("match address local interface")) {
            interfaces
                    .named(line.text("interface"))
                    .ifPresent(iface -> interfaces.addresses(iface).forEach(address -> locals.add(address.address())));
        }
        block.statement("match fvrf").flatMap(line -> line.value("vrf")).ifPresent(vrf -> {
            Set<InetAddress> ofVrf = interfaces.ofVrf(Optional.of(vrf));
            if (locals.isEmpty()) {
                locals.addAll(ofVrf);
            } else {
                locals.retainAll(ofVrf);
            }
        });
        return locals;
    }

    private static boolean isRestricted(Block block) {
        return !block.statements("match address local").isEmpty()
                || !block.statements("match address local interface").isEmpty()
                || block.statement("match fvrf")
                        .flatMap(line -> line.value("vrf"))
                        .isPresent();
    }

    private void dpd(Block block, IkeProfile.Builder profile) {
        Optional<Statement> line = block.statement("dpd").or(() -> router.root().statement(DPD));
        if (line.isEmpty()) {
            if (RouterGateway.defaults(router) != SmartDefaults.FLEXIKE) {
                profile.withoutDpd();
            }
            return;
        }
        Duration interval = Duration.ofSeconds(line.get().integer("interval"));
        if (line.get().value("mode").filter("on-demand"::equals).isPresent()) {
            profile.dpdOnDemand(interval);
        } else {
            profile.dpd(interval);
        }
    }

    /** Calls for each profile that names a virtual template. */
    void forEachTemplate(BiConsumer<Integer, Block> each) {
        for (Block block : new ArrayList<>(blocks())) {
            block.integer("virtual-template", "number")
                    .ifPresent(number -> each.accept(Math.toIntExact(number), block));
        }
    }
}
