package io.flexike.ike.certificate;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One line of a {@link CertificateMap}. Text is compared without regard to case and to spaces around {@code =} and
 * {@code ,}; names in the order in which they are written or the other way round. A comma inside of a value of a name
 * is {@code \,}, so that no value looks like several.
 *
 * @param value what the field is compared with; for dates such as {@code dec 31 2027 23:59:59}, in UTC
 */
public record CertificateCriterion(Field field, Operator operator, String value) {
    /** What of a certificate is looked at. */
    public enum Field {
        /** The names of subjectAltName, each for itself. */
        ALT_SUBJECT_NAME,
        /** The end of the validity. */
        EXPIRES_ON,
        /** The issuer, such as {@code cn=root,o=example}. */
        ISSUER_NAME,
        /** The subject and the names of subjectAltName, each for itself. */
        NAME,
        /** In hexadecimal digits. */
        SERIAL_NUMBER,
        /** The subject, such as {@code cn=hq,o=example}. */
        SUBJECT_NAME,
        /** The unstructuredName of the subject (RFC 2985 5.4.1). */
        UNSTRUCTURED_SUBJECT_NAME,
        /** The begin of the validity. */
        VALID_START;

        boolean isTime() {
            return this == EXPIRES_ON || this == VALID_START;
        }

        /** As in a configuration, such as {@code subject-name}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How it is compared. */
    public enum Operator {
        /** Equal. */
        EQ,
        /** Not equal. */
        NE,
        /** Contains. */
        CO,
        /** Does not contain. */
        NC,
        /** Less than, of times. */
        LT,
        /** Greater or equal, of times. */
        GE;

        /** As in a configuration, such as {@code eq}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks that these fit together.
     *
     * @throws IllegalArgumentException if the operator is not one for the field, or the value is empty or not of its
     *     kind
     */
    public CertificateCriterion {
        value = value.strip();
        boolean contains = operator == Operator.CO || operator == Operator.NC;
        boolean orders = operator == Operator.LT || operator == Operator.GE;
        if (field.isTime() ? contains : orders) {
            throw new IllegalArgumentException(field + " cannot be compared by " + operator);
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + " " + operator + " without a value");
        }
        if (field.isTime()) {
            CertificateTime.parse(value);
        }
        if (field == Field.SERIAL_NUMBER && !hexDigits(value).matches("[0-9a-f]+")) {
            throw new IllegalArgumentException("\"" + value + "\" is not a serial number in hexadecimal digits");
        }
    }

    /**
     * From a line such as {@code subject-name co ou = branch}.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static CertificateCriterion parse(String line) {
        String[] words = line.strip().split("\\s+", 3);
        if (words.length < 3) {
            throw new IllegalArgumentException("\"" + line + "\": a field, an operator and a value are needed");
        }
        return new CertificateCriterion(one(Field.values(), words[0]), one(Operator.values(), words[1]), words[2]);
    }

    private static <T> T one(T[] values, String word) {
        return Arrays.stream(values)
                .filter(each -> each.toString().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is none of "
                        + Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", "))));
    }

    boolean matches(X509Certificate certificate) {
        return switch (operator) {
            case EQ, CO -> isMet(certificate);
            case NE -> !new CertificateCriterion(field, Operator.EQ, value).isMet(certificate);
            case NC -> !new CertificateCriterion(field, Operator.CO, value).isMet(certificate);
            case LT, GE -> isMet(certificate);
        };
    }

    private boolean isMet(X509Certificate certificate) {
        return switch (field) {
            case VALID_START ->
                isMet(CertificateTime.parse(value), certificate.getNotBefore().toInstant());
            case EXPIRES_ON ->
                isMet(CertificateTime.parse(value), certificate.getNotAfter().toInstant());
            case SERIAL_NUMBER -> isMet(certificate.getSerialNumber());
            case SUBJECT_NAME -> isMet(CertificateNames.subject(certificate));
            case ISSUER_NAME -> isMet(CertificateNames.issuer(certificate));
            case ALT_SUBJECT_NAME -> isMet(CertificateNames.alternatives(certificate));
            case UNSTRUCTURED_SUBJECT_NAME -> isMet(CertificateNames.unstructured(certificate));
            case NAME ->
                isMet(CertificateNames.subject(certificate)) || isMet(CertificateNames.alternatives(certificate));
        };
    }

    private boolean isMet(CertificateTime said, Instant time) {
        return switch (operator) {
            case LT -> time.isBefore(said.from());
            case GE -> !time.isBefore(said.from());
            default -> !time.isBefore(said.from()) && time.isBefore(said.until());
        };
    }

    private boolean isMet(BigInteger serial) {
        String wanted = hexDigits(value);
        return operator == Operator.CO
                ? serial.toString(16).contains(wanted)
                : serial.equals(new BigInteger(wanted, 16));
    }

    private boolean isMet(CertificateNames names) {
        return names.anyMatch(value, operator == Operator.CO ? String::contains : String::equals);
    }

    private static String hexDigits(String text) {
        String digits = text.toLowerCase(Locale.ROOT).replace(" ", "").replace(":", "");
        return digits.startsWith("0x") ? digits.substring(2) : digits;
    }

    /** As in a configuration. */
    @Override
    public String toString() {
        return field + " " + operator + " " + value;
    }
}
