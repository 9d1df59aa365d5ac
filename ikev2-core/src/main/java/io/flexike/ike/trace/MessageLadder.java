package io.flexike.ike.trace;

import io.flexike.ike.session.IkeEvent.MessageTraced;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The messages between two ends as text, one column for each end, in RFC 7296 notation:
 *
 * <pre>
 *  seconds  exchange           branch                                    hq
 *    0.000  IKE_SA_INIT 0      HDR, SAi1, KEi, Ni  --&gt;
 *    0.010  IKE_SA_INIT 0            &lt;--  HDR, SAr1, KEr, Nr
 * </pre>
 *
 * Times count from the first entry. Not thread-safe.
 */
public final class MessageLadder {
    private static final int MESSAGE_COLUMN = 32;
    private static final int INDENTATION = 12;
    private static final int WIDTH = 118;

    private final String left;
    private final String right;
    private final List<Entry> entries = new ArrayList<>();

    /** An empty ladder between two named ends. */
    public MessageLadder(String left, String right) {
        this.left = LogText.escaped(left);
        this.right = LogText.escaped(right);
    }

    /**
     * Adds a message.
     *
     * @param fromLeft whether the left end sent it; for the events of one end only, {@code traced.sent()} with that end
     *     on the left
     * @param note what became of it, such as {@code lost}; empty for nothing special
     */
    public MessageLadder message(Instant at, boolean fromLeft, MessageTraced traced, String note) {
        String exchange = traced.header().exchange() + " "
                + Integer.toUnsignedString(traced.header().messageId());
        String message = MessageNotation.of(traced.header(), traced.payloads());
        List<String> marks = new ArrayList<>();
        if (traced.retransmission()) {
            marks.add("again");
        }
        if (traced.datagrams() > 1) {
            marks.add(traced.datagrams() + " fragments");
        }
        if (!note.isEmpty()) {
            marks.add(note);
        }
        String mark = marks.isEmpty() ? "" : "  [" + String.join(", ", marks) + "]";
        String arrow = fromLeft ? message + "  -->" + mark : "<--  " + message + mark;
        entries.add(new Entry(at, LogText.escaped(exchange), fromLeft ? 0 : INDENTATION, LogText.escaped(arrow)));
        return this;
    }

    /** Adds a line of text, such as what was done to the network. */
    public MessageLadder remark(Instant at, String text) {
        entries.add(new Entry(at, "", 0, "---- " + LogText.escaped(text) + " ----"));
        return this;
    }

    /**
     * The whole ladder in the order of time, lines ended by {@code \n}; entries of the same time stay in the order of
     * adding.
     */
    public String render() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(Locale.ROOT, "%8s  %-20s  %-40s  %s%n", "seconds", "exchange", left, right));
        List<Entry> sorted =
                entries.stream().sorted(Comparator.comparing(Entry::at)).toList();
        for (Entry entry : sorted) {
            Duration since = Duration.between(sorted.get(0).at(), entry.at());
            String time = String.format(Locale.ROOT, "%.3f", since.toNanos() / 1e9);
            out.append(String.format(Locale.ROOT, "%8s  %-20s  ", time, entry.exchange()));
            appendWrapped(out, entry);
        }
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    private static void appendWrapped(StringBuilder out, Entry entry) {
        int room = WIDTH - MESSAGE_COLUMN - entry.indentation();
        StringBuilder line = new StringBuilder(" ".repeat(entry.indentation()));
        int used = 0;
        for (String word : entry.text().split("(?<=, )", -1)) {
            if (used > 0 && used + word.length() > room) {
                out.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(MESSAGE_COLUMN + entry.indentation() + 5));
                used = 5;
            }
            line.append(word);
            used += word.length();
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    @Override
    public String toString() {
        return render();
    }

    private record Entry(Instant at, String exchange, int indentation, String text) {}
}
