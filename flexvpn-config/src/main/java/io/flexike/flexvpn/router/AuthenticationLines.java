package io.flexike.flexvpn.router;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SignatureScheme.Algorithm;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.identity.Identity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How the two sides of a profile authenticate. */
final class AuthenticationLines {
    static final Set<Algorithm> RSA = EnumSet.of(Algorithm.RSA_PSS, Algorithm.RSA_PKCS1);
    static final Set<Algorithm> ECDSA = EnumSet.of(Algorithm.ECDSA);

    private final RouterConfig router;
    private final Keyrings keyrings;
    private final TrustpointLines trustpoints;
    private final EapLines eap;
    private final Notes notes;

    AuthenticationLines(RouterConfig router, Keyrings keyrings, TrustpointLines trustpoints, Notes notes) {
        this.router = router;
        this.keyrings = keyrings;
        this.trustpoints = trustpoints;
        this.eap = new EapLines(router, notes);
        this.notes = notes;
    }

    /** How we do; empty, with a note, if that is not possible. */
    Optional<Authentication> local(Block profile) {
        Optional<Statement> said = profile.statement("authentication local");
        if (said.isEmpty()) {
            return Optional.empty();
        }
        Statement line = said.get();
        if (line.has("pre-share")) {
            return preShared(profile, line, KeySide.LOCAL);
        }
        if (line.has("eap")) {
            return eap.local(line);
        }
        if (line.has("dynamic")) {
            notes.inactive(line);
            return Optional.empty();
        }
        List<Trustpoint> usable = signing(profile, line);
        if (usable.isEmpty()) {
            notes.error(
                    line,
                    "no trustpoint has a certificate of our own with " + (isRsa(line) ? "an RSA" : "an ECDSA")
                            + " key; right would be one with it");
            return Optional.empty();
        }
        return Optional.of(
                Authentication.certificate(usable.toArray(Trustpoint[]::new)).withSchemes(schemes(algorithms(line))));
    }

    /** The subject of the certificate that we show first. */
    Optional<Identity> subject(Block profile) {
        return profile.statement("authentication local")
                .filter(line -> line.has("rsa-sig") || line.has("ecdsa-sig"))
                .flatMap(line -> signing(profile, line).stream()
                        .flatMap(trustpoint -> trustpoint.own().stream())
                        .findFirst())
                .map(own -> Identity.distinguishedName(
                        own.leaf().getSubjectX500Principal().getEncoded()));
    }

    private List<Trustpoint> signing(Block profile, Statement line) {
        List<Trustpoint> usable = new ArrayList<>();
        for (Trustpoint trustpoint : trustpoints.signing(profile)) {
            List<OwnCertificate> own = trustpoint.own().stream()
                    .filter(each -> SignatureScheme.DEFAULTS.stream()
                            .anyMatch(scheme -> algorithms(line).contains(scheme.algorithm())
                                    && scheme.fits(each.key().verificationKey().type())))
                    .toList();
            if (!own.isEmpty()) {
                usable.add(trustpoint.withOwn(own));
            }
        }
        return usable;
    }

    private static boolean isRsa(Statement line) {
        return line.has("rsa-sig");
    }

    private static Set<Algorithm> algorithms(Statement line) {
        return isRsa(line) ? RSA : ECDSA;
    }

    private static SignatureScheme[] schemes(Set<Algorithm> algorithms) {
        return SignatureScheme.DEFAULTS.stream()
                .filter(scheme -> algorithms.contains(scheme.algorithm()))
                .toArray(SignatureScheme[]::new);
    }

    /** How peers do, any of several ways; empty, with a note, if none is possible. */
    Optional<Authentication> remote(Block profile) {
        List<Authentication> ways = new ArrayList<>();
        profile.statement("authentication remote pre-share")
                .flatMap(line -> preShared(profile, line, KeySide.REMOTE))
                .ifPresent(ways::add);
        certificates(profile).ifPresent(ways::add);
        profile.statement("authentication remote eap")
                .flatMap(line -> eap.remote(profile, line))
                .ifPresent(ways::add);
        if (ways.size() > 1) {
            return Optional.of(Authentication.anyOf(ways.toArray(Authentication[]::new)));
        }
        return ways.stream().findFirst();
    }

    private Optional<Authentication> certificates(Block profile) {
        EnumSet<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        Optional<Statement> rsa = profile.statement("authentication remote rsa-sig");
        Optional<Statement> ecdsa = profile.statement("authentication remote ecdsa-sig");
        rsa.ifPresent(line -> algorithms.addAll(RSA));
        ecdsa.ifPresent(line -> algorithms.addAll(ECDSA));
        if (algorithms.isEmpty()) {
            return Optional.empty();
        }
        List<Trustpoint> trusted = trustpoints.verifying(profile);
        if (trusted.isEmpty()) {
            notes.error(
                    rsa.or(() -> ecdsa).orElseThrow(),
                    "no trustpoint has an authority that peers could be trusted by; right would be one with ca.pem");
            return Optional.empty();
        }
        Authentication.TrustedCertificates certificates =
                Authentication.trusting(trusted.toArray(Trustpoint[]::new)).withSchemes(schemes(algorithms));
        boolean follows =
                Stream.of("cert", "bundle").anyMatch(kind -> router.root().isOn("crypto ikev2 http-url " + kind));
        return Optional.of(follows ? certificates.followingUrls() : certificates);
    }

    /** Which of the two keys of a keyring a key in the profile itself takes the place of. */
    private enum KeySide {
        LOCAL,
        REMOTE
    }

    private Optional<Authentication> preShared(Block profile, Statement line, KeySide side) {
        if (line.value("key").isPresent()) {
            return keyrings.key(line)
                    .map(secret -> Authentication.preSharedKey(ofOneKey(profile.name(), secret, side)));
        }
        return profile.text("keyring local", "keyring").flatMap(keyrings::named).map(Authentication::preSharedKey);
    }

    private static Keyring ofOneKey(String profile, SecretBytes key, KeySide side) {
        return Keyring.named(profile)
                .peer("any", peer -> {
                    peer.anyPeer();
                    if (side == KeySide.LOCAL) {
                        peer.localPreSharedKey(key);
                    } else {
                        peer.remotePreSharedKey(key);
                    }
                })
                .build();
    }
}
