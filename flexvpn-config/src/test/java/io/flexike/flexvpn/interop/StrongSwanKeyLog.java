package io.flexike.flexvpn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a strongSwan session, read from its log (see {@link CharonSettings#loggingKeys}) and its list of SAs and
 * written as tables for {@link Tshark}. Covers one IKE SA with one Child SA, the latest in the log, and the algorithms
 * AES-GCM-16 and AES-CBC with HMAC-SHA-2.
 */
final class StrongSwanKeyLog {
    private static final Pattern IKE_SA = Pattern.compile("([0-9a-f]{16})_i(\\*?) ([0-9a-f]{16})_r");
    private static final Pattern IKE_SUITE = Pattern.compile("\\n  ([A-Z0-9_]+)-(\\d+)/([A-Z0-9_]+)/");
    private static final Pattern ESP_SUITE = Pattern.compile("ESP:([A-Z0-9_]+)-(\\d+)(?:/(HMAC\\w+))?");
    private static final Pattern ESP_SA =
            Pattern.compile("adding (in|out)bound ESP SA\\n.*SPI 0x([0-9a-f]{8}), src (\\S+) dst (\\S+)");
    private static final Map<String, String> ESP_INTEGRITY = Map.of(
            "HMAC_SHA2_256_128", "HMAC-SHA-256-128 [RFC4868]",
            "HMAC_SHA2_384_192", "HMAC-SHA-384-192 [RFC4868]",
            "HMAC_SHA2_512_256", "HMAC-SHA-512-256 [RFC4868]");

    private final String log;
    private final String sas;

    private StrongSwanKeyLog(String log, String sas) {
        this.log = log;
        this.sas = sas;
    }

    static StrongSwanKeyLog of(IkePeer peer) {
        return new StrongSwanKeyLog(peer.log(), peer.listSas());
    }

    /** Writes both tables into the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ikev2_decryption_table"), ikeTable());
        Files.writeString(folder.resolve("esp_sa"), espTable());
    }

    String ikeTable() {
        Matcher sa = last(IKE_SA, sas);
        Matcher suite = last(IKE_SUITE, sas);
        boolean gcm = suite.group(1).equals("AES_GCM_16");
        String encryption = gcm
                ? "AES-GCM-" + suite.group(2) + " with 16 octet ICV [RFC5282]"
                : "AES-CBC-" + suite.group(2) + " [RFC3602]";
        return String.join(
                ",",
                sa.group(1),
                sa.group(3),
                key("Sk_ei secret"),
                key("Sk_er secret"),
                '"' + encryption + '"',
                gcm ? "" : key("Sk_ai secret"),
                gcm ? "" : key("Sk_ar secret"),
                gcm ? "\"NONE [RFC4306]\"\n" : '"' + suite.group(3) + " [RFC4868]\"\n");
    }

    String espTable() {
        boolean initiator = !last(IKE_SA, sas).group(2).isEmpty();
        Matcher suite = last(ESP_SUITE, sas);
        boolean gcm = suite.group(1).equals("AES_GCM_16");
        StringBuilder table = new StringBuilder();
        Matcher sa = ESP_SA.matcher(log);
        while (sa.find()) {
            String owner = sa.group(1).equals("out") == initiator ? "initiator" : "responder";
            String integrity = gcm ? "NULL" : Objects.requireNonNull(ESP_INTEGRITY.get(suite.group(3)));
            table.append(String.join(
                    ",",
                    sa.group(3).contains(":") ? "\"IPv6\"" : "\"IPv4\"",
                    '"' + sa.group(3) + '"',
                    '"' + sa.group(4) + '"',
                    "\"0x" + sa.group(2) + '"',
                    gcm ? "\"AES-GCM with 16 octet ICV [RFC4106]\"" : "\"AES-CBC [RFC3602]\"",
                    "\"0x" + key("encryption " + owner + " key") + '"',
                    '"' + integrity + '"',
                    gcm ? "\"\"\n" : "\"0x" + key("integrity " + owner + " key") + "\"\n"));
        }
        return table.toString();
    }

    /** The octets that the log dumps below the last line with this label, in hexadecimal. */
    private String key(String label) {
        Matcher heading = last(Pattern.compile(Pattern.quote(label) + " => (\\d+) bytes.*\\n"), log);
        Matcher row = Pattern.compile("\\]\\s+\\d+: ((?:[0-9A-F]{2} )+)").matcher(log);
        StringBuilder hex = new StringBuilder();
        for (int at = heading.end(); hex.length() < 2 * Integer.parseInt(heading.group(1)); at = row.end()) {
            if (!row.find(at)) {
                throw new AssertionError("no octets below " + label);
            }
            hex.append(row.group(1).replace(" ", "").toLowerCase(Locale.ROOT));
        }
        return hex.toString();
    }

    private static Matcher last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        int start = -1;
        while (matcher.find()) {
            start = matcher.start();
        }
        if (start < 0 || !matcher.find(start)) {
            throw new AssertionError("nothing like /" + pattern + "/ in:\n" + text);
        }
        return matcher;
    }
}
