package io.flexike.ike.certificate;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/** Files with textual encodings (RFC 7468). Text outside of the blocks is ignored. */
final class PemFile {
    /** Our choice; the bundles of operating systems have less than half of it. */
    private static final int MOST_OCTETS = 1 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String RULE = "-----";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

    private record Block(String label, byte[] octets) {}

    private PemFile() {}

    static List<X509Certificate> certificates(Path file) throws IOException {
        byte[] content = read(file);
        return naming(file, () -> {
            List<X509Certificate> certificates = blocks(content).stream()
                    .filter(block -> isCertificate(block.label))
                    .map(block -> DerCertificates.certificate(block.octets))
                    .toList();
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("no certificate in PEM");
            }
            return certificates;
        });
    }

    static SigningKey privateKey(Path file, Passphrases passphrases) throws IOException {
        byte[] content = read(file);
        try {
            Block key = naming(file, () -> privateKey(content));
            try {
                return key.label.equals(ENCRYPTED) ? decrypted(file, key, passphrases) : naming(file, () -> plain(key));
            } finally {
                Arrays.fill(key.octets, (byte) 0);
            }
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static SigningKey decrypted(Path file, Block key, Passphrases passphrases) throws IOException {
        SecretBytes passphrase = passphrases
                .of(file)
                .orElseThrow(() -> new IllegalArgumentException(
                        file + ": a private key that is encrypted, without a passphrase for it"));
        try {
            return naming(file, () -> SigningKey.ofEncryptedPkcs8(key.octets, passphrase));
        } finally {
            passphrase.destroy();
        }
    }

    private static SigningKey plain(Block key) {
        return switch (key.label) {
            case "PRIVATE KEY" -> signing(key.octets);
            case "RSA PRIVATE KEY" -> signing(TraditionalKeys.rsa(key.octets));
            case "EC PRIVATE KEY" -> signing(TraditionalKeys.ec(key.octets));
            default -> throw new IllegalArgumentException("a private key of an unknown kind");
        };
    }

    private static Block privateKey(byte[] content) {
        List<Block> keys = blocks(content).stream()
                .filter(block -> block.label.endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            keys.forEach(key -> Arrays.fill(key.octets, (byte) 0));
            throw new IllegalArgumentException(keys.size() + " private keys in PEM, not one");
        }
        return keys.get(0);
    }

    private static SigningKey signing(byte[] pkcs8) {
        SecretBytes secret = SecretBytes.copyOf(pkcs8);
        Arrays.fill(pkcs8, (byte) 0);
        try {
            return SigningKey.ofPkcs8(secret);
        } finally {
            secret.destroy();
        }
    }

    /** What it throws says in which file. */
    static <T> T naming(Path file, Supplier<T> content) {
        try {
            return content.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static boolean isCertificate(String label) {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_OCTETS + 1);
            if (content.length > MOST_OCTETS) {
                throw new IllegalArgumentException(file + ": more than " + MOST_OCTETS + " octets");
            }
            return content;
        }
    }

    private static List<Block> blocks(byte[] content) {
        List<Block> blocks = new ArrayList<>();
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(RULE, at + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            int end = labelEnd < 0 ? -1 : text.indexOf(END + label + RULE, labelEnd);
            if (end < 0) {
                throw new IllegalArgumentException("a block of PEM without an end");
            }
            blocks.add(new Block(label, decoded(label, text.substring(labelEnd + RULE.length(), end))));
            at = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    private static byte[] decoded(String label, String body) {
        if (body.contains(":")) {
            // RFC 1421 4.6: headers, which only encrypted keys have.
            throw new IllegalArgumentException(
                    "a private key that is encrypted in the old way (Proc-Type); right would be PKCS #8, such as by"
                            + " \"openssl pkcs8 -topk8 -v2 aes-256-cbc\"");
        }
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a " + CertificateText.safe(label) + " that is not base64", e);
        }
    }
}
