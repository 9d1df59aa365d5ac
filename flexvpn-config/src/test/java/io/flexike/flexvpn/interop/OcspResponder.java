package io.flexike.flexvpn.interop;

import io.flexike.flexvpn.interop.Pki.Owner;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.awaitility.Awaitility;

/** The OCSP responder of OpenSSL in a network namespace, which speaks for one authority. */
final class OcspResponder implements AutoCloseable {
    private static final int PORT = 8888;

    private final Process process;

    private OcspResponder(Process process) {
        this.process = process;
    }

    /** Where one on that address is asked. */
    static URI uri(String address) {
        return URI.create("http://" + address + ":" + PORT + "/");
    }

    /**
     * Starts one.
     *
     * @param folder for its files
     * @param revoked of those that were issued
     */
    static OcspResponder start(
            NetworkNamespace namespace, Path folder, Owner authority, Set<Owner> issued, Set<Owner> revoked)
            throws IOException {
        Path index = Files.createDirectories(folder).resolve("index.txt");
        StringBuilder lines = new StringBuilder();
        issued.forEach(each -> lines.append(line(each, revoked.contains(each))));
        Files.writeString(index, lines, StandardCharsets.US_ASCII);
        Path output = folder.resolve("output");
        OcspResponder responder = new OcspResponder(namespace.start(
                output,
                "openssl",
                "ocsp",
                "-port",
                String.valueOf(PORT),
                "-index",
                index.toString(),
                "-CA",
                authority.certificate().toString(),
                "-rsigner",
                authority.certificate().toString(),
                "-rkey",
                authority.key().toString(),
                "-nmin",
                "5"));
        try {
            // it answers one after the other, so that a connection which says nothing would keep the others waiting
            Awaitility.await("the OCSP responder")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(HostCommand.START_LIMIT)
                    .until(() -> Files.readString(output).contains("waiting for OCSP client connections"));
            return responder;
        } catch (RuntimeException | AssertionError e) {
            responder.close();
            throw e;
        }
    }

    /** The form of the index of {@code openssl ca}: state, end, revocation, serial number, file, subject. */
    private static String line(Owner owner, boolean revoked) {
        BigInteger serial = owner.x509().getSerialNumber();
        String hex = serial.toString(16).toUpperCase(Locale.ROOT);
        return String.join(
                        "\t",
                        revoked ? "R" : "V",
                        "490101000000Z",
                        revoked ? "240101000000Z,keyCompromise" : "",
                        hex.length() % 2 == 0 ? hex : "0" + hex,
                        "unknown",
                        "/CN=" + owner.name())
                + "\n";
    }

    @Override
    public void close() {
        HostCommand.stop(process, Duration.ofSeconds(2));
    }
}
