package io.flexike.ike.certificate;

import java.security.cert.X509Extension;

/** Extensions of certificates and CRLs (RFC 5280 4.2). */
final class Extensions {
    private Extensions() {}

    /** What is inside the value; nothing if there is no such extension. */
    static DerReader of(X509Extension holder, String identifier) throws DerException {
        byte[] value = holder.getExtensionValue(identifier);
        return value == null
                ? new DerReader(new byte[0])
                : new DerReader(value).next(DerElement.OCTET_STRING).inside();
    }
}
