package io.flexike.ike.certificate;

/** Writes elements of DER. */
final class DerWriter {
    private DerWriter() {}

    static byte[] sequence(byte[]... elements) {
        return element(DerElement.SEQUENCE, elements);
    }

    static byte[] octetString(byte[] octets) {
        return element(DerElement.OCTET_STRING, octets);
    }

    static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length = Math.addExact(length, part.length);
        }
        int lengthOctets = length < 0x80 ? 0 : (39 - Integer.numberOfLeadingZeros(length)) / 8;
        byte[] der = new byte[2 + lengthOctets + length];
        der[0] = (byte) tag;
        der[1] = (byte) (lengthOctets == 0 ? length : 0x80 + lengthOctets);
        for (int i = 0; i < lengthOctets; i++) {
            der[2 + i] = (byte) (length >> 8 * (lengthOctets - 1 - i));
        }
        int at = 2 + lengthOctets;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, der, at, part.length);
            at += part.length;
        }
        return der;
    }
}
