package io.flexike.crypto.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flexike.crypto.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Reads the test vectors; their origin is in the README beside them. The folder's name is none of a package, so that
 * JUnit may read it.
 */
public final class Vectors {
    private static final HexFormat HEX = HexFormat.of();

    private Vectors() {}

    /**
     * One case of a Wycheproof file.
     *
     * @param group what is said for all cases around it
     */
    public record WycheproofCase(JsonNode group, JsonNode fields) {
        public int id() {
            return fields.get("tcId").asInt();
        }

        public boolean isValid() {
            return fields.get("result").asText().equals("valid");
        }

        public boolean has(String flag) {
            for (JsonNode each : fields.get("flags")) {
                if (each.asText().equals(flag)) {
                    return true;
                }
            }
            return false;
        }

        public byte[] octets(String field) {
            return Vectors.octets(fields.get(field));
        }

        public SecretBytes secret(String field) {
            return SecretBytes.copyOf(octets(field));
        }

        @Override
        public String toString() {
            return "tcId " + id() + " " + fields.path("comment").asText() + fields.path("flags");
        }
    }

    public static List<WycheproofCase> wycheproof(String file) {
        List<WycheproofCase> cases = new ArrayList<>();
        for (JsonNode group : json("wycheproof/" + file).get("testGroups")) {
            for (JsonNode fields : group.get("tests")) {
                cases.add(new WycheproofCase(group, fields));
            }
        }
        return cases;
    }

    public static JsonNode json(String file) {
        try (InputStream in = Vectors.class.getResourceAsStream("/test-vectors/" + file)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] octets(JsonNode hex) {
        return HEX.parseHex(hex.asText());
    }

    public static SecretBytes secret(JsonNode hex) {
        return SecretBytes.copyOf(octets(hex));
    }

    public static byte[] octets(String hex) {
        return HEX.parseHex(hex);
    }

    public static SecretBytes secret(String hex) {
        return SecretBytes.copyOf(octets(hex));
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
