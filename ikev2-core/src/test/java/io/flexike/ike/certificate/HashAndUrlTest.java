package io.flexike.ike.certificate;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;

/** Certificates that a peer only points to. */
class HashAndUrlTest {
    private static final Identification HQ = Identity.fqdn("hq.example").toWire();
    private static final String URL = "http://hq.example/c";

    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final CertificateAuthority middle = root.intermediate("CN=Middle");
    private final Issued hq = middle.issue("CN=hq", each -> each.dns("hq.example"));
    private final Map<String, byte[]> web = new HashMap<>();
    private final List<RemoteRequest> asked = new ArrayList<>();
    private final PkixTrust trust =
            new PkixTrust(List.of(root.certificate()), () -> NOW, PkixSettings.DEFAULTS).withHashAndUrl(this::fetch);

    @Test
    void a_certificate_is_fetched_once_and_checked_like_any_other() {
        web.put(URL, hq.encoded());

        assertTrusted(check(pointer(CertificateEncoding.HASH_AND_URL_X509, hq.encoded(), URL), cert()));
        assertTrusted(check(pointer(CertificateEncoding.HASH_AND_URL_X509, hq.encoded(), URL), cert()));

        assertThat(asked)
                .singleElement()
                .satisfies(each -> assertThat(each.content()).isEqualTo(RemoteRequest.Content.CERTIFICATE));
        assertThat(trust.fetchesFromUrls()).isTrue();
    }

    @Test
    void a_bundle_holds_the_chain_and_crls() throws IOException {
        byte[] bundle = bundle(
                tagged(0, hq.encoded()),
                tagged(0, der(middle.certificate())),
                tagged(1, der(middle.crl(hq.certificate()))));
        web.put(URL, bundle);
        CertPayload pointer = pointer(CertificateEncoding.HASH_AND_URL_BUNDLE, bundle, URL);

        assertTrusted(check(pointer));
        assertThat(asked.get(0).content()).isEqualTo(RemoteRequest.Content.BUNDLE);
        PkixTrust revoking =
                trust.withRevocation(RevocationPolicy.of(RevocationPolicy.Demand.SOFT, RevocationPolicy.Method.CRL));
        assertThat(revoking.check(new CertificateQuestion(HQ, CertificateUsage.RESPONDER, List.of(pointer))))
                .isInstanceOfSatisfying(
                        CertificateVerdict.Refused.class,
                        each -> assertThat(each.reason()).isEqualTo(RefusalReason.REVOKED));
    }

    @Test
    void a_cache_is_shared_has_its_size_and_keeps_what_was_needed_last() {
        CertificateCache cache = new CertificateCache(2);
        List<CertPayload> pointers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] each =
                    middle.issue("CN=hq", request -> request.dns("hq.example")).encoded();
            web.put(URL + i, each);
            pointers.add(pointer(CertificateEncoding.HASH_AND_URL_X509, each, URL + i));
        }
        PkixTrust one = trust.withHashAndUrl(this::fetch, cache);
        PkixTrust other = trust.withHashAndUrl(this::fetch, cache);

        assertTrusted(check(one, pointers.get(0), cert()));
        assertTrusted(check(one, pointers.get(1), cert()));
        assertTrusted(check(other, pointers.get(0), cert()));
        assertThat(asked).hasSize(2);
        assertTrusted(check(one, pointers.get(2), cert()));
        assertThat(cache.size()).isEqualTo(2);
        assertTrusted(check(one, pointers.get(0), cert()));
        assertThat(asked).hasSize(3);
        assertTrusted(check(one, pointers.get(1), cert()));
        assertThat(asked).hasSize(4);
    }

    @Test
    void what_a_stranger_points_to_is_not_kept() {
        CertificateCache cache = new CertificateCache(2);
        byte[] theirs = CertificateAuthority.root("CN=Stranger")
                .issue("CN=hq", each -> each.dns("hq.example"))
                .encoded();
        web.put(URL, theirs);

        assertRefused(
                check(
                        trust.withHashAndUrl(this::fetch, cache),
                        pointer(CertificateEncoding.HASH_AND_URL_X509, theirs, URL)),
                RefusalReason.UNKNOWN_AUTHORITY,
                "CN=Stranger");
        assertThat(cache.size()).isZero();
    }

    @Test
    void what_does_not_prove_the_identity_or_is_beside_the_chain_is_not_remembered() {
        CertificateCache cache = new CertificateCache(9);
        PkixTrust caching = trust.withHashAndUrl(this::fetch, cache);
        byte[] other =
                middle.issue("CN=other", each -> each.dns("other.example")).encoded();
        web.put(URL, hq.encoded());
        web.put(URL + "2", other);
        CertPayload pointer = pointer(CertificateEncoding.HASH_AND_URL_X509, other, URL + "2");

        assertRefused(check(caching, pointer, cert()), RefusalReason.WRONG_IDENTITY, "other.example");
        assertThat(cache.size()).isZero();
        assertTrusted(
                check(caching, pointer(CertificateEncoding.HASH_AND_URL_X509, hq.encoded(), URL), cert(), pointer));
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void a_cache_has_its_time_and_its_octets() {
        CertificateCache cache = new CertificateCache(2000);
        byte[] large = new byte[1 << 20];
        for (int i = 0; i < 9; i++) {
            cache.put(new AuthorityHash(Digests.sha1(new byte[] {(byte) i})), large, NOW.plusSeconds(i));
        }
        AuthorityHash last = new AuthorityHash(Digests.sha1(new byte[] {8}));

        assertThat(cache.size()).isEqualTo(8);
        cache.put(last, large, NOW.plusSeconds(9));
        assertThat(cache.size()).isEqualTo(8);
        assertThat(cache.get(last, NOW.plusSeconds(3609))).isPresent();
        assertThat(cache.get(last, NOW.plusSeconds(3610))).isEmpty();
        assertThat(cache.size()).isEqualTo(7);
    }

    @Test
    void what_has_another_hash_is_not_taken() {
        web.put(URL, middle.issue("CN=hq", each -> each.dns("hq.example")).encoded());

        assertRefused(
                check(pointer(CertificateEncoding.HASH_AND_URL_X509, hq.encoded(), URL), cert()),
                RefusalReason.NOT_FETCHED,
                "What is at http://hq.example/c is not what the peer announced: it has another hash.");
    }

    @Test
    void what_cannot_be_had_is_named() {
        assertRefused(
                check(pointer(CertificateEncoding.HASH_AND_URL_X509, hq.encoded(), URL)),
                RefusalReason.NOT_FETCHED,
                "http://hq.example/c was not fetched: nobody there");
    }

    @Test
    void pointers_that_are_malformed_or_lead_elsewhere_than_http_are_refused_without_fetching() {
        for (String url : List.of("ftp://hq.example/c", "file:///c", "http://hq example/", "x")) {
            assertRefused(
                    check(pointer(CertificateEncoding.HASH_AND_URL_X509, hq.encoded(), url)),
                    RefusalReason.MALFORMED,
                    "a URL that is");
        }
        assertRefused(
                check(new CertPayload(CertificateEncoding.HASH_AND_URL_X509, new byte[20])),
                RefusalReason.MALFORMED,
                "a URL of 0 octets");
        assertThat(asked).isEmpty();
    }

    @Test
    void bundles_that_are_malformed_are_refused() throws IOException {
        for (byte[] bundle : List.of(new byte[] {1, 2}, bundle(tagged(2, hq.encoded())), new byte[] {0x30, 0, 0})) {
            web.put(URL, bundle);
            assertRefused(
                    check(pointer(CertificateEncoding.HASH_AND_URL_BUNDLE, bundle, URL)),
                    RefusalReason.MALFORMED,
                    "The bundle at http://hq.example/c is malformed");
        }
        web.put(URL, bundle());
        assertRefused(
                check(pointer(CertificateEncoding.HASH_AND_URL_BUNDLE, bundle(), URL)),
                RefusalReason.NO_CERTIFICATE,
                "no X.509 certificate");
    }

    @Test
    void few_objects_are_fetched_for_one_peer() {
        CertPayload[] many = new CertPayload[5];
        for (int i = 0; i < many.length; i++) {
            byte[] each = middle.issue("CN=" + i, request -> request).encoded();
            web.put(URL + i, each);
            many[i] = pointer(CertificateEncoding.HASH_AND_URL_X509, each, URL + i);
        }

        assertRefused(check(many), RefusalReason.NOT_FETCHED, "too many objects");
        assertThat(asked).hasSize(4);
    }

    @Test
    void without_leave_to_fetch_a_pointer_is_no_certificate() {
        PkixTrust still = new PkixTrust(List.of(root.certificate()), () -> NOW, PkixSettings.DEFAULTS);

        assertRefused(
                still.check(new CertificateQuestion(
                        HQ,
                        CertificateUsage.RESPONDER,
                        List.of(pointer(CertificateEncoding.HASH_AND_URL_X509, hq.encoded(), URL)))),
                RefusalReason.NO_CERTIFICATE,
                "no X.509 certificate");
        assertThat(still.fetchesFromUrls()).isFalse();
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        asked.add(request);
        byte[] page = web.get(request.uri().toString());
        if (page == null) {
            throw new IOException("nobody there");
        }
        return page;
    }

    private CertificateVerdict check(CertPayload... payloads) {
        return check(trust, payloads);
    }

    private static CertificateVerdict check(PkixTrust by, CertPayload... payloads) {
        return by.check(new CertificateQuestion(HQ, CertificateUsage.RESPONDER, List.of(payloads)));
    }

    private CertPayload cert() {
        return new CertPayload(CertificateEncoding.X509_SIGNATURE, der(middle.certificate()));
    }

    private static CertPayload pointer(CertificateEncoding encoding, byte[] object, String url) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(Digests.sha1(object));
        data.writeBytes(url.getBytes(StandardCharsets.US_ASCII));
        return new CertPayload(encoding, data.toByteArray());
    }

    private static ASN1Encodable tagged(int number, byte[] object) throws IOException {
        return new DERTaggedObject(true, number, ASN1Primitive.fromByteArray(object));
    }

    private static byte[] bundle(ASN1Encodable... objects) throws IOException {
        return new DERSequence(objects).getEncoded();
    }

    private static void assertTrusted(CertificateVerdict verdict) {
        assertThat(verdict).isInstanceOf(CertificateVerdict.Trusted.class);
    }

    private static void assertRefused(CertificateVerdict verdict, RefusalReason reason, String text) {
        assertThat(verdict).isInstanceOfSatisfying(CertificateVerdict.Refused.class, each -> {
            assertThat(each.reason()).as(each.text()).isEqualTo(reason);
            assertThat(each.text()).contains(text);
        });
    }
}
