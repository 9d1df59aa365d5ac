package io.flexike.ike.certificate;

import java.util.Arrays;
import java.util.HexFormat;

/** Private keys as they were written before PKCS #8, put into its form (RFC 5958 2). */
final class TraditionalKeys {
    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

    /** RFC 5915 3: the curve of an ECPrivateKey. */
    private static final int PARAMETERS = 0xa0;

    private TraditionalKeys() {}

    /** An RSAPrivateKey (RFC 8017 A.1.2). */
    static byte[] rsa(byte[] der) {
        return pkcs8(RSA_ENCRYPTION, der);
    }

    /** An ECPrivateKey (RFC 5915), which has to name its curve. */
    static byte[] ec(byte[] der) {
        try {
            DerReader fields = new DerReader(der).sequence();
            fields.next();
            fields.next();
            while (fields.hasNext()) {
                DerElement field = fields.next();
                if (field.tag() == PARAMETERS) {
                    return pkcs8(DerWriter.sequence(EC_PUBLIC_KEY, field.content()), der);
                }
            }
        } catch (DerException e) {
            throw new IllegalArgumentException("a private key that is malformed", e);
        }
        throw new IllegalArgumentException("an elliptic curve that is not named");
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        byte[] octets = DerWriter.octetString(key);
        try {
            return DerWriter.sequence(VERSION_0, algorithm, octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }
}
