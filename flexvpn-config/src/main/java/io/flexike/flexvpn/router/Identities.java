package io.flexike.flexvpn.router;

import io.flexike.flexvpn.ios.Statement;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.IpPrefix;
import java.util.Optional;

/** Identities in lines of keyrings and profiles. */
final class Identities {
    private Identities() {}

    /** The identity that a line names; empty if it names a kind of them. */
    static Optional<Identity> exact(Statement line) {
        return line.value("fqdn")
                .map(Identity::fqdn)
                .or(() -> line.value("email").map(Identity::email))
                .or(() -> line.value("key-id").map(Identity::keyId))
                .or(() -> line.value("address")
                        .filter(unused -> line.value("mask").isEmpty())
                        .map(Identity::ipAddress));
    }

    /** The identities that a line {@code match identity remote} means. */
    static IdentityMatcher matcher(Statement line) {
        if (line.has("any")) {
            return IdentityMatcher.any();
        }
        if (line.value("domain").isPresent()) {
            String domain = line.text("domain");
            return line.has("fqdn") ? IdentityMatcher.fqdnSuffix(domain) : IdentityMatcher.emailDomain(domain);
        }
        if (line.value("prefix").isPresent()) {
            return IdentityMatcher.addressIn(line.text("prefix"));
        }
        if (line.value("mask").isPresent()) {
            return IdentityMatcher.addressIn(Masks.prefix(line.address("address"), line.text("mask")));
        }
        if (line.value("address").filter("0.0.0.0"::equals).isPresent()) {
            return IdentityMatcher.addressIn(new IpPrefix(line.address("address"), 0));
        }
        return exact(line).orElseThrow();
    }
}
