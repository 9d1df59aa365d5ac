package io.flexike.flexvpn.router;

import io.flexike.flexvpn.authorization.AuthorizationRules;
import io.flexike.flexvpn.authorization.AuthorizationRules.Lookup;
import io.flexike.flexvpn.authorization.NameMangler;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.CertificateMatcher;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaPolicy.LivenessMode;
import io.flexike.ike.session.IkeSaPolicy.Uniqueness;
import io.flexike.ike.session.PostquantumPolicy;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words for IKEv2 profiles and for the rules of authorization. */
final class ProfileWords {
    private static final Duration OUR_DPD = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofHours(24);

    private ProfileWords() {}

    /** @param template the number of the virtual template that it leads to, if it does */
    static void write(IkeProfile profile, Optional<Integer> template, Sentences out) {
        List<String> lines = out.block("crypto ikev2 profile " + profile.name(), profile);
        profile.remoteMatchers().forEach(matcher -> matcher(profile, matcher, lines, out));
        profile.localAddresses().stream()
                .map(Interfaces::text)
                .sorted()
                .forEach(address -> lines.add("match address local " + address));
        profile.identity()
                .ifPresent(own -> KeyWords.words(own)
                        .ifPresentOrElse(
                                words -> lines.add("identity local " + words),
                                () -> out.missing(profile + ": identity " + own)));
        authentication(profile, lines, out);
        life(profile, lines, out);
        exchange(profile.configExchange(), lines);
        profile.authorization().ifPresent(rules -> authorization(profile, rules, lines, out));
        template.ifPresent(number -> lines.add("virtual-template " + number));
        if (profile.namesProposals()) {
            out.missing(profile + ": proposals of its own, which are for policies");
        }
    }

    private static void matcher(IkeProfile profile, IdentityMatcher matcher, List<String> lines, Sentences out) {
        if (matcher instanceof CertificateMatcher certificates) {
            lines.add("match certificate " + certificates.map().name());
            CertificateWords.write(certificates.map(), out);
            return;
        }
        KeyWords.words(matcher)
                .ifPresentOrElse(
                        words -> lines.add("match identity remote " + words),
                        () -> out.missing(profile + ": identities " + matcher));
    }

    private static void authentication(IkeProfile profile, List<String> lines, Sentences out) {
        Optional<Keyring> local = Optional.empty();
        List<Trustpoint> own = List.of();
        Authentication said = profile.local().orElseThrow();
        if (said instanceof Authentication.PreSharedKey psk) {
            lines.add("authentication local pre-share");
            local = Optional.of(psk.keyring());
        } else if (said instanceof Authentication.Certificates certificates) {
            CertificateWords.local(profile, certificates, lines, out);
            own = certificates.trustpoints();
        } else {
            out.missing(profile + ": a local authentication other than by pre-shared keys and certificates");
        }
        Optional<Keyring> remote = Optional.empty();
        List<Trustpoint> trusted = new ArrayList<>();
        for (Authentication part : anyOf(profile, out)) {
            if (part instanceof Authentication.PreSharedKey psk) {
                lines.add("authentication remote pre-share");
                remote = Optional.of(psk.keyring());
            } else if (part instanceof Authentication.TrustedCertificates certificates) {
                CertificateWords.remote(profile, certificates, lines, out);
                trusted.addAll(certificates.trustpoints());
            } else {
                out.missing(profile + ": a remote authentication other than by pre-shared keys and certificates");
            }
        }
        CertificateWords.trustpoints(own, trusted, lines, out);
        keyrings(profile, local, remote, lines, out);
    }

    private static List<Authentication> anyOf(IkeProfile profile, Sentences out) {
        Authentication said = profile.remote().orElseThrow();
        if (said instanceof Authentication.InTurn) {
            out.missing(profile + ": several ways to authenticate in turn");
        }
        return said.parts();
    }

    private static void keyrings(
            IkeProfile profile, Optional<Keyring> local, Optional<Keyring> remote, List<String> lines, Sentences out) {
        if (local.isPresent() && remote.isPresent() && !local.equals(remote)) {
            out.missing(profile + ": two keyrings");
        }
        local.or(() -> remote).ifPresent(keyring -> {
            lines.add("keyring local " + keyring.name());
            KeyWords.write(keyring, out);
        });
        profile.ppks().filter(keyring -> !local.equals(Optional.of(keyring))).ifPresent(keyring -> {
            lines.add("keyring ppk " + keyring.name());
            KeyWords.write(keyring, out);
        });
        if (profile.ppkMixing() != PostquantumPolicy.Mixing.IN_AUTH) {
            out.missing(profile + ": post-quantum pre-shared keys in " + profile.ppkMixing());
        }
    }

    private static void life(IkeProfile profile, List<String> lines, Sentences out) {
        IkeSaPolicy policy = profile.policy();
        Duration hard = policy.lifetime().hard();
        boolean plain = policy.lifetime().equals(SaLifetime.ofTime(hard));
        if (!plain || hard.toMillisPart() != 0 || hard.toSeconds() < 120 || hard.compareTo(DAY) > 0) {
            out.missing(profile + ": lifetime " + policy.lifetime());
        } else if (!hard.equals(DAY)) {
            lines.add("lifetime " + hard.toSeconds());
        }
        Duration dpd = profile.dpd().orElse(Duration.ZERO);
        boolean onDemand = policy.livenessMode() == LivenessMode.ON_DEMAND;
        if (dpd.toMillisPart() != 0 || dpd.toSeconds() < 10 || dpd.toSeconds() > 3600) {
            out.missing(profile + ": dpd of " + dpd);
        } else if (!dpd.equals(OUR_DPD) || onDemand) {
            lines.add("dpd " + dpd.toSeconds() + " 2 " + (onDemand ? "on-demand" : "periodic"));
        }
        if (policy.uniqueness() == Uniqueness.REPLACE) {
            lines.add("initial-contact force");
        } else if (policy.uniqueness() == Uniqueness.REFUSE) {
            out.missing(profile + ": uniqueness " + policy.uniqueness());
        }
        if (!policy.reauthenticateAfter().equals(SaLifetime.FOREVER)) {
            out.missing(profile + ": reauthentication");
        }
    }

    private static void exchange(ConfigExchange exchange, List<String> lines) {
        if (!exchange.request()) {
            lines.add("no config-exchange request");
        }
        if (!exchange.acceptSet()) {
            lines.add("no config-exchange set accept");
        }
        if (!exchange.sendSet()) {
            lines.add("no config-exchange set send");
        }
    }

    private static void authorization(IkeProfile profile, AuthorizationRules rules, List<String> lines, Sentences out) {
        boolean psk = profile.remote().orElseThrow() instanceof Authentication.PreSharedKey;
        String method = psk ? "psk " : "";
        out.line("aaa authorization network LOCAL local");
        String override = rules.groupOverrides() ? "override " : "";
        rules.group()
                .ifPresent(lookup -> lines.add(
                        "aaa authorization group " + override + method + "list LOCAL " + lookup(lookup, out)));
        rules.user()
                .ifPresent(
                        lookup -> lines.add("aaa authorization user " + method + "list LOCAL " + lookup(lookup, out)));
        rules.policies().forEach(policy -> PolicyWords.write(policy, out));
    }

    private static String lookup(Lookup lookup, Sentences out) {
        if (lookup instanceof Lookup.IfThere optional) {
            out.missing("policies of users that need not be there");
            return lookup(optional.lookup(), out);
        }
        if (lookup instanceof Lookup.Named named) {
            return named.policy().name();
        }
        NameMangler mangler = ((Lookup.Mangled) lookup).mangler();
        List<String> lines = out.block("crypto ikev2 name-mangler " + mangler.name(), mangler);
        mangler.fqdn().ifPresent(part -> lines.add("fqdn " + word(part)));
        mangler.email().ifPresent(part -> lines.add("email " + word(part)));
        mangler.dn().ifPresent(part -> lines.add("dn " + word(part)));
        if (mangler.eap().isPresent()) {
            out.missing("name mangler \"" + mangler.name() + "\": identities of EAP");
        }
        return "name-mangler " + mangler.name();
    }

    private static String word(Enum<?> part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
