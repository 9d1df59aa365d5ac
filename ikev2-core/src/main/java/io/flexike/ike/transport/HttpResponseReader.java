package io.flexike.ike.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one response of HTTP/1.1 (RFC 9112) after which the connection ends; nothing of it may be large. */
final class HttpResponseReader {
    private static final int MOST_HEAD_OCTETS = 16_384;
    private static final int MOST_CHUNK_LINE = 256;

    /** @param location where else it is, of a redirection */
    record Response(int status, Optional<String> location, byte[] body) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Response that
                    && status == that.status
                    && location.equals(that.location)
                    && Arrays.equals(body, that.body);
        }

        @Override
        public int hashCode() {
            return 31 * status + Arrays.hashCode(body);
        }

        @Override
        public String toString() {
            return "Response[" + status + ", " + body.length + " octets]";
        }
    }

    private final InputStream in;
    private final int mostOctets;
    private int headOctets;

    HttpResponseReader(InputStream in, int mostOctets) {
        this.in = in;
        this.mostOctets = mostOctets;
    }

    Response read() throws IOException {
        int status = status(line(MOST_HEAD_OCTETS));
        Map<String, String> fields = fields();
        byte[] body = status == 200 ? body(fields) : new byte[0];
        return new Response(status, Optional.ofNullable(fields.get("location")), body);
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        String line = line(MOST_HEAD_OCTETS);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("the answer is not HTTP");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String before = fields.put(name, line.substring(colon + 1).strip());
            if (before != null && (name.equals("content-length") || name.equals("transfer-encoding"))) {
                throw new IOException("the answer has two lengths");
            }
            line = line(MOST_HEAD_OCTETS);
        }
        return fields;
    }

    private byte[] body(Map<String, String> fields) throws IOException {
        String coding = fields.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new IOException("the answer is in a coding that is not known");
            }
            return chunks();
        }
        String length = fields.get("content-length");
        if (length == null) {
            byte[] body = in.readNBytes(mostOctets + 1);
            requireFits(body.length);
            return body;
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw new IOException("the answer has a length that is no number");
        }
        requireFits(Long.parseLong(length));
        return exactly(Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = chunkSize();
        while (size > 0) {
            requireFits((long) body.size() + size);
            body.writeBytes(exactly(size));
            if (!line(MOST_CHUNK_LINE).isEmpty()) {
                throw new IOException("the answer has a chunk without an end");
            }
            size = chunkSize();
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String line = line(MOST_CHUNK_LINE);
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        if (!size.matches("[0-9a-fA-F]{1,7}")) {
            throw new IOException("the answer has a chunk without a size");
        }
        return Integer.parseInt(size, 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] octets = in.readNBytes(length);
        if (octets.length != length) {
            throw new IOException("the answer is cut off");
        }
        return octets;
    }

    private void requireFits(long length) throws IOException {
        if (length > mostOctets) {
            throw new IOException("the answer has more than " + mostOctets + " octets");
        }
    }

    private String line(int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet != '\n') {
            // Lines of chunks are bounded one by one, as there are as many as the body has octets at most.
            if (octet < 0 || line.size() == most || most == MOST_HEAD_OCTETS && ++headOctets > most) {
                throw new IOException(octet < 0 ? "the answer is cut off" : "the answer has a line that is too long");
            }
            line.write(octet);
            octet = in.read();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
