package io.flexike.flexvpn.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.authorization.AuthorizationRules.Lookup;
import io.flexike.flexvpn.authorization.NameMangler.DnPart;
import io.flexike.flexvpn.authorization.NameMangler.EmailPart;
import io.flexike.flexvpn.authorization.NameMangler.FqdnPart;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class AuthorizationRulesTest {
    private static final NameMangler MANGLER = new NameMangler(
            "m", Optional.of(FqdnPart.HOSTNAME), Optional.of(EmailPart.DOMAIN), Optional.of(DnPart.ORGANIZATION_UNIT));

    private final AuthorizationPolicy group = AuthorizationPolicy.named("group")
            .netmask("255.255.255.0")
            .dns("192.0.2.1")
            .pushRoutes("10.0.0.0/8")
            .build();
    private final AuthorizationPolicy user = AuthorizationPolicy.named("spoke-1")
            .dns("192.0.2.9")
            .pushRoutes("172.16.0.0/12")
            .build();

    @Test
    void namesAreMadeOfTheWholeIdentityOrAPartOfIt() {
        assertThat(MANGLER.mangle(fqdn("spoke-1.example"))).hasValue("spoke-1");
        assertThat(MANGLER.mangle(Identity.email("bob@corp.example").toWire())).hasValue("corp.example");
        byte[] name = new X500Principal("CN=r1, OU=Branch, O=Example").getEncoded();
        assertThat(MANGLER.mangle(Identity.distinguishedName(name).toWire())).hasValue("Branch");
        assertThat(MANGLER.mangle(Identity.ipAddress("192.0.2.1").toWire())).isEmpty();
        NameMangler domain =
                new NameMangler("d", Optional.of(FqdnPart.DOMAIN), Optional.empty(), Optional.of(DnPart.LOCALITY));
        assertThat(domain.mangle(fqdn("spoke-1.example"))).hasValue("example");
        assertThat(domain.mangle(fqdn("spoke-1"))).isEmpty();
        assertThat(domain.mangle(Identity.distinguishedName(name).toWire())).isEmpty();
    }

    @Test
    void theUserGoesBeforeTheGroupUnlessTheGroupOverrides() {
        Optional<Lookup> ofGroup = Optional.of(new Lookup.Named(group));
        Optional<Lookup> ofUser = Optional.of(new Lookup.Mangled(MANGLER, List.of(user)));

        AuthorizationPolicy merged = new AuthorizationRules(ofGroup, ofUser, false)
                .policyOf(fqdn("spoke-1.example"))
                .orElseThrow();
        AuthorizationPolicy overridden = new AuthorizationRules(ofGroup, ofUser, true)
                .policyOf(fqdn("spoke-1.example"))
                .orElseThrow();

        assertThat(merged.dns()).isEqualTo(user.dns());
        assertThat(overridden.dns()).isEqualTo(group.dns());
        assertThat(merged.netmask()).isEqualTo(group.netmask());
        assertThat(merged.pushedRoutes())
                .containsExactlyInAnyOrderElementsOf(overridden.pushedRoutes())
                .hasSize(2);
    }

    @Test
    void whoHasNoPolicyOfItsOwnWhereOneIsAskedForGetsNothing() {
        AuthorizationRules rules = new AuthorizationRules(
                Optional.of(new Lookup.Named(group)), Optional.of(new Lookup.Mangled(MANGLER, List.of(user))), false);

        assertThat(rules.policyOf(fqdn("stranger.example"))).isEmpty();
        assertThat(AuthorizationRules.of(group).policyOf(fqdn("stranger.example")))
                .hasValue(group);
        assertThat(AuthorizationRules.NONE.policyOf(fqdn("stranger.example"))).isEmpty();
    }

    @Test
    void whatAUserOfEapCallsItselfInIkeCountsOnlyIfEapHasAuthenticatedIt() {
        AuthorizationRules rules = new AuthorizationRules(
                Optional.empty(), Optional.of(new Lookup.Mangled(MANGLER, List.of(user))), false);
        Identification claimed = fqdn("spoke-1.example");

        assertThat(rules.policyOf(claimed)).hasValue(user);
        assertThat(rules.policyOf(claimed, Optional.of("spoke-1.example"))).hasValue(user);
        assertThat(rules.policyOf(claimed, Optional.of("ana"))).isEmpty();
    }

    @Test
    void whomEapHasAuthenticatedIsFoundByThatIdentity() {
        NameMangler users = new NameMangler(
                "users",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new NameMangler.EapPart(Optional.of("@"), false)));
        AuthorizationPolicy ana =
                AuthorizationPolicy.named("ana").dns("10.0.0.53").build();
        AuthorizationRules rules = new AuthorizationRules(
                Optional.of(new Lookup.Named(group)),
                Optional.of(new Lookup.IfThere(new Lookup.Mangled(users, List.of(ana)))),
                false);
        Identification device = fqdn("laptop.example");

        assertThat(rules.policyOf(device, Optional.of("ana@example"))
                        .orElseThrow()
                        .dns())
                .isEqualTo(ana.dns());
        assertThat(rules.policyOf(device, Optional.of("bob@example"))).hasValue(group);
        assertThat(rules.policyOf(device)).hasValue(group);
        assertThat(users.mangle(device, Optional.of("ana"))).hasValue("ana");
        assertThat(new NameMangler.EapPart(Optional.of("@"), true))
                .satisfies(domain -> assertThat(new NameMangler(
                                        "domain",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(domain))
                                .mangle(device, Optional.of("ana@example")))
                        .hasValue("example"));
    }

    private static Identification fqdn(String name) {
        return Identity.fqdn(name).toWire();
    }
}
