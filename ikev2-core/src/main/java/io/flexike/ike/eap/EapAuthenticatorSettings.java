package io.flexike.ike.eap;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whom an authenticator knows and by which methods it asks. Immutable; reusable for any number of conversations. */
public final class EapAuthenticatorSettings {
    private final EapUsers users;
    private final String name;
    private final List<EapMethodType> methods;
    private final Optional<EapTls> tls;
    private final Function<X509Certificate, String> certificateNames;
    private final Set<TtlsInner> inner;
    private final List<EapMethodType> innerMethods;

    private EapAuthenticatorSettings(Builder builder) {
        this.users = builder.users;
        this.name = builder.name;
        this.methods = builder.methods;
        this.tls = Optional.ofNullable(builder.tls);
        this.certificateNames = builder.certificateNames;
        this.inner = builder.inner;
        this.innerMethods = builder.innerMethods;
    }

    /** With these users. */
    public static Builder users(EapUsers users) {
        return new Builder(users);
    }

    EapUsers users() {
        return users;
    }

    /** What it calls itself in challenges. */
    public String name() {
        return name;
    }

    /** The methods, in the order in which they are tried. */
    public List<EapMethodType> methods() {
        return methods;
    }

    /** The same with methods only that may authenticate both ends alone (RFC 5998 4); empty if there is none. */
    Optional<EapAuthenticatorSettings> safeForEapOnly() {
        List<EapMethodType> safe =
                methods.stream().filter(EapMethodType::isSafeForEapOnly).toList();
        if (safe.isEmpty()) {
            return Optional.empty();
        }
        Builder same = new Builder(users);
        same.name = name;
        same.methods = safe;
        same.tls = tls.orElse(null);
        same.certificateNames = certificateNames;
        same.inner = inner;
        same.innerMethods = innerMethods;
        return Optional.of(new EapAuthenticatorSettings(same));
    }

    EapTls requiredTls() {
        return tls.orElseThrow(() -> new AssertionError("checked when built"));
    }

    Function<X509Certificate, String> certificateNames() {
        return certificateNames;
    }

    Set<TtlsInner> inner() {
        return inner;
    }

    /** Of the conversation inside a tunnel. */
    EapAuthenticatorSettings innerSettings() {
        return users(users)
                .name(name)
                .methods(innerMethods.toArray(EapMethodType[]::new))
                .build();
    }

    /** Equal users as well, which those that do not say what they are about are only to themselves. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof EapAuthenticatorSettings that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(users, name, methods, tls, certificateNames, inner, innerMethods);
    }

    @Override
    public String toString() {
        return "EapAuthenticatorSettings[" + name + ", " + methods + "]";
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private static final int MAX_NAME_OCTETS = 128;

        private final EapUsers users;
        private String name = "flexike";
        private List<EapMethodType> methods = List.of(EapMethodType.MSCHAPV2);
        private @Nullable EapTls tls;
        private Function<X509Certificate, String> certificateNames = CertificateNames::name;
        private Set<TtlsInner> inner = Set.of(TtlsInner.values());
        private List<EapMethodType> innerMethods = List.of(EapMethodType.MSCHAPV2);

        private Builder(EapUsers users) {
            this.users = Objects.requireNonNull(users, "users");
        }

        /** What the authenticator calls itself in challenges; at most 128 octets in UTF-8. */
        public Builder name(String own) {
            this.name = Names.checked(own, MAX_NAME_OCTETS);
            return this;
        }

        /**
         * The methods, in the order in which they are tried; {@link EapMethodType#MSCHAPV2} alone if this is not
         * called. The peer may ask for another one of them (RFC 3748 5.3).
         */
        public Builder methods(EapMethodType... inOrder) {
            this.methods = List.of(inOrder);
            return this;
        }

        /** What EAP-TLS and EAP-TTLS need. */
        public Builder tls(EapTls ends) {
            this.tls = Objects.requireNonNull(ends, "tls");
            return this;
        }

        /**
         * Who the owner of a certificate is, for EAP-TLS; if this is not called, the first e-mail address among its
         * alternative names, or else the first DNS name, or else its subject.
         */
        public Builder certificateNames(Function<X509Certificate, String> names) {
            this.certificateNames = Objects.requireNonNull(names, "certificateNames");
            return this;
        }

        /** How a peer may prove itself inside EAP-TTLS; in all ways if this is not called. */
        public Builder inner(TtlsInner... ways) {
            this.inner = Set.of(ways);
            return this;
        }

        /**
         * The methods of {@link TtlsInner#EAP}, in the order in which they are tried: MD5-Challenge, GTC, MSCHAPv2;
         * {@link EapMethodType#MSCHAPV2} alone if this is not called.
         */
        public Builder innerMethods(EapMethodType... inOrder) {
            this.innerMethods = List.of(inOrder);
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if there is no method, one that this library does not run, or one that lacks
         *     what it needs
         */
        public EapAuthenticatorSettings build() {
            Methods.checkKnown(methods);
            Methods.checkInner(innerMethods);
            for (EapMethodType method : methods) {
                if (Methods.needsTls(method) && (tls == null || tls.own().isEmpty())) {
                    throw new IllegalArgumentException(method + " needs TLS settings with a certificate and its key");
                }
            }
            return new EapAuthenticatorSettings(this);
        }
    }
}
