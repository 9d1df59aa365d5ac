package io.flexike.ike.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A chain of payloads as octets, so that each can be spoilt in ways that the codec would not write. */
record RawPayloads(List<Raw> list) {
    private static final int HEADER_OCTETS = 4;

    /**
     * One payload.
     *
     * @param flags the octet with the critical bit and the reserved ones
     */
    record Raw(int type, int flags, byte[] body) {
        Raw withBody(byte[] other) {
            return new Raw(type, flags, other);
        }
    }

    /** Reads a chain that is well formed. */
    static RawPayloads decode(int first, byte[] chain) {
        List<Raw> list = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(chain);
        int type = first;
        while (type != 0) {
            int next = in.get() & 0xff;
            int flags = in.get() & 0xff;
            byte[] body = new byte[(in.getShort() & 0xffff) - HEADER_OCTETS];
            in.get(body);
            list.add(new Raw(type, flags, body));
            type = next;
        }
        return new RawPayloads(list);
    }

    int first() {
        return list.isEmpty() ? 0 : list.get(0).type();
    }

    byte[] encode() {
        int octets =
                list.stream().mapToInt(raw -> HEADER_OCTETS + raw.body().length).sum();
        ByteBuffer out = ByteBuffer.allocate(octets);
        for (int i = 0; i < list.size(); i++) {
            Raw raw = list.get(i);
            out.put((byte) (i + 1 < list.size() ? list.get(i + 1).type() : 0)).put((byte) raw.flags());
            out.putShort((short) (HEADER_OCTETS + raw.body().length)).put(raw.body());
        }
        return out.array();
    }

    /** Positions of all payloads of these types. */
    List<Integer> positions(int... types) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            int type = list.get(i).type();
            if (types.length == 0 || Arrays.stream(types).anyMatch(wanted -> wanted == type)) {
                found.add(i);
            }
        }
        return found;
    }

    RawPayloads without(int position) {
        List<Raw> changed = new ArrayList<>(list);
        changed.remove(position);
        return new RawPayloads(changed);
    }

    RawPayloads with(int position, Raw raw) {
        List<Raw> changed = new ArrayList<>(list);
        changed.set(position, raw);
        return new RawPayloads(changed);
    }

    RawPayloads inserted(int position, Raw raw) {
        List<Raw> changed = new ArrayList<>(list);
        changed.add(position, raw);
        return new RawPayloads(changed);
    }
}
