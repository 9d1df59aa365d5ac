package io.flexike.ike.certificate;

import java.util.Arrays;

/**
 * One element of DER.
 *
 * @param tag its identifier octet
 * @param encoded the whole of it, with tag and length
 */
record DerElement(int tag, byte[] encoded, byte[] content) {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;

    /** What is inside, one element after the other. */
    DerReader inside() {
        return new DerReader(content);
    }

    DerElement require(int wanted) throws DerException {
        if (tag != wanted) {
            throw new DerException("tag " + tag + " where " + wanted + " belongs");
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DerElement that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "DerElement[tag " + tag + ", " + content.length + " octets]";
    }
}
