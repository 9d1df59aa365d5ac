package io.flexike.flexvpn.interop;

import io.flexike.crypto.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;

/** Key pairs of both ends, which strongSwan reads from its folder. */
final class RawKeys {
    /** Each has its own pair of that kind at both ends. */
    enum Kind {
        RSA_2048,
        RSA_3072,
        ECDSA_256,
        ECDSA_384,
        ECDSA_521,
        ED25519,
        ED448;

        private KeyPair pair() {
            return switch (this) {
                case RSA_2048 -> generated("RSA", generator -> generator.initialize(2048));
                case RSA_3072 -> generated("RSA", generator -> generator.initialize(3072));
                case ECDSA_256 -> ec("secp256r1");
                case ECDSA_384 -> ec("secp384r1");
                case ECDSA_521 -> ec("secp521r1");
                case ED25519 -> generated("Ed25519", generator -> {});
                case ED448 -> generated("Ed448", generator -> {});
            };
        }
    }

    private final Map<Kind, KeyPair> own = new EnumMap<>(Kind.class);
    private final Map<Kind, KeyPair> peers = new EnumMap<>(Kind.class);

    RawKeys() {
        for (Kind kind : Kind.values()) {
            own.put(kind, kind.pair());
            peers.put(kind, kind.pair());
        }
    }

    SigningKey own(Kind kind) {
        KeyPair pair = own.get(kind);
        return SigningKey.of(pair.getPrivate(), pair.getPublic());
    }

    KeyPair peers(Kind kind) {
        return peers.get(kind);
    }

    /** Lays all that the peer has to know into the folder of its daemon. */
    void writeTo(Path folder) {
        try {
            Files.createDirectories(folder.resolve("pubkey"));
            Files.createDirectories(folder.resolve("pkcs8"));
            for (Kind kind : Kind.values()) {
                write(
                        folder.resolve("pubkey").resolve(ownFile(kind)),
                        "PUBLIC KEY",
                        own.get(kind).getPublic());
                write(
                        folder.resolve("pubkey").resolve(peerFile(kind)),
                        "PUBLIC KEY",
                        peers.get(kind).getPublic());
                write(
                        folder.resolve("pkcs8").resolve(peerFile(kind)),
                        "PRIVATE KEY",
                        peers.get(kind).getPrivate());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Our public key, as {@code swanctl.conf} calls it. */
    static String ownFile(Kind kind) {
        return "own-" + kind + ".pem";
    }

    /** The public key of the peer, as {@code swanctl.conf} calls it. */
    static String peerFile(Kind kind) {
        return "peer-" + kind + ".pem";
    }

    private static void write(Path file, String label, Key key) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private static KeyPair ec(String curve) {
        return generated("EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
    }

    private interface Preparation {
        void prepare(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static KeyPair generated(String algorithm, Preparation preparation) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            preparation.prepare(generator);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
