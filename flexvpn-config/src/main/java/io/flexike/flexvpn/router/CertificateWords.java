package io.flexike.flexvpn.router;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.ike.certificate.CertificateMap;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.Trustpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The words for trustpoints, certificate maps and signatures. */
final class CertificateWords {
    private CertificateWords() {}

    /** What concerns all certificates; an interval of one's own has no words. */
    static void globals(FlexVpnConfig config, Sentences out) {
        if (config.certificateCache() != FlexVpnConfig.DEFAULT_CERTIFICATE_CACHE) {
            out.line("crypto ikev2 certificate-cache " + config.certificateCache());
        }
        if (!config.protocol().revocationRecheck().isZero()) {
            out.line("crypto ikev2 disconnect-revoked-peers");
        }
    }

    /** The trustpoints of a gateway by their names, for who reads its words. */
    static Trustpoints trustpoints(FlexVpnConfig config) {
        Map<String, Trustpoint> known = new HashMap<>();
        Stream.concat(
                        config.staticTunnels().stream().flatMap(tunnel -> tunnel.profile().stream()),
                        config.virtualTemplates().stream().flatMap(template -> template.profiles().stream()))
                .flatMap(profile -> Stream.concat(profile.local().stream(), profile.remote().stream()))
                .flatMap(authentication -> authentication.parts().stream())
                .flatMap(CertificateWords::trustpoints)
                .forEach(trustpoint -> known.put(trustpoint.name(), trustpoint));
        return name -> Optional.ofNullable(known.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is none of that name"));
    }

    private static Stream<Trustpoint> trustpoints(Authentication part) {
        if (part instanceof Authentication.Certificates own) {
            return own.trustpoints().stream();
        }
        return part instanceof Authentication.TrustedCertificates trusted
                ? trusted.trustpoints().stream()
                : Stream.empty();
    }

    /** Certificates of ours. */
    static void local(IkeProfile profile, Authentication.Certificates own, List<String> lines, Sentences out) {
        List<String> words = words(own.schemes());
        if (words.size() != 1) {
            out.missing(profile + ": signatures by " + own.schemes());
        }
        words.forEach(word -> lines.add("authentication local " + word));
    }

    /** Certificates of peers. */
    static void remote(
            IkeProfile profile, Authentication.TrustedCertificates trusted, List<String> lines, Sentences out) {
        List<String> words = words(trusted.schemes());
        if (words.isEmpty()) {
            out.missing(profile + ": signatures by " + trusted.schemes());
        }
        words.forEach(word -> lines.add("authentication remote " + word));
        if (!trusted.followsUrls()) {
            out.line("no crypto ikev2 http-url cert");
        }
    }

    /** Empty if no words of a router mean just these. */
    private static List<String> words(List<SignatureScheme> schemes) {
        List<SignatureScheme> rsa = schemes.stream()
                .filter(scheme -> AuthenticationLines.RSA.contains(scheme.algorithm()))
                .toList();
        List<SignatureScheme> ecdsa = schemes.stream()
                .filter(scheme -> AuthenticationLines.ECDSA.contains(scheme.algorithm()))
                .toList();
        List<String> words = new ArrayList<>();
        if (!rsa.isEmpty()) {
            words.add("rsa-sig");
        }
        if (!ecdsa.isEmpty()) {
            words.add("ecdsa-sig");
        }
        return rsa.size() + ecdsa.size() == schemes.size() ? words : List.of();
    }

    /** The lines that say which trustpoints both sides have. */
    static void trustpoints(List<Trustpoint> own, List<Trustpoint> trusted, List<String> lines, Sentences out) {
        for (Trustpoint trustpoint : own) {
            lines.add("pki trustpoint " + trustpoint.name() + (trusted.contains(trustpoint) ? "" : " sign"));
            write(trustpoint, out);
        }
        for (Trustpoint trustpoint : trusted) {
            if (!own.contains(trustpoint)) {
                lines.add("pki trustpoint " + trustpoint.name() + " verify");
                write(trustpoint, out);
            }
        }
    }

    private static void write(Trustpoint trustpoint, Sentences out) {
        List<String> lines = out.block("crypto pki trustpoint " + trustpoint.name(), trustpoint);
        RevocationPolicy revocation = trustpoint.revocation();
        StringBuilder line = new StringBuilder("revocation-check");
        revocation
                .methods()
                .forEach(method -> line.append(' ').append(method.name().toLowerCase(Locale.ROOT)));
        if (revocation.demand() == RevocationPolicy.Demand.SOFT) {
            line.append(" none");
        }
        lines.add(line.toString());
        revocation.ocspResponder().ifPresent(responder -> lines.add("ocsp url " + responder));
    }

    /** A certificate map. */
    static void write(CertificateMap map, Sentences out) {
        for (CertificateMap.Entry entry : map.entries()) {
            List<String> lines = out.block("crypto pki certificate map " + map.name() + " " + entry.sequence(), entry);
            entry.lines().forEach(line -> lines.add(line.toString()));
        }
    }
}
