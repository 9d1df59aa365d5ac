package io.flexike.flexvpn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a capture with {@code tshark}, decrypting with the keys of a profile folder. The folder holds two tables, one
 * record a line, comma separated; lines that begin with {@code #} and empty lines do not count. The forms below are
 * what version 4.0.17 takes; a wrong name or a wrong length makes it refuse the whole table, which is reported here as
 * a failure.
 *
 * <p>{@code ikev2_decryption_table}: SPIi, SPIr, SK_ei, SK_er, encryption, SK_ai, SK_ar, integrity. Hexadecimal without
 * {@code 0x} and without quotes, names with quotes. SK_e of AES-GCM has its 4 octets of salt at the end, SK_a is then
 * empty and the integrity {@code NONE}:
 *
 * <pre>
 * 132829f767eb0921,f801def3e0bf63d1,0d65...7999,22e9...99d9,"AES-GCM-128 with 16 octet ICV [RFC5282]",,,"NONE [RFC4306]"
 * 47830d40964ab286,ecdf431bc4b024db,7f98...6b,6a97...d1,"AES-CBC-256 [RFC3602]",79de...,6a2d...,"HMAC_SHA2_256_128 [RFC4868]"
 * </pre>
 *
 * <p>{@code esp_sa}: address family, outer source, outer destination, SPI, encryption, key, authentication, key. All in
 * quotes, hexadecimal with {@code 0x}; addresses and SPI may be {@code *}. The key of AES-GCM has its salt at the end,
 * and its authentication is {@code NULL} with an empty key:
 *
 * <pre>
 * "IPv4","10.99.1.1","10.99.1.2","0xddaca513","AES-GCM with 16 octet ICV [RFC4106]","0x4378...5b49","NULL",""
 * "IPv6","*","*","0xcee03023","AES-CBC [RFC3602]","0xc6a1...43bf","HMAC-SHA-256-128 [RFC4868]","0xe4de...34ec"
 * </pre>
 */
public final class Tshark {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path capture;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>(
            List.of("-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE"));

    private Tshark(Path capture) {
        this.capture = capture;
    }

    public static Tshark reading(Path capture) {
        return new Tshark(capture);
    }

    /** Takes the tables {@code ikev2_decryption_table} and {@code esp_sa} from this folder. */
    public Tshark profile(Path folder) {
        environment.put("WIRESHARK_CONFIG_DIR", folder.toString());
        return this;
    }

    /** Such as {@code udp.port==15500,isakmp} or {@code udp.port==14500,udpencap} for other ports than 500 and 4500. */
    public Tshark decodeAs(String rule) {
        options.addAll(List.of("-d", rule));
        return this;
    }

    /** The values of these fields in each packet that passes the display filter. */
    public List<Packet> packets(String displayFilter, String... fields) {
        List<String> arguments = new ArrayList<>(
                List.of("-Y", displayFilter, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=;"));
        Stream.of(fields).forEach(field -> arguments.addAll(List.of("-e", field)));
        return run(arguments)
                .lines()
                .map(line -> Packet.of(List.of(fields), line))
                .toList();
    }

    /** The full dissection as text, for packets that pass the display filter. */
    public String details(String displayFilter) {
        return run(List.of("-V", "-Y", displayFilter));
    }

    /** One line for each packet that passes the display filter. */
    public List<String> summary(String displayFilter) {
        return run(List.of("-Y", displayFilter)).lines().map(String::strip).toList();
    }

    private String run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        command.addAll(options);
        command.addAll(arguments);
        try {
            Path errors = Files.createTempFile("tshark", ".err");
            try {
                HostCommand.Outcome outcome = HostCommand.run(LIMIT, environment, Optional.of(errors), command);
                List<String> complaints = Files.readAllLines(errors).stream()
                        .filter(it -> !it.isBlank() && !it.contains("Running as user"))
                        .toList();
                if (!outcome.succeeded() || !complaints.isEmpty()) {
                    throw new AssertionError(command + " complains:\n" + String.join("\n", complaints));
                }
                return outcome.output();
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fields of one packet; a field occurs as often as its protocol does, outermost first. */
    public record Packet(Map<String, List<String>> values) {
        public Packet {
            values = Map.copyOf(values);
        }

        static Packet of(List<String> fields, String line) {
            String[] columns = line.split("\t", -1);
            Map<String, List<String>> values = new HashMap<>();
            for (int i = 0; i < fields.size(); i++) {
                String column = i < columns.length ? columns[i] : "";
                values.put(fields.get(i), column.isEmpty() ? List.of() : Arrays.asList(column.split(";")));
            }
            return new Packet(values);
        }

        /** All occurrences; empty when the packet does not have the field. */
        List<String> all(String field) {
            return values.getOrDefault(field, List.of());
        }
    }
}
