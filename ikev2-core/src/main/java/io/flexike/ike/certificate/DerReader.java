package io.flexike.ike.certificate;

import java.util.Arrays;

/** Reads elements of DER one behind the other; goes no deeper than it is asked to. */
final class DerReader {
    private static final int LONG_FORM = 0x80;
    private static final int MOST_LENGTH_OCTETS = 3;
    private static final int HIGH_TAG = 0x1f;

    private final byte[] octets;
    private int at;

    DerReader(byte[] octets) {
        this.octets = octets;
    }

    boolean hasNext() {
        return at < octets.length;
    }

    /** Whether one with that tag comes next. */
    boolean hasNext(int tag) {
        return hasNext() && (octets[at] & 0xff) == tag;
    }

    DerElement next() throws DerException {
        int start = at;
        int tag = octet();
        if ((tag & HIGH_TAG) == HIGH_TAG) {
            throw new DerException("a tag of several octets");
        }
        int length = length();
        if (length > octets.length - at) {
            throw new DerException("an element that is cut off");
        }
        byte[] content = Arrays.copyOfRange(octets, at, at + length);
        at += length;
        return new DerElement(tag, Arrays.copyOfRange(octets, start, at), content);
    }

    DerElement next(int tag) throws DerException {
        return next().require(tag);
    }

    /** The elements of the SEQUENCE that comes next. */
    DerReader sequence() throws DerException {
        return next(DerElement.SEQUENCE).inside();
    }

    /** The octets that have not been read. */
    byte[] rest() {
        return Arrays.copyOfRange(octets, at, octets.length);
    }

    /** Nothing may follow. */
    void end() throws DerException {
        if (hasNext()) {
            throw new DerException("octets behind the end");
        }
    }

    private int length() throws DerException {
        int first = octet();
        if (first < LONG_FORM) {
            return first;
        }
        int count = first - LONG_FORM;
        if (count == 0 || count > MOST_LENGTH_OCTETS) {
            throw new DerException("a length in " + count + " octets");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | octet();
        }
        return length;
    }

    private int octet() throws DerException {
        if (at >= octets.length) {
            throw new DerException("an element that is cut off");
        }
        return octets[at++] & 0xff;
    }
}
