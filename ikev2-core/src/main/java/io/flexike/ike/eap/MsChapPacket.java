package io.flexike.ike.eap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The type data of EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2-02).
 *
 * <pre>
 * |    OpCode     |  MS-CHAPv2-ID |           MS-Length           |
 * |    Data ...                                                       not in the answers to success and failure
 * </pre>
 */
final class MsChapPacket {
    static final int CHALLENGE = 1;
    static final int RESPONSE = 2;
    static final int SUCCESS = 3;
    static final int FAILURE = 4;
    private static final int HEADER = 4;
    private static final int VALUE_OCTETS = MsChapV2.CHALLENGE_OCTETS + 8 + MsChapV2.RESPONSE_OCTETS + 1;

    final int code;
    final int identifier;
    private final byte[] data;

    private MsChapPacket(int code, int identifier, byte[] data) {
        this.code = code;
        this.identifier = identifier;
        this.data = data;
    }

    /** Empty if it is not as long as it says. An acknowledgement has no header but its code. */
    static Optional<MsChapPacket> read(byte[] octets) {
        if (octets.length == 1 && (octets[0] == SUCCESS || octets[0] == FAILURE)) {
            return Optional.of(new MsChapPacket(octets[0], 0, new byte[0]));
        }
        if (octets.length < HEADER || ((octets[2] & 0xff) << 8 | octets[3] & 0xff) != octets.length) {
            return Optional.empty();
        }
        byte[] data = Arrays.copyOfRange(octets, HEADER, octets.length);
        return Optional.of(new MsChapPacket(octets[0] & 0xff, octets[1] & 0xff, data));
    }

    static byte[] acknowledgement(int code) {
        return new byte[] {(byte) code};
    }

    /** A challenge, or with the 49 octets of a value a response. */
    static byte[] valueAndName(int code, int identifier, byte[] value, byte[] name) {
        ByteBuffer data = ByteBuffer.allocate(1 + value.length + name.length);
        data.put((byte) value.length).put(value).put(name);
        return packet(code, identifier, data.array());
    }

    static byte[] message(int code, int identifier, String text) {
        return packet(code, identifier, Names.octets(text));
    }

    /** The value of a response (RFC 2759 4): peer challenge, zeros, NT-Response, flags. */
    static byte[] responseValue(byte[] peerChallenge, byte[] ntResponse) {
        return ByteBuffer.allocate(VALUE_OCTETS)
                .put(peerChallenge)
                .position(MsChapV2.CHALLENGE_OCTETS + 8)
                .put(ntResponse)
                .array();
    }

    /** The 16 octets of a challenge; empty if they are not there. */
    Optional<byte[]> challenge() {
        return value(MsChapV2.CHALLENGE_OCTETS);
    }

    /** The peer challenge of a response; empty if the value is not there. */
    Optional<byte[]> peerChallenge() {
        return value(VALUE_OCTETS).map(value -> Arrays.copyOf(value, MsChapV2.CHALLENGE_OCTETS));
    }

    /** The NT-Response of a response; empty if the value is not there. */
    Optional<byte[]> ntResponse() {
        int from = MsChapV2.CHALLENGE_OCTETS + 8;
        return value(VALUE_OCTETS).map(value -> Arrays.copyOfRange(value, from, from + MsChapV2.RESPONSE_OCTETS));
    }

    /** What stands behind a value. */
    byte[] name() {
        return Arrays.copyOfRange(data, 1 + (data[0] & 0xff), data.length);
    }

    /** The text of success and failure. */
    String text() {
        return Names.text(data);
    }

    private Optional<byte[]> value(int octets) {
        return data.length > octets && data[0] == octets
                ? Optional.of(Arrays.copyOfRange(data, 1, 1 + octets))
                : Optional.empty();
    }

    private static byte[] packet(int code, int identifier, byte[] data) {
        int length = HEADER + data.length;
        return ByteBuffer.allocate(length)
                .put((byte) code)
                .put((byte) identifier)
                .putShort((short) length)
                .put(data)
                .array();
    }
}
