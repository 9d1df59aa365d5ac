package io.flexike.flexvpn.runtime;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.CryptoPolicy.SchemeRefusal;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.CertificateMatcher;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.ike.certificate.CertificateCache;
import io.flexike.ike.certificate.CertificateMap;
import io.flexike.ike.certificate.OcspResponses;
import io.flexike.ike.certificate.OwnOcspResponses;
import io.flexike.ike.certificate.RemoteObjects;
import io.flexike.ike.eap.EapOfInitiator;
import io.flexike.ike.eap.EapOfResponder;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PreSharedKeys;
import io.flexike.ike.transport.HttpObjectLimits;
import io.flexike.ike.transport.HttpObjects;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine has to do where an {@link Authentication} is configured. The same for what is the same. */
final class AuthenticationMethods implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationMethods.class);

    private final CryptoPolicy policy;
    private final GatewayEnvironment environment;
    private final SecureRandom random;
    private final Optional<HttpObjects> own;
    private final CertificateTrusts trusts;
    private final OcspResponses ocspResponses;

    /** @param cache for certificates of peers that have sent a URL instead */
    AuthenticationMethods(
            CryptoPolicy policy, GatewayEnvironment environment, SecureRandom random, CertificateCache cache) {
        this.policy = policy;
        this.environment = environment;
        this.random = random;
        this.own = environment.remoteObjects().isPresent()
                ? Optional.empty()
                : Optional.of(new HttpObjects(HttpObjectLimits.DEFAULTS));
        RemoteObjects objects = environment.remoteObjects().or(() -> own).orElseThrow();
        this.ocspResponses = new OwnOcspResponses(objects, environment.wallClock(), policy);
        this.trusts = new CertificateTrusts(policy, environment.wallClock(), objects, random, cache);
    }

    /** Which algorithms may be used at all. */
    CryptoPolicy policy() {
        return policy;
    }

    /**
     * How we prove ourselves.
     *
     * @param dialled the host name that was dialled, by which keys may be found
     */
    AuthenticationMethod local(IkeProfile profile, Optional<String> dialled) {
        return of(
                profile.local().orElseThrow(),
                part -> single(profile, part, keyring -> keyring.localKeys(dialled), Optional.empty()));
    }

    /**
     * How a peer proves itself.
     *
     * @param matchers that find the peer: who is found by a certificate has to prove to be its owner
     * @param dialled the host name that was dialled, by which keys may be found
     */
    AuthenticationMethod remote(IkeProfile profile, List<IdentityMatcher> matchers, Optional<String> dialled) {
        Authentication configured = profile.remote().orElseThrow();
        Optional<CertificateMap> map = matchers.size() == 1 && matchers.get(0) instanceof CertificateMatcher by
                ? Optional.of(by.map())
                : Optional.empty();
        Function<Authentication, AuthenticationMethod> single =
                part -> single(profile, part, keyring -> keyring.remoteKeys(dialled), map);
        boolean byCertificate = matchers.stream().anyMatch(CertificateMatcher.class::isInstance);
        if (byCertificate && configured instanceof Authentication.AnyOf any) {
            List<AuthenticationMethod> certificates = any.parts().stream()
                    .filter(Authentication.TrustedCertificates.class::isInstance)
                    .map(single)
                    .toList();
            return certificates.size() == 1 ? certificates.get(0) : new AuthenticationMethod.AnyOf(certificates);
        }
        return of(configured, single);
    }

    private static AuthenticationMethod of(
            Authentication authentication, Function<Authentication, AuthenticationMethod> single) {
        if (authentication instanceof Authentication.AnyOf any) {
            return new AuthenticationMethod.AnyOf(
                    any.parts().stream().map(single).toList());
        }
        if (authentication instanceof Authentication.InTurn turns) {
            int further = turns.parts().size() - 1;
            return new AuthenticationMethod.InTurn(
                    turns.parts().stream().map(single).toList(),
                    turns.identities().isEmpty() ? Collections.nCopies(further, Optional.empty()) : turns.identities());
        }
        return single.apply(authentication);
    }

    private AuthenticationMethod single(
            IkeProfile profile,
            Authentication authentication,
            Function<Keyring, PreSharedKeys> keys,
            Optional<CertificateMap> map) {
        Consumer<SchemeRefusal> refused = refusal -> LOG.info("{}: {}", profile, refusal);
        if (authentication instanceof Authentication.PreSharedKey psk) {
            return new AuthenticationMethod.PreSharedKey(keys.apply(psk.keyring()));
        }
        if (authentication instanceof Authentication.RawPublicKey own) {
            return new AuthenticationMethod.Signature(own.key(), SignaturePolicy.allowed(own, policy, refused));
        }
        if (authentication instanceof Authentication.TrustedKeys trusted) {
            return SignaturePolicy.allowed(trusted, policy, refused);
        }
        if (authentication instanceof Authentication.Certificates own) {
            return SignaturePolicy.allowed(own, policy, refused).with(ocspResponses);
        }
        if (authentication instanceof Authentication.TrustedCertificates trusted) {
            return new AuthenticationMethod.TrustedCertificates(
                    trusts.of(trusted, map), SignaturePolicy.allowed(trusted, policy, refused));
        }
        if (authentication instanceof Authentication.None) {
            return new AuthenticationMethod.Null();
        }
        return eap(authentication);
    }

    private AuthenticationMethod eap(Authentication authentication) {
        if (authentication instanceof Authentication.EapPeer peer) {
            return new AuthenticationMethod.Eap(new EapOfInitiator(peer.settings(), environment.crypto(), random));
        }
        if (authentication instanceof Authentication.EapAuthenticator authenticator) {
            return new AuthenticationMethod.Eap(new EapOfResponder(
                    authenticator.settings(), authenticator.asksIdentity(), environment.crypto(), random));
        }
        if (authentication instanceof Authentication.EapBackEnd elsewhere) {
            return new AuthenticationMethod.Eap(elsewhere.backEnd());
        }
        throw new AssertionError("an authentication without a handler: " + authentication.getClass());
    }

    /** Nothing more is fetched. */
    @Override
    public void close() {
        own.ifPresent(HttpObjects::close);
    }
}
