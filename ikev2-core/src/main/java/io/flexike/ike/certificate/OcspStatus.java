package io.flexike.ike.certificate;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What an OCSP response says of a certificate (RFC 6960 4.2). */
final class OcspStatus {
    private static final byte[] ID_PKIX_OCSP_BASIC = HexFormat.of().parseHex("2b0601050507300101");
    private static final String ID_KP_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    private static final int DIGITAL_SIGNATURE = 0;

    private static final int EXPLICIT_0 = 0xa0;
    private static final int EXPLICIT_1 = 0xa1;
    private static final int GOOD = 0x80;
    private static final int REVOKED = 0xa1;

    /** Our choice: whoever says no end may have newer information at any time. */
    private static final Duration WITHOUT_END = Duration.ofHours(1);

    private static final int MOST_CERTIFICATES = 4;
    private static final int MOST_ANSWERS = 64;

    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

    private OcspStatus() {}

    /**
     * Reads a response.
     *
     * @param nonce that was asked with; one that answers with another is not believed. Empty if none was sent.
     * @param trusted responders that are believed beside the issuer and those whom it has named
     */
    static CertificateStatus of(Subject subject, byte[] response, byte[] nonce, List<X509Certificate> trusted) {
        try {
            return answer(subject, response, nonce, trusted);
        } catch (DerException | IllegalArgumentException e) {
            return new CertificateStatus.Unknown("an OCSP response that is malformed");
        }
    }

    private static CertificateStatus answer(
            Subject subject, byte[] response, byte[] nonce, List<X509Certificate> trusted) throws DerException {
        DerReader fields = new DerReader(response).sequence();
        byte[] status = fields.next(DerElement.ENUMERATED).content();
        if (status.length != 1 || status[0] != 0) {
            return new CertificateStatus.Unknown("an OCSP responder that answers with an error");
        }
        DerReader bytes = fields.next(EXPLICIT_0).inside().sequence();
        if (!Arrays.equals(bytes.next(DerElement.OBJECT_IDENTIFIER).content(), ID_PKIX_OCSP_BASIC)) {
            return new CertificateStatus.Unknown("an OCSP response of a kind that is not known");
        }
        DerReader basic = bytes.next(DerElement.OCTET_STRING).inside().sequence();
        SignedObject signed = SignedObject.of(basic);
        if (!isAuthorized(subject, signed, certificates(basic)) && !isByOne(subject, signed, trusted)) {
            return new CertificateStatus.Unknown("an OCSP response that is not signed by the issuer or for it");
        }
        return content(subject, new DerReader(signed.signed()).sequence(), nonce);
    }

    private static List<X509Certificate> certificates(DerReader basic) throws DerException {
        List<X509Certificate> certificates = new ArrayList<>();
        if (basic.hasNext(EXPLICIT_0)) {
            DerReader in = basic.next().inside().sequence();
            while (in.hasNext() && certificates.size() < MOST_CERTIFICATES) {
                certificates.add(DerCertificates.certificate(in.next().encoded()));
            }
        }
        return certificates;
    }

    /**
     * RFC 6960 4.2.2.2: by the issuer, or by one whom the very same issuer has given that purpose. Whether the
     * certificate of such a one was revoked itself is not asked.
     */
    private static boolean isAuthorized(Subject subject, SignedObject response, List<X509Certificate> included)
            throws DerException {
        if (response.isSignedBy(subject.issuer(), subject.policy())) {
            return true;
        }
        for (X509Certificate responder : included) {
            if (isDelegated(subject, responder) && response.isSignedBy(responder, subject.policy())) {
                return true;
            }
        }
        return false;
    }

    /** RFC 6960 2.2: whoever asks may trust a responder of its own. */
    private static boolean isByOne(Subject subject, SignedObject response, List<X509Certificate> trusted) {
        return trusted.stream().anyMatch(each -> isValid(subject, each) && response.isSignedBy(each, subject.policy()));
    }

    private static boolean isValid(Subject subject, X509Certificate responder) {
        return !subject.now().isBefore(responder.getNotBefore().toInstant())
                && !subject.isPast(responder.getNotAfter().toInstant());
    }

    private static boolean isDelegated(Subject subject, X509Certificate responder) throws DerException {
        boolean[] usage = responder.getKeyUsage();
        return responder.getIssuerX500Principal().equals(subject.issuer().getSubjectX500Principal())
                && KeyUsageRules.purposes(responder)
                        .filter(purposes -> purposes.contains(ID_KP_OCSP_SIGNING))
                        .isPresent()
                && (usage == null || usage[DIGITAL_SIGNATURE])
                && isValid(subject, responder)
                && SignedObject.of(new DerReader(DerCertificates.encoded(responder)).sequence())
                        .isSignedBy(subject.issuer(), subject.policy());
    }

    private static CertificateStatus content(Subject subject, DerReader data, byte[] nonce) throws DerException {
        if (data.hasNext(EXPLICIT_0)) {
            data.next();
        }
        data.next();
        data.next(DerElement.GENERALIZED_TIME);
        DerReader answers = data.sequence();
        if (nonce.length > 0 && data.hasNext(EXPLICIT_1) && !repeats(data.next(), nonce)) {
            return new CertificateStatus.Unknown("an OCSP response to another request");
        }
        for (int i = 0; i < MOST_ANSWERS && answers.hasNext(); i++) {
            DerReader single = answers.sequence();
            if (OcspRequest.isAbout(single.next(DerElement.SEQUENCE), subject.certificate(), subject.issuer())) {
                return single(subject, single);
            }
        }
        return new CertificateStatus.Unknown("an OCSP response about other certificates");
    }

    /** RFC 6960 4.4.1. A response that was made beforehand has none (RFC 5019 4). */
    private static boolean repeats(DerElement extensions, byte[] nonce) throws DerException {
        DerReader in = extensions.inside().sequence();
        while (in.hasNext()) {
            DerReader extension = in.sequence();
            if (OcspRequest.isNonce(extension.next().encoded())) {
                byte[] value = extension.next(DerElement.OCTET_STRING).content();
                return Arrays.equals(value, DerWriter.octetString(nonce));
            }
        }
        return true;
    }

    private static CertificateStatus single(Subject subject, DerReader in) throws DerException {
        DerElement status = in.next();
        Instant from = time(in.next(DerElement.GENERALIZED_TIME));
        Instant until = in.hasNext(EXPLICIT_0)
                ? time(in.next().inside().next(DerElement.GENERALIZED_TIME))
                : from.plus(WITHOUT_END);
        if (subject.isFuture(from)) {
            return new CertificateStatus.Unknown("an OCSP response that is not valid before " + from);
        }
        if (subject.isPast(until)) {
            return new CertificateStatus.Unknown("an OCSP response that has expired at " + until);
        }
        return switch (status.tag()) {
            case GOOD -> new CertificateStatus.Good(until);
            case REVOKED ->
                new CertificateStatus.Revoked(
                        "was revoked at " + time(status.inside().next(DerElement.GENERALIZED_TIME))
                                + ", says an OCSP response",
                        until);
            default -> new CertificateStatus.Unknown("an OCSP responder that does not know the certificate");
        };
    }

    /** RFC 5280 4.1.2.5.2: in seconds and in UTC. */
    private static Instant time(DerElement time) throws DerException {
        try {
            return LocalDateTime.parse(new String(time.content(), StandardCharsets.US_ASCII), GENERALIZED_TIME)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new DerException("a time that is malformed");
        }
    }
}
