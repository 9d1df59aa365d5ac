package io.flexike.flexvpn.router;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.ike.certificate.CertificateCriterion;
import io.flexike.ike.certificate.CertificateMap;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.RevocationPolicy.Demand;
import io.flexike.ike.certificate.RevocationPolicy.Method;
import io.flexike.ike.certificate.Trustpoint;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Trustpoints and certificate maps. */
final class TrustpointLines {
    private static final String TRUSTPOINT = "crypto pki trustpoint";
    private static final String NONE = "none";
    private static final List<String> NOT_ACTIVE =
            List.of("match certificate", "authorization list", "authorization username");

    private final RouterConfig router;
    private final Trustpoints source;
    private final Notes notes;
    private final Map<String, Optional<Trustpoint>> made = new HashMap<>();

    TrustpointLines(RouterConfig router, Trustpoints source, Notes notes) {
        this.router = router;
        this.source = source;
        this.notes = notes;
    }

    /** What a profile may sign with: what it names, everything if it names nothing. */
    List<Trustpoint> signing(Block profile) {
        return named(profile, "verify").stream()
                .filter(trustpoint -> !trustpoint.own().isEmpty())
                .toList();
    }

    /** Whom a profile trusts: whom it names, everybody if it names nobody. */
    List<Trustpoint> verifying(Block profile) {
        return named(profile, "sign").stream()
                .filter(trustpoint -> !trustpoint.anchors().isEmpty())
                .toList();
    }

    private List<Trustpoint> named(Block profile, String exceptFor) {
        List<Statement> lines = profile.statements("pki trustpoint");
        List<Trustpoint> all = new ArrayList<>();
        for (Statement line : lines) {
            if (line.value("use").filter(exceptFor::equals).isEmpty()) {
                trustpoint(line.text("trustpoint"), line.line(), line.column("trustpoint"))
                        .ifPresent(all::add);
            }
        }
        if (lines.isEmpty()) {
            router.blocks(TRUSTPOINT)
                    .forEach(block -> trustpoint(block.name(), block.line(), 1).ifPresent(all::add));
        }
        return all;
    }

    private Optional<Trustpoint> trustpoint(String name, int line, int column) {
        Optional<Trustpoint> before = made.get(name);
        if (before == null) {
            before = read(name, line, column);
            made.put(name, before);
        }
        return before;
    }

    private Optional<Trustpoint> read(String name, int line, int column) {
        Optional<Block> block = router.block(TRUSTPOINT, name);
        block.ifPresent(each -> NOT_ACTIVE.forEach(key -> each.statement(key).ifPresent(notes::inactive)));
        try {
            Trustpoint trustpoint = source.named(name);
            return Optional.of(block.isPresent() ? trustpoint.withRevocation(revocation(block.get())) : trustpoint);
        } catch (IOException | IllegalArgumentException e) {
            notes.error(line, column, "trustpoint " + name + " cannot be used: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** As routers do: by CRL if nothing is said; {@code none} behind a method lets pass what has no answer. */
    private static RevocationPolicy revocation(Block block) {
        List<String> words = block.statement("revocation-check")
                .map(line -> line.values("method"))
                .orElse(List.of("crl"));
        Method[] methods = words.stream()
                .takeWhile(word -> !word.equals(NONE))
                .distinct()
                .map(word -> Method.valueOf(word.toUpperCase(Locale.ROOT)))
                .toArray(Method[]::new);
        if (methods.length == 0) {
            return RevocationPolicy.OFF;
        }
        RevocationPolicy policy = RevocationPolicy.of(words.contains(NONE) ? Demand.SOFT : Demand.HARD, methods);
        return block.text("ocsp url", "url")
                .map(url -> policy.withResponder(URI.create(url)))
                .orElse(policy);
    }

    /** The certificate maps that a profile names. */
    List<CertificateMap> maps(Block profile) {
        return profile.statements("match certificate").stream()
                .flatMap(line -> notes.guarded(line, () -> Optional.of(map(line.text("map")))).stream())
                .toList();
    }

    private CertificateMap map(String name) {
        List<CertificateMap.Entry> entries = new ArrayList<>();
        for (Block block : router.blocks("crypto pki certificate map")) {
            Statement header = block.header().orElseThrow();
            List<CertificateCriterion> lines = block.statements().stream()
                    .filter(line -> !line.negated())
                    .map(line -> CertificateCriterion.parse(String.join(" ", line.words())))
                    .toList();
            if (header.text("name").equals(name) && !lines.isEmpty()) {
                entries.add(new CertificateMap.Entry((int) header.integer("sequence"), lines));
            }
        }
        return new CertificateMap(name, entries);
    }
}
