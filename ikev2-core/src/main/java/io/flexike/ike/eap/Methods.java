package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The methods that this library runs. */
final class Methods {
    private static final Set<EapMethodType> OF_PASSWORDS =
            Set.of(EapMethodType.MD5_CHALLENGE, EapMethodType.GTC, EapMethodType.MSCHAPV2);

    private Methods() {}

    static void checkKnown(List<EapMethodType> methods) {
        check(methods, method -> OF_PASSWORDS.contains(method) || needsTls(method), "can be run");
    }

    static void checkInner(List<EapMethodType> methods) {
        check(methods, OF_PASSWORDS::contains, "can be run inside a tunnel");
    }

    private static void check(List<EapMethodType> methods, Predicate<EapMethodType> good, String what) {
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("At least one EAP method is needed");
        }
        for (EapMethodType method : methods) {
            if (!good.test(method)) {
                throw new IllegalArgumentException(method + " is not an EAP method that " + what);
            }
        }
    }

    static boolean needsPassword(EapMethodType method) {
        return OF_PASSWORDS.contains(method) || method.equals(EapMethodType.TTLS);
    }

    static boolean needsTls(EapMethodType method) {
        return method.equals(EapMethodType.TLS) || method.equals(EapMethodType.TTLS);
    }

    /** A method that the settings name. */
    static PeerMethod peer(EapMethodType type, EapPeerSettings settings, CryptoProvider crypto, SecureRandom random) {
        if (type.equals(EapMethodType.MD5_CHALLENGE)) {
            return new Md5ChallengePeer(settings.user(), settings.requiredPassword());
        }
        if (type.equals(EapMethodType.GTC)) {
            return new GtcPeer(settings.requiredPassword());
        }
        if (type.equals(EapMethodType.MSCHAPV2)) {
            return new MsChapV2Peer(settings.user(), settings.requiredPassword(), crypto, random);
        }
        if (type.equals(EapMethodType.TLS)) {
            return new TlsPeer(settings.requiredTls(), new EapTlsPeerTunnel(), crypto, random);
        }
        if (type.equals(EapMethodType.TTLS)) {
            return new TlsPeer(settings.requiredTls(), new TtlsPeerTunnel(settings, crypto, random), crypto, random);
        }
        throw new AssertionError(type + " was checked when the settings were built");
    }

    /**
     * A method that the settings name.
     *
     * @param identity what the peer says it is
     */
    static AuthenticatorMethod authenticator(
            EapMethodType type,
            String identity,
            EapAuthenticatorSettings settings,
            CryptoProvider crypto,
            SecureRandom random) {
        PasswordBook passwords = new PasswordBook(settings.users(), random);
        if (type.equals(EapMethodType.MD5_CHALLENGE)) {
            return new Md5ChallengeAuthenticator(settings.name(), identity, passwords, random);
        }
        if (type.equals(EapMethodType.GTC)) {
            return new GtcAuthenticator(identity, passwords);
        }
        if (type.equals(EapMethodType.MSCHAPV2)) {
            return new MsChapV2Authenticator(settings.name(), passwords, crypto, random);
        }
        if (type.equals(EapMethodType.TLS)) {
            AuthenticatorTunnel tunnel = new EapTlsAuthenticatorTunnel(settings.certificateNames());
            return new TlsAuthenticator(settings.requiredTls(), tunnel, crypto, random);
        }
        if (type.equals(EapMethodType.TTLS)) {
            AuthenticatorTunnel tunnel = new TtlsAuthenticatorTunnel(settings, passwords, crypto, random);
            return new TlsAuthenticator(settings.requiredTls(), tunnel, crypto, random);
        }
        throw new AssertionError(type + " was checked when the settings were built");
    }
}
