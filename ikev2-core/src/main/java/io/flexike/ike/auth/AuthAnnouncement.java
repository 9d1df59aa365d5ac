package io.flexike.ike.auth;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.AuthMethod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One method of authentication in a SUPPORTED_AUTH_METHODS notify (RFC 9593 3.2), whose data is a list of them.
 *
 * <pre>
 * |  Length (2)   |  Auth Method  |
 * |  Length (3)   |  Auth Method  |   Cert Link   |
 * | Length (&gt; 3)  |  Auth Method  |   Cert Link   ~ AlgorithmIdentifier in DER ~
 * </pre>
 *
 * @param certLink which authority of the CERTREQ payloads the certificate has to lead to, 1 for the first one to 255; 0
 *     for any; empty in the form of two octets
 * @param algorithm empty in the two short forms
 */
public record AuthAnnouncement(AuthMethod method, OptionalInt certLink, byte[] algorithm) {
    /** Length and method. */
    private static final int SHORTEST = 2;

    private static final int WITH_LINK = 3;
    private static final int MOST = 255;

    /**
     * Checks the ranges and copies the octets.
     *
     * @throws IllegalArgumentException if there is an algorithm without a link, or something is too large
     */
    public AuthAnnouncement {
        algorithm = algorithm.clone();
        boolean linked = certLink.isPresent();
        if (linked && (certLink.getAsInt() < 0 || certLink.getAsInt() > MOST)) {
            throw new IllegalArgumentException(
                    "a link to authority " + certLink.getAsInt() + "; 0 to 255 are possible");
        }
        if (algorithm.length > (linked ? MOST - WITH_LINK : 0)) {
            throw new IllegalArgumentException(
                    "an AlgorithmIdentifier of " + algorithm.length + " octets " + (linked ? "" : "without a link"));
        }
    }

    /** A method without public keys. */
    public static AuthAnnouncement of(AuthMethod method) {
        return new AuthAnnouncement(method, OptionalInt.empty(), new byte[0]);
    }

    /** A method with public keys of one kind. */
    public static AuthAnnouncement of(AuthMethod method, int certLink) {
        return new AuthAnnouncement(method, OptionalInt.of(certLink), new byte[0]);
    }

    /** AUTH method 14 by one scheme. */
    public static AuthAnnouncement of(SignatureScheme scheme, int certLink) {
        return new AuthAnnouncement(
                AuthMethod.DIGITAL_SIGNATURE, OptionalInt.of(certLink), scheme.algorithmIdentifier());
    }

    /** The scheme of AUTH method 14, if it is one that we know. */
    public Optional<SignatureScheme> scheme() {
        return method.equals(AuthMethod.DIGITAL_SIGNATURE)
                ? SignatureScheme.ofAlgorithmIdentifier(algorithm)
                : Optional.empty();
    }

    /** Its place in a list. */
    public int octets() {
        return (certLink.isPresent() ? WITH_LINK : SHORTEST) + algorithm.length;
    }

    /** The data of a notify. */
    public static byte[] encode(List<AuthAnnouncement> all) {
        ByteBuffer out = ByteBuffer.allocate(
                all.stream().mapToInt(AuthAnnouncement::octets).sum());
        for (AuthAnnouncement each : all) {
            out.put((byte) each.octets()).put((byte) each.method.value());
            each.certLink.ifPresent(link -> out.put((byte) link));
            out.put(each.algorithm);
        }
        return out.array();
    }

    /**
     * Reads the data of a notify. Methods are not judged: what makes no sense or is not known survives a round trip.
     *
     * @throws InvalidSyntaxException if a length is below 2 or reaches beyond the end
     */
    public static List<AuthAnnouncement> decode(byte[] data) throws InvalidSyntaxException {
        List<AuthAnnouncement> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(data);
        while (in.hasRemaining()) {
            int octets = in.get() & 0xff;
            if (octets < SHORTEST || octets - 1 > in.remaining()) {
                throw new InvalidSyntaxException("SUPPORTED_AUTH_METHODS with an announcement of " + octets
                        + " octets; at least 2 are right, and there are " + (in.remaining() + 1));
            }
            AuthMethod method = new AuthMethod(in.get() & 0xff);
            OptionalInt link = octets < WITH_LINK ? OptionalInt.empty() : OptionalInt.of(in.get() & 0xff);
            byte[] algorithm = new byte[Math.max(0, octets - WITH_LINK)];
            in.get(algorithm);
            all.add(new AuthAnnouncement(method, link, algorithm));
        }
        return all;
    }

    /** A copy of the octets. */
    @Override
    public byte[] algorithm() {
        return algorithm.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthAnnouncement that
                && method.equals(that.method)
                && certLink.equals(that.certLink)
                && Arrays.equals(algorithm, that.algorithm);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * method.hashCode() + certLink.hashCode()) + Arrays.hashCode(algorithm);
    }

    @Override
    public String toString() {
        String how = scheme().map(SignatureScheme::toString)
                .orElseGet(() -> HexFormat.of().formatHex(algorithm));
        return method
                + (how.isEmpty() ? "" : " by " + how)
                + (certLink.orElse(0) == 0 ? "" : " under authority " + certLink.getAsInt());
    }
}
