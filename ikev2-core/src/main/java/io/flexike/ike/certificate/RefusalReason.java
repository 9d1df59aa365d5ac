package io.flexike.ike.certificate;

/** Which check a certificate or its chain failed. */
public enum RefusalReason {
    /** The peer sent no certificate at all. */
    NO_CERTIFICATE,
    /** Octets that are no certificate, or not in DER. */
    MALFORMED,
    /** More or larger certificates than are taken. */
    TOO_MUCH,
    /** A certificate that only a URL tells of could not be had, or is another one than was announced. */
    NOT_FETCHED,
    /** No chain of certificates leads to one that we trust. */
    UNKNOWN_AUTHORITY,
    /** A certificate of the chain is not valid yet. */
    NOT_YET_VALID,
    /** A certificate of the chain has expired. */
    EXPIRED,
    /** A signature in the chain is not by the issuer. */
    BAD_SIGNATURE,
    /** An issuer in the chain may not issue certificates, or not so many below itself. */
    NOT_AN_AUTHORITY,
    /** A name in the chain is outside of the name constraints of an issuer. */
    NAME_CONSTRAINTS,
    /** A critical extension that is not understood. */
    CRITICAL_EXTENSION,
    /** Another rule of RFC 5280 6. */
    INVALID_CHAIN,
    /** A signature algorithm or key that is too weak, or that the policy forbids. */
    WEAK,
    /** A key of the peer that cannot sign in IKE. */
    UNSUPPORTED_KEY,
    /** The key is not meant for signatures (RFC 4945 5.1.3.2). */
    KEY_USAGE,
    /** The certificate is not meant for IKE (RFC 4945 5.1.3.12). */
    EXTENDED_KEY_USAGE,
    /** The certificate is somebody else's. */
    WRONG_IDENTITY,
    /** The certificate map does not match. */
    NOT_IN_MAP,
    /** A certificate of the chain is revoked. */
    REVOKED,
    /** Nobody could say whether a certificate of the chain is revoked, and the policy demands that. */
    REVOCATION_UNKNOWN
}
