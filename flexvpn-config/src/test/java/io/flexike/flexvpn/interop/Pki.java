package io.flexike.flexvpn.interop;

import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.Trustpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates of both ends, made by the {@code pki} program of strongSwan. Further options are those of that program.
 */
final class Pki {
    /** A kind of key. */
    @SuppressWarnings("ImmutableEnumChecker") // the list is one that does not change
    enum Kind {
        RSA_2048("rsa", 2048),
        RSA_3072("rsa", 3072),
        ECDSA_256("ecdsa", 256),
        ECDSA_384("ecdsa", 384),
        ECDSA_521("ecdsa", 521),
        ED25519("ed25519", 0),
        ED448("ed448", 0);

        private final String type;
        private final int bits;

        /** @param bits 0 if there is no choice */
        Kind(String type, int bits) {
            this.type = type;
            this.bits = bits;
        }

        private List<String> options() {
            return bits == 0 ? List.of("--type", type) : List.of("--type", type, "--size", String.valueOf(bits));
        }
    }

    /** Options for a certificate that was valid long ago. */
    static final String[] EXPIRED = {"--not-before", "01.01.20 00:00:00", "--not-after", "01.01.21 00:00:00"};

    /** Options for a certificate that will be valid when nobody runs this any more. */
    static final String[] NOT_YET_VALID = {"--not-before", "01.01.60 00:00:00", "--not-after", "01.01.61 00:00:00"};

    /**
     * Somebody who has a certificate.
     *
     * @param name the common name, and that of an end entity as a domain name as well
     * @param key PEM
     * @param certificate PEM
     */
    record Owner(String name, Path key, Path certificate) {
        X509Certificate x509() {
            try {
                return (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate)));
            } catch (IOException | CertificateException e) {
                throw new AssertionError(name, e);
            }
        }

        byte[] der() {
            try {
                return x509().getEncoded();
            } catch (CertificateException e) {
                throw new AssertionError(name, e);
            }
        }

        /** The key in the form of this platform. */
        PrivateKey privateKey() {
            String pem = HostCommand.require("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key.toString());
            byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
            try {
                return KeyFactory.getInstance(x509().getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(name, e);
            }
        }

        /** What we prove ourselves by: the certificate and those above it, the nearest first, that we show too. */
        Trustpoint identity(Owner... above) {
            try {
                Path chain = certificate.resolveSibling(name + ".chain.pem");
                StringBuilder pem = new StringBuilder(Files.readString(certificate, StandardCharsets.US_ASCII));
                for (Owner each : above) {
                    pem.append(Files.readString(each.certificate, StandardCharsets.US_ASCII));
                }
                Files.writeString(chain, pem, StandardCharsets.US_ASCII);
                return Trustpoint.of(name, List.of(), List.of(OwnCertificate.ofPem(chain, key)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** An authority that we trust. */
        Trustpoint anchor() {
            return Trustpoint.of(name, List.of(x509()), List.of());
        }

        /** strongSwan loads the certificate and its key from the folder of its daemon. */
        Owner installTo(Path daemon) {
            copy(certificate, daemon.resolve("x509"));
            copy(key, daemon.resolve("private"));
            return this;
        }

        /** strongSwan trusts the authority, or shows it if another one stands above. */
        Owner installAuthorityTo(Path daemon) {
            copy(certificate, daemon.resolve("x509ca"));
            return this;
        }

        private void copy(Path file, Path to) {
            try {
                Files.createDirectories(to);
                Files.copy(file, to.resolve(name + ".pem"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The name of the file as {@code swanctl.conf} has it. */
        String file() {
            return name + ".pem";
        }
    }

    private final Path folder;
    private final Path settings;

    /** @param folder where the files are to be */
    Pki(Path folder) {
        try {
            this.folder = Files.createDirectories(folder);
            this.settings = folder.resolve("strongswan.conf");
            Files.writeString(
                    settings,
                    new ConfigSection()
                            .section(
                                    "pki",
                                    pki -> pki.set("load_modular", "no")
                                            .set(
                                                    "load",
                                                    "random nonce openssl pem pkcs1 pkcs8 x509 pubkey revocation sha1"
                                                            + " curve25519"))
                            .text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that has signed its own certificate. */
    Owner root(String name, Kind kind, String... options) {
        return made(name, kind, List.of("--self", "--ca", "--type", kind.type), options);
    }

    /** One between a root and others. */
    Owner intermediate(Owner issuer, String name, Kind kind, String... options) {
        List<String> command = new ArrayList<>(by(issuer));
        command.add("--ca");
        return made(name, kind, command, options);
    }

    /** An end entity that goes by that domain name. */
    Owner issue(Owner issuer, String name, Kind kind, String... options) {
        List<String> command = new ArrayList<>(by(issuer));
        command.addAll(List.of("--san", name));
        return made(name, kind, command, options);
    }

    private static List<String> by(Owner issuer) {
        return List.of(
                "--issue",
                "--type",
                "priv",
                "--cacert",
                issuer.certificate.toString(),
                "--cakey",
                issuer.key.toString());
    }

    private Owner made(String name, Kind kind, List<String> command, String... options) {
        Path key = key(name, kind);
        Path certificate = folder.resolve(name + ".pem");
        List<String> certify = new ArrayList<>(command);
        certify.addAll(List.of("--in", key.toString(), "--dn", "CN=" + name));
        certify.addAll(List.of(options));
        pki(certificate, certify);
        return new Owner(name, key, certificate);
    }

    /** RSA keys take long, so that there is one of each size. */
    private Path key(String name, Kind kind) {
        boolean rsa = kind.type.equals("rsa");
        Path key = folder.resolve((rsa ? kind.name() : name) + ".key.pem");
        if (!Files.exists(key)) {
            List<String> generate = new ArrayList<>(List.of("--gen"));
            generate.addAll(kind.options());
            pki(key, generate);
        }
        return key;
    }

    /** A list of what an authority has revoked, in DER. */
    byte[] revocations(Owner issuer, Owner... revoked) {
        Path pem = folder.resolve(issuer.name + ".crl.pem");
        List<String> command = new ArrayList<>(
                List.of("--signcrl", "--cacert", issuer.certificate.toString(), "--cakey", issuer.key.toString()));
        for (Owner each : revoked) {
            command.addAll(List.of("--reason", "key-compromise", "--cert", each.certificate.toString()));
        }
        pki(pem, command);
        try (InputStream in = Files.newInputStream(pem)) {
            return ((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in)).getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(issuer.name, e);
        }
    }

    private void pki(Path output, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("pki"));
        command.addAll(arguments);
        command.addAll(List.of("--outform", "pem"));
        String pem = HostCommand.run(
                        HostCommand.DEFAULT_LIMIT,
                        Map.of("STRONGSWAN_CONF", settings.toString()),
                        Optional.of(folder.resolve("errors")),
                        command)
                .orFail();
        try {
            Files.writeString(output, pem, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
