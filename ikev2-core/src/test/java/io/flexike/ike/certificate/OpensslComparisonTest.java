package io.flexike.ike.certificate;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same chains by another implementation of RFC 5280: where it trusts we do, where it does not we do not. */
class OpensslComparisonTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /**
     * One chain.
     *
     * @param received the peer's first
     * @param crls empty for a check without revocation; otherwise of every authority of the chain
     */
    private record Chained(String name, X509Certificate anchor, List<X509Certificate> received, List<X509CRL> crls) {
        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir
    private Path folder;

    @BeforeAll
    static void openssl_is_there() throws InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder("openssl", "version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "openssl is not installed, so that there is nothing to compare with");
    }

    static Stream<Chained> chains() {
        CertificateAuthority root = CertificateAuthority.root("CN=Root");
        CertificateAuthority middle = root.intermediate("CN=Middle");
        CertificateAuthority low = middle.intermediate("CN=Low");
        CertificateAuthority impostor = CertificateAuthority.root("CN=Root");
        CertificateAuthority old =
                CertificateAuthority.root("CN=Old", each -> each.valid(NOW.minus(DAY.multipliedBy(2)), NOW.minus(DAY)));
        CertificateAuthority flat = root.intermediate("CN=Flat", each -> each.authority(0));
        CertificateAuthority deep = flat.intermediate("CN=Deep");
        CertificateAuthority single = CertificateAuthority.root("CN=Single", each -> each.authority(0));
        CertificateAuthority second = single.intermediate("CN=Second");
        CertificateAuthority narrow =
                root.intermediate("CN=Narrow", each -> each.authority(-1).permitting("a.example"));
        CertificateAuthority narrowRoot =
                CertificateAuthority.root("CN=NarrowRoot", each -> each.permitting("a.example"));
        CertificateAuthority noSigner =
                root.intermediate("CN=NoSigner", each -> each.authority(-1).keyUsage(KeyUsage.digitalSignature));
        CertificateAuthority noAuthority = root.intermediate("CN=NoAuthority", each -> each);
        CertificateAuthority lateMiddle = root.intermediate(
                "CN=Late", each -> each.authority(-1).valid(NOW.plus(DAY), NOW.plus(DAY.multipliedBy(2))));
        Issued good = low.issue("CN=hq", each -> each.dns("hq.example"));
        Issued direct = root.issue("CN=hq", each -> each.dns("hq.example"));
        List<Chained> chains = new ArrayList<>(List.of(
                chained("good", root, good.certificate(), low, middle),
                chained("good in another order", root, good.certificate(), middle, low),
                chained("without one between", root, good.certificate(), low),
                chained("by an authority of the same name", impostor, direct.certificate()),
                chained(
                        "expired",
                        root,
                        root.issue("CN=hq", each -> each.valid(NOW.minus(DAY.multipliedBy(2)), NOW.minus(DAY)))
                                .certificate()),
                chained(
                        "not valid yet",
                        root,
                        root.issue("CN=hq", each -> each.valid(NOW.plus(DAY), NOW.plus(DAY.multipliedBy(2))))
                                .certificate()),
                chained(
                        "under an expired root",
                        old,
                        old.issue("CN=hq", each -> each).certificate()),
                chained(
                        "under an authority that is not valid yet",
                        root,
                        lateMiddle.issue("CN=hq", each -> each).certificate(),
                        lateMiddle),
                chained("too deep", root, deep.issue("CN=hq", each -> each).certificate(), deep, flat),
                chained("flat", root, flat.issue("CN=hq", each -> each).certificate(), flat),
                chained(
                        "too deep for the root",
                        single,
                        second.issue("CN=hq", each -> each).certificate(),
                        second),
                chained(
                        "outside of constraints",
                        root,
                        narrow.issue("CN=x", each -> each.dns("b.example")).certificate(),
                        narrow),
                chained(
                        "inside of constraints",
                        root,
                        narrow.issue("CN=x", each -> each.dns("c.a.example")).certificate(),
                        narrow),
                chained(
                        "outside of the root's",
                        narrowRoot,
                        narrowRoot.issue("CN=x", each -> each.dns("b.example")).certificate()),
                chained(
                        "inside of the root's",
                        narrowRoot,
                        narrowRoot.issue("CN=x", each -> each.dns("a.example")).certificate()),
                chained(
                        "by a key for other use",
                        root,
                        noSigner.issue("CN=hq", each -> each).certificate(),
                        noSigner),
                chained(
                        "by no authority",
                        root,
                        noAuthority.issue("CN=hq", each -> each).certificate(),
                        noAuthority),
                chained(
                        "with a critical extension",
                        root,
                        root.issue(
                                        "CN=hq",
                                        each -> each.extension(
                                                new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE))
                                .certificate()),
                new Chained(
                        "revoked",
                        root.certificate(),
                        List.of(direct.certificate()),
                        List.of(root.crl(direct.certificate()))),
                new Chained("not revoked", root.certificate(), List.of(direct.certificate()), List.of(root.crl())),
                new Chained(
                        "with the CRL of another",
                        root.certificate(),
                        List.of(direct.certificate()),
                        List.of(impostor.crl())),
                new Chained(
                        "with an old CRL",
                        root.certificate(),
                        List.of(direct.certificate()),
                        List.of(root.crl(NOW.minus(DAY.multipliedBy(2)), NOW.minus(DAY), List.of()))),
                new Chained(
                        "below one that is revoked",
                        root.certificate(),
                        List.of(good.certificate(), low.certificate(), middle.certificate()),
                        List.of(root.crl(middle.certificate()), middle.crl(), low.crl()))));
        for (KeyKind kind : KeyKind.values()) {
            if (kind != KeyKind.RSA_1024) {
                CertificateAuthority authority = CertificateAuthority.root("CN=" + kind, each -> each.key(kind));
                chains.add(chained(
                        "with keys of " + kind,
                        authority,
                        authority.issue("CN=hq", each -> each.key(kind)).certificate()));
            }
        }
        return chains.stream();
    }

    private static Chained chained(
            String name, CertificateAuthority anchor, X509Certificate leaf, CertificateAuthority... between) {
        List<X509Certificate> received = new ArrayList<>(List.of(leaf));
        Arrays.stream(between).map(CertificateAuthority::certificate).forEach(received::add);
        return new Chained(name, anchor.certificate(), received, List.of());
    }

    @ParameterizedTest
    @MethodSource("chains")
    void both_say_the_same(Chained chain) throws Exception {
        CertificateVerdict verdict = verdict(chain);

        assertThat(verdict instanceof CertificateVerdict.Trusted)
                .as(verdict.toString())
                .isEqualTo(opensslTrusts(chain));
    }

    private static CertificateVerdict verdict(Chained chain) {
        List<CertPayload> payloads = new ArrayList<>();
        chain.received.forEach(each -> payloads.add(new CertPayload(CertificateEncoding.X509_SIGNATURE, der(each))));
        chain.crls.forEach(each -> payloads.add(new CertPayload(CertificateEncoding.CRL, der(each))));
        PkixTrust trust = new PkixTrust(
                List.of(chain.anchor), () -> NOW, PkixSettings.DEFAULTS.with(PkixSettings.Binding.ANY_OF_AUTHORITY));
        return (chain.crls.isEmpty()
                        ? trust
                        : trust.withRevocation(
                                RevocationPolicy.of(RevocationPolicy.Demand.HARD, RevocationPolicy.Method.CRL)))
                .check(new CertificateQuestion(
                        Identity.fqdn("hq.example").toWire(), CertificateUsage.INITIATOR, payloads));
    }

    private boolean opensslTrusts(Chained chain) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "verify",
                "-attime",
                String.valueOf(NOW.getEpochSecond()),
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                file("anchor.pem", Stream.of(pem("CERTIFICATE", der(chain.anchor))))));
        command.addAll(List.of(
                "-untrusted",
                file("received.pem", chain.received.stream().map(each -> pem("CERTIFICATE", der(each))))));
        if (!chain.crls.isEmpty()) {
            command.addAll(List.of(
                    "-crl_check_all",
                    "-CRLfile",
                    file("crls.pem", chain.crls.stream().map(each -> pem("X509 CRL", der(each))))));
        }
        command.add(file("leaf.pem", Stream.of(pem("CERTIFICATE", der(chain.received.get(0))))));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("answer.txt").toFile())
                .start();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String answer = Files.readString(folder.resolve("answer.txt"));
        assertThat(answer).containsPattern(process.exitValue() == 0 ? ": OK" : "error .* at \\d+ depth lookup");
        return process.exitValue() == 0;
    }

    private String file(String name, Stream<String> blocks) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, String.join("", blocks.toList()));
        return file.toString();
    }

    private static String pem(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n"
                + new String(Base64.getMimeEncoder().encode(octets), StandardCharsets.US_ASCII) + "\n-----END " + label
                + "-----\n";
    }
}
