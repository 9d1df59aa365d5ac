package io.flexike.ike.eap;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a success or failure packet (RFC 2759 5 and 6). */
final class MsChapMessage {
    private static final int PROOF_CHARACTERS = 42;
    private static final Pattern ERROR = Pattern.compile("(?:^|\\s)E=(\\d{1,10})(?!\\d)");

    private MsChapMessage() {}

    static String success(String authenticatorResponse) {
        return authenticatorResponse + " M=OK";
    }

    /** Whether it begins with that authenticator response. */
    static boolean proves(String text, String authenticatorResponse) {
        String proof = text.substring(0, Math.min(PROOF_CHARACTERS, text.length()));
        return MessageDigest.isEqual(Names.octets(proof), Names.octets(authenticatorResponse));
    }

    /** RFC 2759 6: authentication failure, no retry, version 3. */
    static String failure(byte[] challenge) {
        String hex = HexFormat.of().withUpperCase().formatHex(challenge);
        return "E=691 R=0 C=" + hex + " V=3 M=Authentication failed";
    }

    /** What a failure says, in our words. */
    static String reason(String text) {
        Matcher matcher = ERROR.matcher(text);
        if (!matcher.find()) {
            return "the authenticator refused without an error code";
        }
        String meaning = switch (matcher.group(1)) {
            case "646" -> "restricted logon hours";
            case "647" -> "account disabled";
            case "648" -> "password expired";
            case "649" -> "no dial-in permission";
            case "691" -> "authentication failure";
            case "709" -> "error while changing the password";
            default -> "unknown";
        };
        return "the authenticator refused with error " + matcher.group(1) + ", " + meaning;
    }
}
