package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsVersion;

/** What the two methods over TLS derive (RFC 5216 2.3, RFC 5281 8 and 11.1, RFC 9190 2.3, RFC 9427 2.1 and 2.3). */
final class TlsKeys {
    private static final String LABEL_OF_TLS_1_3 = "EXPORTER_EAP_TLS_Key_Material";
    private static final String CHALLENGE_LABEL = "ttls challenge";
    private static final int KEY_MATERIAL_OCTETS = 128;
    private static final int MSK_OCTETS = 64;

    private TlsKeys() {}

    /** The first half of the key material; the second, the EMSK, nobody needs. */
    static SecretBytes msk(EapMethodType method, TlsEngine tls) {
        SecretBytes material = tls.version() == TlsVersion.TLS_1_3
                ? tls.export(LABEL_OF_TLS_1_3, new byte[] {(byte) method.number()}, KEY_MATERIAL_OCTETS)
                : tls.export(
                        method.equals(EapMethodType.TLS) ? "client EAP encryption" : "ttls keying material",
                        KEY_MATERIAL_OCTETS);
        SecretBytes msk = material.slice(0, MSK_OCTETS);
        material.destroy();
        return msk;
    }

    /** The implicit challenge, to which neither end has to trust the other. */
    static SecretBytes challenge(TlsEngine tls, int octets) {
        return tls.export(CHALLENGE_LABEL, octets);
    }
}
