package io.flexike.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** What {@code openssl speed} calls the public-key operations of our benchmarks, by the words in their names. */
final class PublicKeyNames {
    private static final Map<String, String> AGREEMENTS = names(
            "x25519|curve25519|\\b31\\b", "ecdhx25519",
            "x448|curve448|\\b32\\b", "ecdhx448",
            "ecp_?256|p_?256|\\b19\\b", "ecdhp256",
            "ecp_?384|p_?384|\\b20\\b", "ecdhp384",
            "ecp_?521|p_?521|\\b21\\b", "ecdhp521",
            "brainpool_?(p_?)?256|\\b28\\b", "ecdhbrp256r1",
            "brainpool_?(p_?)?384|\\b29\\b", "ecdhbrp384r1",
            "brainpool_?(p_?)?512|\\b30\\b", "ecdhbrp512r1",
            "modp_?2048|\\b14\\b", "ffdh2048",
            "modp_?3072|\\b15\\b", "ffdh3072",
            "modp_?4096|\\b16\\b", "ffdh4096",
            "modp_?6144|\\b17\\b", "ffdh6144",
            "modp_?8192|\\b18\\b", "ffdh8192");

    private static final Map<String, String> SIGNATURES = names(
            "rsa\\w*2048", "rsa2048",
            "rsa\\w*3072", "rsa3072",
            "rsa\\w*4096", "rsa4096",
            "ecdsa\\w*256", "ecdsap256",
            "ecdsa\\w*384", "ecdsap384",
            "ecdsa\\w*521", "ecdsap521",
            "ed25519", "ed25519",
            "ed448", "ed448");

    private PublicKeyNames() {}

    /** What OpenSSL needs for the operation of a row such as {@code KeyExchange.agree X25519}. */
    static OptionalDouble openSsl(OpenSslSpeed speed, String row) {
        String lower = row.toLowerCase(Locale.ROOT);
        if (lower.startsWith("keyexchange.") && lower.contains("agree")) {
            return find(AGREEMENTS, lower).isEmpty()
                    ? OptionalDouble.empty()
                    : speed.agreement(find(AGREEMENTS, lower));
        }
        String signature = find(SIGNATURES, lower);
        if (!lower.startsWith("signature.") || signature.isEmpty()) {
            return OptionalDouble.empty();
        }
        return lower.contains("verif") ? speed.verifying(signature) : speed.signing(signature);
    }

    private static String find(Map<String, String> names, String row) {
        return names.entrySet().stream()
                .filter(entry -> Pattern.compile(entry.getKey()).matcher(row).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private static Map<String, String> names(String... pairs) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            names.put(pairs[i], pairs[i + 1]);
        }
        return names;
    }
}
