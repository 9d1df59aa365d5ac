package io.flexike.ike.certificate;

import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which certificates are meant, by what is written in them; as routers have it. A certificate matches if it matches all
 * lines of one entry. It says nothing about trust.
 *
 * @param name for logs and configurations
 * @param entries sorted by their sequence numbers; none matches nothing
 */
public record CertificateMap(String name, List<Entry> entries) implements Predicate<X509Certificate> {
    /**
     * Lines that all have to match.
     *
     * @param sequence 1 to 65535
     * @param lines at least one
     */
    public record Entry(int sequence, List<CertificateCriterion> lines) {
        /**
         * Checks the number and copies the list.
         *
         * @throws IllegalArgumentException if the number is out of range, or there is no line
         */
        public Entry {
            lines = List.copyOf(lines);
            if (sequence < 1 || sequence > 65_535) {
                throw new IllegalArgumentException("a sequence number of " + sequence + "; 1 to 65535");
            }
            if (lines.isEmpty()) {
                throw new IllegalArgumentException("entry " + sequence + " without lines would match everything");
            }
        }

        /** With lines as they stand in a configuration, such as {@code subject-name co ou = branch}. */
        public static Entry of(int sequence, String... lines) {
            return new Entry(
                    sequence,
                    List.of(lines).stream().map(CertificateCriterion::parse).toList());
        }

        boolean matches(X509Certificate certificate) {
            return lines.stream().allMatch(line -> line.matches(certificate));
        }
    }

    /**
     * Sorts the entries.
     *
     * @throws IllegalArgumentException if two entries have the same sequence number
     */
    public CertificateMap {
        entries = entries.stream()
                .sorted(Comparator.comparingInt(Entry::sequence))
                .toList();
        if (entries.stream().map(Entry::sequence).distinct().count() != entries.size()) {
            throw new IllegalArgumentException("certificate map \"" + name + "\": a sequence number twice");
        }
    }

    /** Whether the certificate is meant. */
    @Override
    public boolean test(X509Certificate certificate) {
        return entries.stream().anyMatch(entry -> entry.matches(certificate));
    }
}
