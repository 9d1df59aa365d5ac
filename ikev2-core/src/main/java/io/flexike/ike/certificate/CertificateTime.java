package io.flexike.ike.certificate;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * A time of a configuration: {@code dec 31 2027} or {@code 12 31 2027}, with or without {@code 23:59:59}.
 *
 * @param until the first instant that does not belong to it any more: a second later, or a day
 */
record CertificateTime(Instant from, Instant until) {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    /** @throws IllegalArgumentException if it is not one */
    static CertificateTime parse(String text) {
        String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+", 5);
        try {
            if (words.length == 3 || words.length == 4) {
                LocalDate day = LocalDate.of(Integer.parseInt(words[2]), month(words[0]), Integer.parseInt(words[1]));
                LocalTime time = words.length == 3 ? LocalTime.MIDNIGHT : LocalTime.parse(words[3]);
                Instant from = day.atTime(time).toInstant(ZoneOffset.UTC);
                return new CertificateTime(
                        from, from.plus(1, words.length == 3 ? ChronoUnit.DAYS : ChronoUnit.SECONDS));
            }
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException(flaw(text), e);
        }
        throw new IllegalArgumentException(flaw(text));
    }

    private static int month(String word) {
        int number = word.length() >= 3 ? MONTHS.indexOf(word.substring(0, 3)) + 1 : 0;
        return number > 0 ? number : Integer.parseInt(word);
    }

    private static String flaw(String text) {
        return "\"" + text + "\" is not a time such as \"dec 31 2027\" or \"dec 31 2027 23:59:59\"";
    }
}
