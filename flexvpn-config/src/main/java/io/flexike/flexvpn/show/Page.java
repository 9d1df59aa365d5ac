package io.flexike.flexvpn.show;

import java.util.Locale;

/** What a command prints, line by line. */
final class Page {
    private final StringBuilder text = new StringBuilder();

    Page line(String line) {
        text.append(line).append('\n');
        return this;
    }

    Page line(String format, Object... values) {
        return line(String.format(Locale.ROOT, format, values));
    }

    Page blank() {
        text.append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
