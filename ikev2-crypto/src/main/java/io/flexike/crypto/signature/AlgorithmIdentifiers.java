package io.flexike.crypto.signature;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AlgorithmIdentifiers as octets (RFC 7427 A, RFC 8420 A, RFC 9881 2). Nothing of them is parsed: there is a known set,
 * of which RSASSA-PSS has a member for every length of its salt.
 */
final class AlgorithmIdentifiers {
    private static final HexFormat HEX = HexFormat.of();

    private static final String NULL = "0500";
    private static final String ID_MGF1 = "06092a864886f70d010108";
    private static final String ID_RSASSA_PSS = "06092a864886f70d01010a";
    private static final Map<SignatureHash, String> HASH_IDS = Map.of(
            SignatureHash.SHA2_256, "0609608648016503040201",
            SignatureHash.SHA2_384, "0609608648016503040202",
            SignatureHash.SHA2_512, "0609608648016503040203");

    /** RFC 4055 3.1: the length of the salt if nothing is said. */
    private static final int DEFAULT_SALT = 20;

    private static final Map<SignatureScheme, String> PREFERRED = new HashMap<>();
    private static final Map<String, SignatureScheme> KNOWN = new HashMap<>();

    static {
        // RFC 7427 A.1: parameters are required, and they are NULL.
        known(SignatureScheme.LEGACY_RSA_PKCS1_SHA1, sequence("06092a864886f70d010105" + NULL));
        known(SignatureScheme.RSA_PKCS1_SHA2_256, sequence("06092a864886f70d01010b" + NULL));
        known(SignatureScheme.RSA_PKCS1_SHA2_384, sequence("06092a864886f70d01010c" + NULL));
        known(SignatureScheme.RSA_PKCS1_SHA2_512, sequence("06092a864886f70d01010d" + NULL));
        // RFC 7427 A.3, RFC 8420 A, RFC 9881 2: parameters are absent.
        known(SignatureScheme.ECDSA_SHA2_256, sequence("06082a8648ce3d040302"));
        known(SignatureScheme.ECDSA_SHA2_384, sequence("06082a8648ce3d040303"));
        known(SignatureScheme.ECDSA_SHA2_512, sequence("06082a8648ce3d040304"));
        known(SignatureScheme.ED25519, sequence("06032b6570"));
        known(SignatureScheme.ED448, sequence("06032b6571"));
        known(SignatureScheme.ML_DSA_44, sequence("0609608648016503040311"));
        known(SignatureScheme.ML_DSA_65, sequence("0609608648016503040312"));
        known(SignatureScheme.ML_DSA_87, sequence("0609608648016503040313"));
        HASH_IDS.forEach(AlgorithmIdentifiers::knownPss);
    }

    private AlgorithmIdentifiers() {}

    static Optional<SignatureScheme> decode(byte[] der) {
        return Optional.ofNullable(KNOWN.get(HEX.formatHex(der)));
    }

    static byte[] encode(SignatureScheme scheme) {
        String preferred = PREFERRED.get(scheme);
        if (preferred == null) {
            throw new IllegalArgumentException(scheme + " has no AlgorithmIdentifier");
        }
        return HEX.parseHex(preferred);
    }

    private static void known(SignatureScheme scheme, String der) {
        PREFERRED.putIfAbsent(scheme, der);
        KNOWN.put(der, scheme);
    }

    private static void knownPss(SignatureHash hash, String hashId) {
        for (int salt = 0; salt <= hash.octets(); salt++) {
            SignatureScheme scheme = SignatureScheme.pss(hash, salt);
            for (String form : pssForms(hashId, salt)) {
                known(scheme, sequence(ID_RSASSA_PSS + sequence(form)));
            }
        }
    }

    /** RFC 4055 3.1; the first form is DER with NULL, which RFC 4055 2.1 asks a signer for. */
    private static List<String> pssForms(String hashId, int salt) {
        List<String> functions = List.of(sequence(hashId + NULL), sequence(hashId));
        String said = explicit(2, integer(salt));
        List<String> salts = salt == DEFAULT_SALT ? List.of("", said) : List.of(said);
        List<String> trailers = List.of("", explicit(3, integer(1)));
        List<String> forms = new ArrayList<>();
        for (String saltForm : salts) {
            for (String trailer : trailers) {
                for (String function : functions) {
                    for (String maskFunction : functions) {
                        forms.add(explicit(0, function)
                                + explicit(1, sequence(ID_MGF1 + maskFunction))
                                + saltForm
                                + trailer);
                    }
                }
            }
        }
        return forms;
    }

    private static String sequence(String content) {
        return element(0x30, content);
    }

    private static String explicit(int number, String content) {
        return element(0xa0 + number, content);
    }

    private static String integer(int value) {
        return element(0x02, HEX.toHexDigits((byte) value));
    }

    /** Nothing here has more than 127 octets, so that one octet tells the length. */
    private static String element(int tag, String content) {
        return HEX.toHexDigits((byte) tag) + HEX.toHexDigits((byte) (content.length() / 2)) + content;
    }
}
