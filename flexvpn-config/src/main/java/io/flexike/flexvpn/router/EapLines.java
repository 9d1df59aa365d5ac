package io.flexike.flexvpn.router;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapUsers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** EAP in profiles, with the users of the router. */
final class EapLines {
    private static final String CLEAR = "0";

    private final RouterConfig router;
    private final Notes notes;

    EapLines(RouterConfig router, Notes notes) {
        this.router = router;
        this.notes = notes;
    }

    /** What the line {@code authentication local eap} says. */
    Optional<Authentication> local(Statement line) {
        Optional<SecretBytes> password = line.value("password").flatMap(text -> password(line, text));
        if (line.value("username").isEmpty() || line.value("password").isEmpty()) {
            notes.error(
                    line,
                    "nobody can be asked for a name and a password here; right would be authentication local eap"
                            + " mschapv2 username and password as well");
            return Optional.empty();
        }
        EapMethodType method = switch (line.value("eap-method").orElse("mschapv2")) {
            case "gtc" -> EapMethodType.GTC;
            case "md5" -> EapMethodType.MD5_CHALLENGE;
            default -> EapMethodType.MSCHAPV2;
        };
        return password.flatMap(secret -> notes.guarded(
                line,
                () -> Optional.of(Authentication.eap(EapPeerSettings.user(line.text("username"))
                        .password(secret)
                        .methods(method)
                        .build()))));
    }

    /**
     * What the line {@code authentication remote eap} says: with the users of the router if a list for EAP leads to
     * them, otherwise it is not active.
     */
    Optional<Authentication> remote(Block profile, Statement line) {
        List<Statement> lists = profile.statements("aaa authentication").stream()
                .filter(each ->
                        each.value("method").filter("anyconnect-eap"::equals).isEmpty())
                .toList();
        Optional<Statement> local =
                lists.stream().filter(each -> isLocal(each.text("list"))).findFirst();
        lists.stream().filter(each -> !isLocal(each.text("list"))).forEach(notes::inactive);
        if (local.isEmpty()) {
            notes.inactive(line);
            return Optional.empty();
        }
        Authentication.EapAuthenticator eap = Authentication.eap(EapAuthenticatorSettings.users(users())
                .methods(EapMethodType.MSCHAPV2, EapMethodType.MD5_CHALLENGE, EapMethodType.GTC)
                .build());
        return Optional.of(line.has("query-identity") ? eap.askingIdentity() : eap);
    }

    private boolean isLocal(String list) {
        return router.root().statements("aaa authentication").stream()
                .filter(line ->
                        line.text("type").equals("login") && line.text("name").equals(list))
                .map(line -> List.of(line.text("methods").split(" ", -1)))
                .anyMatch(methods -> methods.contains("local") || methods.contains("local-case"));
    }

    private EapUsers users() {
        Map<String, SecretBytes> users = new HashMap<>();
        for (Statement line : router.root().statements("username")) {
            if (line.has("secret")) {
                notes.warning(
                        line,
                        "of this password there is a hash alone, which EAP cannot use; right would be username "
                                + line.text("name") + " password 0");
            } else if (line.has("password")) {
                line.value("password")
                        .flatMap(text -> password(line, text))
                        .ifPresent(password -> users.put(line.text("name"), password));
            }
        }
        return EapUsers.of(users);
    }

    private Optional<SecretBytes> password(Statement line, String text) {
        if (line.value("encryption").filter(type -> !type.equals(CLEAR)).isPresent()) {
            notes.error(
                    line,
                    "passwords of type " + line.text("encryption")
                            + " cannot be decrypted here; right would be the password in clear (0)");
            return Optional.empty();
        }
        return Optional.of(SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    }
}
