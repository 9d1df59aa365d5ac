package io.flexike.ike.eap;

import io.flexike.crypto.tls.TlsChainCheck;
import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.crypto.tls.TlsSettings;
import io.flexike.crypto.tls.TlsVersion;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the methods over TLS need: EAP-TLS (RFC 5216, RFC 9190) and EAP-TTLS (RFC 5281).
 *
 * @param own the certificate and key of this end; an authenticator always needs one, a peer for EAP-TLS
 * @param peerCheck decides whether to trust the other end, and whether it is the right one (RFC 9190 2.2), with
 *     revocation, names and the present time as it thinks fit
 * @param versions the versions of TLS that may be agreed upon; at least one
 * @param fragmentOctets the most type data in one EAP packet, 64 to 16384; larger messages go in pieces
 */
public record EapTls(Optional<TlsIdentity> own, TlsChainCheck peerCheck, Set<TlsVersion> versions, int fragmentOctets) {
    /** Our own choice: what fits into a datagram of 1280 octets with all that is around it. */
    public static final int DEFAULT_FRAGMENT_OCTETS = 1024;

    private static final int MIN_FRAGMENT_OCTETS = 64;
    private static final int MAX_FRAGMENT_OCTETS = 16384;

    /** Checks the range and copies the set. */
    public EapTls {
        Objects.requireNonNull(own, "own");
        Objects.requireNonNull(peerCheck, "peerCheck");
        versions = Set.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("At least one version of TLS is needed");
        }
        if (fragmentOctets < MIN_FRAGMENT_OCTETS || fragmentOctets > MAX_FRAGMENT_OCTETS) {
            throw new IllegalArgumentException("A fragment has " + MIN_FRAGMENT_OCTETS + " to " + MAX_FRAGMENT_OCTETS
                    + " octets, not " + fragmentOctets);
        }
    }

    /** With a certificate, in TLS 1.2 and 1.3. */
    public static EapTls with(TlsIdentity own, TlsChainCheck peerCheck) {
        return new EapTls(Optional.of(own), peerCheck, EnumSet.allOf(TlsVersion.class), DEFAULT_FRAGMENT_OCTETS);
    }

    /** Without a certificate, in TLS 1.2 and 1.3: for a peer that proves itself inside a tunnel. */
    public static EapTls trusting(TlsChainCheck peerCheck) {
        return new EapTls(Optional.empty(), peerCheck, EnumSet.allOf(TlsVersion.class), DEFAULT_FRAGMENT_OCTETS);
    }

    /** The same, with these versions of TLS only. */
    public EapTls versions(TlsVersion... allowed) {
        return new EapTls(own, peerCheck, Set.of(allowed), fragmentOctets);
    }

    /** The same, with fragments of that size. */
    public EapTls fragmentOctets(int octets) {
        return new EapTls(own, peerCheck, versions, octets);
    }

    TlsSettings settings() {
        return new TlsSettings(own, peerCheck, versions);
    }
}
