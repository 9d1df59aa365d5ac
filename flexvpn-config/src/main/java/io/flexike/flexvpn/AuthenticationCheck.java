package io.flexike.flexvpn;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.CertificateMatcher;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what is missing or contradictory in how the two sides of a profile authenticate. */
final class AuthenticationCheck {
    private static final String NOT_OF_A_GATEWAY =
            "EAP of the side that connects, but here peers connect to us; right would be EAP with users";
    private static final String NOT_OF_A_CLIENT =
            "EAP with users, which is for the side to which peers connect, but the tunnel connects itself";

    private static final Set<Class<? extends Authentication>> EAP_OF_WHO_CONNECTS =
            Set.of(Authentication.EapPeer.class, Authentication.EapBackEnd.class);
    private static final Set<Class<? extends Authentication>> EAP_OF_A_GATEWAY =
            Set.of(Authentication.EapAuthenticator.class, Authentication.EapBackEnd.class);

    /** By one of which a gateway has to prove itself before it asks for EAP. */
    private static final Set<Class<? extends Authentication>> PROOFS_OF_THE_GATEWAY = Set.of(
            Authentication.TrustedKeys.class,
            Authentication.TrustedCertificates.class,
            Authentication.EapPeer.class,
            Authentication.EapBackEnd.class);

    /** The same if the gateway is we. */
    private static final Set<Class<? extends Authentication>> OUR_PROOFS_AS_GATEWAY = Set.of(
            Authentication.RawPublicKey.class,
            Authentication.Certificates.class,
            Authentication.EapAuthenticator.class,
            Authentication.EapBackEnd.class);

    private final IkeProfile profile;
    private final boolean connects;
    private final CryptoPolicy policy;
    private final Findings findings;

    /** @param connects whether the tunnel connects to a peer, or peers connect to us alone */
    AuthenticationCheck(IkeProfile profile, boolean connects, CryptoPolicy policy, Findings findings) {
        this.profile = profile;
        this.connects = connects;
        this.policy = policy;
        this.findings = findings;
    }

    void check() {
        findings.within("local", () -> {
            if (profile.local().isEmpty()) {
                findings.add("no authentication");
            }
            parts(profile.local()).forEach(this::checkLocal);
        });
        findings.within("remote", () -> {
            if (profile.remote().isEmpty()) {
                findings.add("no authentication");
            }
            parts(profile.remote()).forEach(this::checkRemote);
            if (profile.remote().isPresent()
                    && !remoteIs(Authentication.TrustedCertificates.class)
                    && profile.remoteMatchers().stream().anyMatch(CertificateMatcher.class::isInstance)) {
                findings.add("peers found by a certificate, but not authenticated by one");
            }
        });
    }

    private static List<Authentication> parts(Optional<Authentication> side) {
        return side.map(Authentication::parts).orElse(List.of());
    }

    /** The ways of which one comes first: in turn, that is the first of them alone. */
    private static List<Authentication> first(Optional<Authentication> side) {
        List<Authentication> parts = parts(side);
        return side.filter(Authentication.InTurn.class::isInstance).isPresent() ? parts.subList(0, 1) : parts;
    }

    private boolean remoteIs(Class<? extends Authentication> kind) {
        return parts(profile.remote()).stream().anyMatch(kind::isInstance);
    }

    private void checkLocal(Authentication part) {
        if (part instanceof Authentication.PreSharedKey psk) {
            KeyringCheck.check(
                    psk.keyring(), "our keys", findings, peer -> peer.localKey().isPresent());
        } else if (part instanceof Authentication.TrustedKeys) {
            findings.add("public keys, where a private key is needed");
        } else if (part instanceof Authentication.TrustedCertificates) {
            findings.add("authorities, where a certificate of our own is needed");
        } else if (part instanceof Authentication.RawPublicKey own) {
            PublicKeyType type = own.key().verificationKey().type();
            if (own.schemes().stream().noneMatch(scheme -> scheme.fits(type))) {
                findings.add("no signature scheme for a key of type " + type);
            }
            PolicyCheck.checkSignatures(policy, own.schemes(), List.of(own.key().verificationKey()), findings);
        } else if (part instanceof Authentication.Certificates own) {
            checkOwn(own);
        } else if (part instanceof Authentication.EapPeer && !connects) {
            findings.add(NOT_OF_A_GATEWAY);
        } else if (part instanceof Authentication.EapAuthenticator && connects) {
            findings.add(NOT_OF_A_CLIENT);
        } else if (part instanceof Authentication.EapAuthenticator) {
            checkAlone(
                    profile.local(),
                    parts(profile.remote()).stream()
                            .filter(Authentication.EapAuthenticator.class::isInstance)
                            .map(side -> ((Authentication.EapAuthenticator) side)
                                    .settings()
                                    .methods())
                            .toList());
        } else if (connects && EAP_OF_WHO_CONNECTS.contains(part.getClass())) {
            checkProofBefore(part);
        }
    }

    private void checkOwn(Authentication.Certificates own) {
        if (own.own().isEmpty()) {
            findings.add("no certificate of our own with its key" + in(own.trustpoints()));
            return;
        }
        for (OwnCertificate certificate : own.own()) {
            PublicKeyType type = certificate.key().verificationKey().type();
            if (own.schemes().stream().noneMatch(scheme -> scheme.fits(type))) {
                findings.add("no signature scheme for a key of type " + type);
            }
        }
        List<VerificationKey> keys = own.own().stream()
                .map(certificate -> certificate.key().verificationKey())
                .toList();
        PolicyCheck.checkSignatures(policy, own.schemes(), keys, findings);
    }

    private static String in(List<Trustpoint> trustpoints) {
        return trustpoints.isEmpty()
                ? ": no trustpoint"
                : trustpoints.stream()
                        .map(trustpoint -> '"' + trustpoint.name() + '"')
                        .collect(Collectors.joining(", ", " in ", ""));
    }

    /** What the gateway has to have proved before EAP of ours. */
    private void checkProofBefore(Authentication eap) {
        List<Authentication> remote = parts(profile.remote());
        boolean first = first(profile.local()).contains(eap);
        if (first
                && !remote.isEmpty()
                && first(profile.remote()).stream()
                        .noneMatch(part -> PROOFS_OF_THE_GATEWAY.contains(part.getClass()))) {
            findings.add(
                    "EAP, but the peer does not have to prove itself by a signature or by EAP, as RFC 7296 2.16 and"
                            + " RFC 5998 demand");
        } else if (!remote.isEmpty() && remote.stream().allMatch(Authentication.None.class::isInstance)) {
            findings.add("EAP, but the peer proves nothing, so that anybody could learn our password");
        }
    }

    private void checkRemote(Authentication part) {
        if (part instanceof Authentication.PreSharedKey psk) {
            KeyringCheck.check(
                    psk.keyring(),
                    "their keys",
                    findings,
                    peer -> peer.remoteKey().isPresent());
        } else if (part instanceof Authentication.RawPublicKey) {
            findings.add("a private key, where public keys are needed");
        } else if (part instanceof Authentication.Certificates) {
            findings.add("a certificate of our own, where authorities are needed");
        } else if (part instanceof Authentication.TrustedKeys trusted) {
            findings.within(trusted.peers().toString(), () -> check(trusted));
        } else if (part instanceof Authentication.TrustedCertificates trusted) {
            check(trusted);
        } else if (part instanceof Authentication.EapAuthenticator && connects) {
            findings.add(NOT_OF_A_CLIENT);
        } else if (part instanceof Authentication.EapPeer && !connects) {
            findings.add(NOT_OF_A_GATEWAY);
        } else if (part instanceof Authentication.EapPeer) {
            checkAlone(
                    profile.remote(),
                    parts(profile.local()).stream()
                            .filter(Authentication.EapPeer.class::isInstance)
                            .map(side ->
                                    ((Authentication.EapPeer) side).settings().methods())
                            .toList());
        } else if (!connects && EAP_OF_A_GATEWAY.contains(part.getClass())) {
            checkOwnProofBefore(part);
        }
    }

    private void check(Authentication.TrustedKeys trusted) {
        if (trusted.schemes().isEmpty()) {
            findings.add("no acceptable signature scheme");
        }
        if (trusted.peers().identities().isEmpty()) {
            findings.add("no public key");
        }
        for (IdentityMatcher matcher : profile.remoteMatchers()) {
            if (trusted.peers().identities().stream().noneMatch(identity -> matcher.matches(identity.toWire()))) {
                findings.add("no public key of " + matcher);
            }
        }
        for (Identity identity : trusted.peers().identities()) {
            List<VerificationKey> keys = trusted.peers().publicKeys().keysFor(identity.toWire());
            findings.within(
                    identity.toString(), () -> PolicyCheck.checkSignatures(policy, trusted.schemes(), keys, findings));
        }
    }

    private void check(Authentication.TrustedCertificates trusted) {
        if (trusted.schemes().isEmpty()) {
            findings.add("no acceptable signature scheme");
        }
        PolicyCheck.checkSchemes(policy, trusted.schemes(), findings);
        if (trusted.anchors().isEmpty()) {
            findings.add("no authority to trust" + in(trusted.trustpoints()));
            return;
        }
        try {
            new PkixTrust(trusted.anchors(), InstantSource.system(), trusted.settings());
        } catch (IllegalArgumentException e) {
            findings.add(String.valueOf(e.getMessage()));
        }
    }

    /** What we have to have proved before EAP of who connects. */
    private void checkOwnProofBefore(Authentication eap) {
        if (first(profile.remote()).contains(eap)
                && profile.local().isPresent()
                && first(profile.local()).stream().noneMatch(part -> OUR_PROOFS_AS_GATEWAY.contains(part.getClass()))) {
            findings.add("EAP, but we do not prove ourselves by a signature or by EAP, as RFC 7296 2.16 and RFC 5998"
                    + " demand");
        }
    }

    /**
     * EAP that proves the side to which peers connect, without another proof (RFC 5998).
     *
     * @param proving the side that it proves
     * @param running the methods that are run, which the other side has
     */
    private void checkAlone(Optional<Authentication> proving, List<List<EapMethodType>> running) {
        if (running.isEmpty()) {
            findings.add("EAP that proves the gateway, but not who connects to it, where RFC 5998 has it prove both");
            return;
        }
        List<EapMethodType> unfit = running.stream()
                .flatMap(List::stream)
                .filter(method -> !method.isSafeForEapOnly())
                .distinct()
                .toList();
        // With another way beside it, what is not fit is used where that other way proves the gateway.
        boolean only = parts(proving).size() == 1;
        if (!unfit.isEmpty() && (only || running.stream().allMatch(unfit::containsAll))) {
            findings.add("EAP as the only proof of the gateway, which RFC 5998 4 allows with none of " + unfit);
        }
    }
}
