package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who a peer is and which methods it lets itself be asked for. Immutable; reusable for any number of conversations. */
public final class EapPeerSettings {
    private final String identity;
    private final String user;
    private final Optional<SecretBytes> password;
    private final List<EapMethodType> methods;
    private final Optional<EapTls> tls;
    private final TtlsInner inner;
    private final List<EapMethodType> innerMethods;

    private EapPeerSettings(Builder builder) {
        this.identity = builder.identity == null ? builder.user : builder.identity;
        this.user = builder.user;
        this.password = Optional.ofNullable(builder.password);
        this.methods = builder.methods;
        this.tls = Optional.ofNullable(builder.tls);
        this.inner = builder.inner;
        this.innerMethods = builder.innerMethods;
    }

    /** Somebody of that name, in UTF-8 at most 253 octets, as the methods tell it. */
    public static Builder user(String name) {
        return new Builder(name);
    }

    /** What is answered to an Identity request. */
    public String identity() {
        return identity;
    }

    /** The name that methods tell. */
    public String user() {
        return user;
    }

    /** The methods, best first. */
    public List<EapMethodType> methods() {
        return methods;
    }

    SecretBytes requiredPassword() {
        return password.orElseThrow(() -> new AssertionError("checked when built"));
    }

    EapTls requiredTls() {
        return tls.orElseThrow(() -> new AssertionError("checked when built"));
    }

    TtlsInner inner() {
        return inner;
    }

    /** The same with methods only that may authenticate both ends alone (RFC 5998 4); empty if there is none. */
    Optional<EapPeerSettings> safeForEapOnly() {
        List<EapMethodType> safe =
                methods.stream().filter(EapMethodType::isSafeForEapOnly).toList();
        if (safe.isEmpty()) {
            return Optional.empty();
        }
        Builder same = new Builder(user);
        same.identity = identity;
        same.password = password.orElse(null);
        same.methods = safe;
        same.tls = tls.orElse(null);
        same.inner = inner;
        same.innerMethods = innerMethods;
        return Optional.of(new EapPeerSettings(same));
    }

    /** Of the conversation inside a tunnel. */
    EapPeerSettings innerSettings() {
        return user(user)
                .password(requiredPassword())
                .methods(innerMethods.toArray(EapMethodType[]::new))
                .build();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof EapPeerSettings that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return user.hashCode();
    }

    private List<Object> parts() {
        return List.of(identity, user, password, methods, tls, inner, innerMethods);
    }

    @Override
    public String toString() {
        return "EapPeerSettings[" + methods + "]";
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private static final int MAX_NAME_OCTETS = 253;
        private static final int MAX_PASSWORD_OCTETS = 4096;

        private final String user;
        private @Nullable String identity;
        private @Nullable SecretBytes password;
        private List<EapMethodType> methods = List.of(EapMethodType.MSCHAPV2);
        private @Nullable EapTls tls;
        private TtlsInner inner = TtlsInner.MSCHAPV2;
        private List<EapMethodType> innerMethods = List.of(EapMethodType.MSCHAPV2);

        private Builder(String user) {
            this.user = Names.checked(user, MAX_NAME_OCTETS);
        }

        /**
         * What is answered to an Identity request, if not the name: it travels outside of any tunnel a method builds
         * (RFC 9190 2.1.7). At most 253 octets in UTF-8.
         */
        public Builder identity(String outerIdentity) {
            this.identity = Names.checked(outerIdentity, MAX_NAME_OCTETS);
            return this;
        }

        /**
         * The password in UTF-8, at most 4096 octets, which the caller must not destroy as long as the settings are
         * used.
         */
        public Builder password(SecretBytes secret) {
            if (secret.length() > MAX_PASSWORD_OCTETS) {
                throw new IllegalArgumentException(
                        "A password has at most " + MAX_PASSWORD_OCTETS + " octets, not " + secret.length());
            }
            this.password = secret;
            return this;
        }

        /**
         * The methods that may be asked for, best first; {@link EapMethodType#MSCHAPV2} alone if this is not called.
         * MD5-Challenge and GTC prove nothing about the authenticator, and GTC tells it the password: it must have been
         * authenticated otherwise before (RFC 3748 5.6).
         */
        public Builder methods(EapMethodType... bestFirst) {
            this.methods = List.of(bestFirst);
            return this;
        }

        /** What EAP-TLS and EAP-TTLS need. */
        public Builder tls(EapTls ends) {
            this.tls = Objects.requireNonNull(ends, "tls");
            return this;
        }

        /** How it proves itself inside EAP-TTLS; {@link TtlsInner#MSCHAPV2} if this is not called. */
        public Builder inner(TtlsInner way) {
            this.inner = Objects.requireNonNull(way, "inner");
            return this;
        }

        /**
         * The methods of {@link TtlsInner#EAP}, best first: MD5-Challenge, GTC, MSCHAPv2;
         * {@link EapMethodType#MSCHAPV2} alone if this is not called.
         */
        public Builder innerMethods(EapMethodType... bestFirst) {
            this.innerMethods = List.of(bestFirst);
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if there is no method, one that this library does not run, or one that lacks
         *     what it needs
         */
        public EapPeerSettings build() {
            Methods.checkKnown(methods);
            Methods.checkInner(innerMethods);
            for (EapMethodType method : methods) {
                if (Methods.needsPassword(method) && password == null) {
                    throw new IllegalArgumentException(method + " needs a password");
                }
                if (Methods.needsTls(method) && tls == null) {
                    throw new IllegalArgumentException(method + " needs TLS settings");
                }
                if (method.equals(EapMethodType.TLS) && tls != null && tls.own().isEmpty()) {
                    throw new IllegalArgumentException(method + " needs a certificate and its key");
                }
            }
            return new EapPeerSettings(this);
        }
    }
}
