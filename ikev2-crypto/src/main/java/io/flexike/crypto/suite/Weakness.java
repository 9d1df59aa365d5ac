package io.flexike.crypto.suite;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the IETF says against an algorithm: RFC 8247 for IKE, RFC 8221 for ESP and AH, RFC 9395 for what was in the
 * registries of both and has not been mentioned since.
 *
 * @param rule the document, its section and what it says
 */
public record Weakness(Level level, String rule) {
    /** How much is said against it. */
    public enum Level {
        /** "SHOULD NOT" be used. */
        DISCOURAGED,
        /** "MUST NOT" be used. */
        FORBIDDEN
    }

    private static final Weakness DEPRECATED = new Weakness(Level.FORBIDDEN, "RFC 9395: deprecated");

    private static final Map<Integer, Weakness> IKE_ENCRYPTION = Map.of(
            1, DEPRECATED,
            2, mustNot("RFC 8247 2.1"),
            4, DEPRECATED,
            5, DEPRECATED,
            6, DEPRECATED,
            7, DEPRECATED,
            8, DEPRECATED,
            9, DEPRECATED,
            11, mustNot("RFC 8247 2.1"),
            21, new Weakness(Level.FORBIDDEN, "IANA Transform Type 1: not allowed in IKEv2"));

    private static final Map<Integer, Weakness> PACKET_ENCRYPTION = Map.of(
            1, mustNot("RFC 8221 5"),
            2, mustNot("RFC 8221 5"),
            3, shouldNot("RFC 8221 5"),
            4, DEPRECATED,
            5, DEPRECATED,
            6, DEPRECATED,
            7, mustNot("RFC 8221 5"),
            8, mustNot("RFC 8221 5"),
            9, mustNot("RFC 8221 5"));

    private static final Map<Integer, Weakness> PRF = Map.of(1, mustNot("RFC 8247 2.2"), 3, DEPRECATED);

    private static final Map<Integer, Weakness> IKE_INTEGRITY = Map.of(
            1, mustNot("RFC 8247 2.3"),
            3, mustNot("RFC 8247 2.3"),
            4, mustNot("RFC 8247 2.3"),
            6, DEPRECATED,
            7, DEPRECATED);

    private static final Map<Integer, Weakness> PACKET_INTEGRITY = Map.of(
            1, mustNot("RFC 8221 6"),
            3, mustNot("RFC 8221 6"),
            4, mustNot("RFC 8221 6"),
            6, DEPRECATED,
            7, DEPRECATED);

    private static final Map<Integer, Weakness> KEY_EXCHANGE = Map.of(
            1, mustNot("RFC 8247 2.4"),
            2, shouldNot("RFC 8247 2.4"),
            5, shouldNot("RFC 8247 2.4"),
            22, mustNot("RFC 8247 2.4"),
            23, shouldNot("RFC 8247 2.4"),
            24, shouldNot("RFC 8247 2.4"));

    /** What is said against an algorithm where it is used for that protocol; empty if nothing. */
    public static Optional<Weakness> of(SecurityProtocol protocol, Transform transform) {
        boolean ike = protocol.equals(SecurityProtocol.IKE);
        TransformType type = transform.type();
        Map<Integer, Weakness> table = Map.of();
        if (type.equals(TransformType.ENCRYPTION)) {
            table = ike ? IKE_ENCRYPTION : PACKET_ENCRYPTION;
        } else if (type.equals(TransformType.PRF)) {
            table = PRF;
        } else if (type.equals(TransformType.INTEGRITY)) {
            table = ike ? IKE_INTEGRITY : PACKET_INTEGRITY;
        } else if (type.isKeyExchange()) {
            table = KEY_EXCHANGE;
        }
        return Optional.ofNullable(table.get(transform.id()));
    }

    /** What is said against members of a choice, such as {@code HMAC-MD5-96 (RFC 8247 2.3: MUST NOT)}; may be empty. */
    public static List<String> in(Proposal choice) {
        List<String> found = new ArrayList<>();
        for (Transform transform : choice.transforms()) {
            of(choice.protocol(), transform).ifPresent(weakness -> found.add(transform + " (" + weakness.rule() + ")"));
        }
        return found;
    }

    private static Weakness mustNot(String source) {
        return new Weakness(Level.FORBIDDEN, source + ": MUST NOT");
    }

    private static Weakness shouldNot(String source) {
        return new Weakness(Level.DISCOURAGED, source + ": SHOULD NOT");
    }
}
